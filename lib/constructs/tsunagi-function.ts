import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  Alias,
  ApplicationLogLevel,
  Architecture,
  Code,
  type FunctionOptions,
  type IVersion,
  Function as LambdaFunction,
  LoggingFormat,
  ParamsAndSecretsLayerVersion,
  ParamsAndSecretsVersions,
  Runtime,
  SystemLogLevel,
  Tracing,
  type Version,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type NewsKind, newsSource } from '../../core/model/index.ts';
import { dataKeyApp } from '../../core/ports/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { definedFor } from '../bundling/bundle-settings.ts';
import { type ControlBinding, controlScopes } from '../control-scopes.ts';
import { describedByContent } from './described-by-content.ts';
import type { StaticEgress } from './static-egress.ts';

/** What every functions/<name>/settings.ts has; each kind of trigger adds more. */
export interface FunctionSettings {
  readonly memoryMiB: number;
  readonly timeoutSeconds: number;
}

/** Inputs of a function. */
export interface FunctionProps {
  readonly stage: string;
  readonly settings: FunctionSettings;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether X-Ray keeps traces of its runs. False when absent. */
  readonly isTraced?: boolean;
  /** The network that its calls leave by; null: AWS's own. */
  readonly wayOut?: StaticEgress | null;
  /** How long its log is kept; a month when absent. */
  readonly logsKeptFor?: RetentionDays;
  /** What else its kind of function sets. */
  readonly lambda?: Pick<FunctionOptions, 'recursiveLoop'>;
  /** A SecureString of the Parameter Store that it reads, by AWS's extension; the variable WEBHOOK_PARAMETER has its name. */
  readonly webhookParameter?: string;
}

/** Kinds of access to a table, each the smallest set of DynamoDB actions. None includes Scan. */
const actionsOf = {
  read: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
  write: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
  delete: ['dynamodb:DeleteItem'],
} as const;
export type TableAccess = keyof typeof actionsOf;

/** Access to a table, and to queries of these of its indexes. */
export function grants(
  table: ITableV2,
  access: readonly TableAccess[],
  indexes: readonly string[] = [],
): PolicyStatement[] {
  const actions = access.flatMap((kind) => actionsOf[kind]);
  const resources = indexes.map((index) => `${table.tableArn}/index/${index}`);
  return [
    new PolicyStatement({ actions, resources: [table.tableArn] }),
    ...(resources.length === 0 ? [] : [new PolicyStatement({ actions: ['dynamodb:Query'], resources })]),
  ];
}

/** Access to these partitions of the table Control. */
export function controlGrants(table: ITableV2, binding: ControlBinding): PolicyStatement[] {
  return (['read', 'write', 'delete'] as const).flatMap((kind) => {
    const keys = (binding[kind] ?? []).map((scope) => controlScopes[scope]);
    if (keys.length === 0) return [];
    const conditions = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } };
    return [new PolicyStatement({ actions: [...actionsOf[kind]], resources: [table.tableArn], conditions })];
  });
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const bundleProgram = fileURLToPath(new URL('../bundling/bundle-function.ts', import.meta.url));

/**
 * One function: its bundle, its log group and its role. The name is that of its folder under functions/, and the deployed
 * function and its log group carry it too. `ScheduledFunction` and `QueueFedFunction` add the trigger.
 */
export abstract class TsunagiFunction extends Construct {
  readonly name: string;
  readonly lambda: LambdaFunction;
  /** The version of this deployment: code and settings that never change again. */
  readonly version: Version;
  /**
   * The alias `live`: the version in use, or two of them while a release is under way. Every trigger uses this name, never
   * `$LATEST`.
   */
  readonly live: Alias;
  readonly logs: LogGroup;
  readonly settings: FunctionSettings;
  readonly #role: Role;

  constructor(scope: Construct, name: string, props: FunctionProps) {
    super(scope, name);
    this.name = name;
    const entry = `${root}functions/${name}/handler.ts`;
    if (!existsSync(entry))
      throw new Error(`The function ${name} has no handler: ${entry} does not exist. Write it, exporting "handler".`);
    const isDebuggable = this.node.tryGetContext('tsunagi:debuggable') === 'true';
    const functionName = `tsunagi-${props.stage}-${name}`;
    this.settings = props.settings;
    this.logs = new LogGroup(this, 'logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: props.logsKeptFor ?? RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // An own role: the CDK's default one may write to every log group of the account.
    this.#role = new Role(this, 'role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logs.grantWrite(this.#role);
    this.lambda = new LambdaFunction(this, 'function', {
      functionName,
      code: bundledCode(name, isDebuggable, definedFor(name, mallDesks.names, props.environment)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.settings.memoryMiB,
      timeout: Duration.seconds(props.settings.timeoutSeconds),
      role: this.#role,
      logGroup: this.logs,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      // Start and end lines of idle runs would be most of the cost of logs.
      systemLogLevelV2: SystemLogLevel.WARN,
      environment: { ...props.environment },
      tracing: props.isTraced ? Tracing.ACTIVE : Tracing.DISABLED,
      ...props.lambda,
      ...this.#placed(props.wayOut ?? null, functionName),
      ...(props.webhookParameter !== undefined && {
        paramsAndSecrets: ParamsAndSecretsLayerVersion.fromVersion(ParamsAndSecretsVersions.V1_0_103),
      }),
    });
    describedByContent(this.lambda, name);
    this.version = this.lambda.currentVersion;
    // The CDK's own types disagree about one optional property.
    this.live = new Alias(this, 'live', { aliasName: 'live', version: this.version as IVersion });
    if (props.webhookParameter !== undefined) this.#bindParameter('WEBHOOK_PARAMETER', props.webhookParameter);
  }

  /** The key aws/ssm needs no permission: its policy lets every principal of the account use it through the Parameter Store. */
  #bindParameter(variable: string, name: string): void {
    const resourceName = name.replace(/^\//, '');
    const parameter = Stack.of(this).formatArn({ service: 'ssm', resource: 'parameter', resourceName });
    this.#role.addToPolicy(new PolicyStatement({ actions: ['ssm:GetParameter'], resources: [parameter] }));
    this.tell(variable, name);
  }

  /** Where the function runs: in the network, if there is one. */
  #placed(wayOut: StaticEgress | null, functionName: string) {
    if (wayOut === null) return {};
    wayOut.admit(this.#role, functionName);
    const { vpc, securityGroup } = wayOut;
    return { vpc, vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS }, securityGroups: [securityGroup] };
  }

  /** Grants the function access to a table, and sets the variable with the table's name. Index queries need `read` and the index named. */
  bindTable(
    variable: string,
    table: ITableV2,
    binding: { readonly access: readonly TableAccess[]; readonly indexes?: readonly string[] },
  ): this {
    for (const one of grants(table, binding.access, binding.indexes)) this.#role.addToPolicy(one);
    this.lambda.addEnvironment(variable, table.tableName);
    return this;
  }

  /**
   * Grants the function access to these partitions of the table Control, and to none of the others that lie there; sets the variable with
   * the table's name. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
   */
  bindControl(table: ITableV2, binding: ControlBinding): this {
    for (const one of controlGrants(table, binding)) this.#role.addToPolicy(one);
    this.lambda.addEnvironment('CONTROL_TABLE', table.tableName);
    return this;
  }

  /**
   * Lets the function put news of these kinds on a bus, and no other event; sets the variable with the bus's name.
   * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
   */
  bindBus(variable: string, bus: EventBus, kinds: readonly NewsKind[]): this {
    this.#role.addToPolicy(
      new PolicyStatement({
        actions: ['events:PutEvents'],
        resources: [bus.eventBusArn],
        // AWS gives both keys with every call; the emulator of the tier `cloud` gives neither.
        conditions: { StringEqualsIfExists: { 'events:source': newsSource, 'events:detail-type': [...kinds] } },
      }),
    );
    this.lambda.addEnvironment(variable, bus.eventBusName);
    return this;
  }

  /**
   * Lets the function send mails from one address, by one of these identities of SES, and with one configuration set; sets the
   * variables with the address and the set.
   */
  bindSender(sender: string, identities: readonly string[], configurationSetName: string): this {
    const stack = Stack.of(this);
    const resources = [
      ...identities.map((name) => ({ resource: 'identity', resourceName: name })),
      { resource: 'configuration-set', resourceName: configurationSetName },
    ];
    this.#role.addToPolicy(
      new PolicyStatement({
        actions: ['ses:SendEmail'],
        resources: resources.map((parts) => stack.formatArn({ service: 'ses', ...parts })),
        conditions: { StringEquals: { 'ses:FromAddress': sender } },
      }),
    );
    this.lambda.addEnvironment('SENDER', sender);
    this.lambda.addEnvironment('CONFIGURATION_SET', configurationSetName);
    return this;
  }

  /** Lets the function send messages to a queue, and sets the variable with the queue's address. */
  bindQueue(variable: string, queue: IQueue): this {
    return this.allowSending(queue).tell(variable, queue.queueUrl);
  }

  /** Lets the function take what lies in a queue, and delete it. */
  allowEmptying(queue: IQueue): this {
    const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage'];
    this.#role.addToPolicy(new PolicyStatement({ actions, resources: [queue.queueArn] }));
    return this;
  }

  /** Lets the function send messages to a queue. */
  allowSending(queue: IQueue): this {
    this.#role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }));
    return this;
  }

  /** Lets the function take on a role with these rights, and sets the variable with the role. */
  bindRole(variable: string, id: string, statements: readonly PolicyStatement[]): this {
    const role = new Role(this, id, { assumedBy: this.#role });
    for (const one of statements) role.addToPolicy(one);
    this.#role.addToPolicy(new PolicyStatement({ actions: ['sts:AssumeRole'], resources: [role.roleArn] }));
    return this.tell(variable, role.roleArn);
  }

  /** Sets a variable of the function. */
  tell(variable: string, value: string): this {
    this.lambda.addEnvironment(variable, value);
    return this;
  }

  /**
   * Lets the function open this project's data keys with the key, or only the one of this number, and nothing else; sets the variable with
   * the key.
   */
  bindKey(variable: string, key: IKey, dataKey?: number): this {
    const context = {
      'kms:EncryptionContext:app': dataKeyApp,
      ...(dataKey === undefined ? {} : { 'kms:EncryptionContext:dataKey': String(dataKey) }),
    };
    this.#role.addToPolicy(
      new PolicyStatement({
        actions: ['kms:Decrypt'],
        resources: [key.keyArn],
        conditions: { StringEquals: context },
      }),
    );
    this.lambda.addEnvironment(variable, key.keyArn);
    return this;
  }
}

/** A function's code: its bundle. With a debugger, the source stays readable. */
function bundledCode(name: string, isDebuggable: boolean, define: Readonly<Record<string, string>>): Code {
  const [minifyWhitespace, minifySyntax, minifyIdentifiers] = [!isDebuggable, !isDebuggable, !isDebuggable];
  const folder = `${root}functions/${name}`;
  const entryPoints = [`${folder}/handler.ts`];
  const options = { entryPoints, define, sourcemap: isDebuggable, minifyWhitespace, minifySyntax, minifyIdentifiers };
  return Code.fromAsset(folder, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never run. By the command the CDK tells one bundle of a function from another of the same process.
      image: DockerImage.fromRegistry('none'),
      command: [JSON.stringify(options)],
      local: {
        tryBundle(outputFolder) {
          const asked = JSON.stringify({ ...options, outfile: `${outputFolder}/index.js` });
          execFileSync(process.execPath, [bundleProgram, asked], { stdio: ['ignore', 'ignore', 'inherit'] });
          return true;
        },
      },
    },
  });
}
