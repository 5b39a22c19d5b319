import { createHash } from 'node:crypto';
import type { StackTemplate, TemplateResource } from './assembly.ts';
import { evaluate, type Scope } from './intrinsics.ts';
import { account, region, typeOf } from './resource-types.ts';
import { Section } from './section.ts';

/** A resource as it exists in the local cloud. */
export interface CloudResource {
  readonly type: string;
  readonly stack: StackTemplate;
  readonly logicalId: string;
  /** Its physical name. */
  readonly name: string;
  readonly arn: string;
  /** What `Ref` gives. */
  readonly ref: string;
  /** Its properties, intrinsic functions resolved. */
  readonly properties: Section;
  /** Of a function that is named by an alias: the alias. */
  readonly alias?: string;
}

/** Everything in the templates, with names, and references between them resolved. */
export class Resources {
  readonly #stacks: readonly StackTemplate[];
  readonly #queueUrl: (name: string) => string;
  readonly #known = new Map<string, CloudResource>();

  /** Throws when a template has a type of resource that the local cloud does not know. */
  constructor(stacks: readonly StackTemplate[], queueUrl: (name: string) => string) {
    this.#stacks = stacks;
    this.#queueUrl = queueUrl;
    for (const stack of stacks) {
      for (const [logicalId, { Type }] of Object.entries(stack.resources)) typeOf(Type, `${stack.name}/${logicalId}`);
    }
  }

  /** All resources of these types, in the order of the templates. */
  ofType(...types: readonly string[]): CloudResource[] {
    return this.#stacks.flatMap((stack) =>
      Object.entries(stack.resources)
        .filter(([, { Type }]) => types.includes(Type))
        .map(([logicalId, resource]) => this.#resource(stack, logicalId, resource)),
    );
  }

  /**
   * The one resource with this id: its logical id, or its construct path below the stack, such as `Orders` or
   * `poll-orders/function`. Throws when there is none, or more than one.
   */
  withId(id: string): CloudResource {
    const path = id.replace(/[^A-Za-z0-9]/g, '');
    const found = this.#stacks.flatMap((stack) =>
      Object.entries(stack.resources)
        .filter(([logicalId]) => logicalId === id || logicalId.replace(/[0-9A-F]{8}$/, '') === path)
        .map(([logicalId, resource]) => this.#resource(stack, logicalId, resource)),
    );
    const [one, ...more] = found;
    if (one !== undefined && more.length === 0) return one;
    const ids = this.#stacks.flatMap((stack) => Object.keys(stack.resources)).join(', ');
    throw new Error(
      `${found.length} resources of the templates have the id "${id}"; there must be one. They have: ${ids}.`,
    );
  }

  /** The function or queue that an ARN names, for targets and destinations. An alias's ARN names its function, by that alias. */
  withArn(arn: string, where: string): CloudResource {
    const alias = this.ofType('AWS::Lambda::Alias').find((resource) => resource.arn === arn);
    const name = alias?.properties.text('FunctionName');
    const found = this.ofType('AWS::Lambda::Function', 'AWS::SQS::Queue').find((resource) =>
      name === undefined ? resource.arn === arn : resource.type === 'AWS::Lambda::Function' && resource.name === name,
    );
    if (found !== undefined && alias === undefined) return found;
    if (found !== undefined && alias !== undefined) {
      const { type, stack, logicalId, name, arn, ref, properties } = found;
      return { type, stack, logicalId, name, arn, ref, properties, alias: alias.properties.text('Name') };
    }
    throw new Error(`${where} names ${arn}, which is no function or queue of the templates.`);
  }

  #resource(stack: StackTemplate, logicalId: string, resource: TemplateResource): CloudResource {
    const where = `${stack.name}/${logicalId}`;
    const known = this.#known.get(where);
    if (known !== undefined) return known;
    const type = typeOf(resource.Type, where);
    const scope = this.#scope(stack);
    const text = (property: string) => String(evaluate(resource.Properties?.[property], scope, where));
    const isNamed = type.nameProperty !== undefined && resource.Properties?.[type.nameProperty] !== undefined;
    const name =
      type.nameOf?.(text) ?? (isNamed ? text(type.nameProperty as string) : physicalName(resource.Type, where));
    const arn = type.arn(name);
    const ref = type.ref === 'name' ? name : type.ref === 'arn' ? arn : this.#queueUrl(name);
    // Properties refer to other resources, and those may refer back: so they are resolved only when asked for.
    let properties: Section | undefined;
    const described: CloudResource = {
      type: resource.Type,
      stack,
      logicalId,
      name,
      arn,
      ref,
      get properties() {
        properties ??= new Section(where, evaluate(resource.Properties ?? {}, scope, where));
        return properties;
      },
    };
    this.#known.set(where, described);
    return described;
  }

  #scope(stack: StackTemplate): Scope {
    const resourceOf = (id: string) => {
      const resource = stack.resources[id];
      return resource === undefined ? undefined : this.#resource(stack, id, resource);
    };
    return {
      ref: (id) => pseudo(stack)[id] ?? resourceOf(id)?.ref ?? stack.parameters[id]?.Default,
      attribute: (id, attribute) => {
        const resource = resourceOf(id);
        if (resource === undefined) return undefined;
        if (attribute === 'Arn') return resource.arn;
        return typeOf(resource.type, id).attributes?.(resource.name)[attribute];
      },
      exported: (name) => this.#exported(name),
    };
  }

  #exported(name: string): unknown {
    for (const stack of this.#stacks) {
      const scope = this.#scope(stack);
      for (const [id, output] of Object.entries(stack.outputs)) {
        const where = `${stack.name}/${id}`;
        if (output.Export === undefined || evaluate(output.Export.Name, scope, where) !== name) continue;
        return evaluate(output.Value, scope, where);
      }
    }
    return undefined;
  }
}

/** Stable from one start to the next, or a table's rows would stay behind. Keys are named by a UUID, as KMS does. */
function physicalName(type: string, where: string): string {
  if (type !== 'AWS::KMS::Key') return where.replace('/', '-');
  const hash = createHash('sha256').update(where).digest('hex');
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-');
}

function pseudo(stack: StackTemplate): Readonly<Record<string, string>> {
  return {
    'AWS::AccountId': account,
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stack.name}/local`,
    'AWS::StackName': stack.name,
    'AWS::URLSuffix': 'amazonaws.com',
  };
}
