import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { type RequestLog, requestLog } from '../../aws/log.ts';
import { buildDeployment } from '../../lib/app.ts';
import { type Accounting, startAccounting } from '../../local/alarms/accounting.ts';
import { alarmsOf } from '../../local/alarms/alarm-shape.ts';
import { takeEmbedded } from '../../local/alarms/embedded.ts';
import { type AlarmNews, startWatch, type Watch } from '../../local/alarms/watch.ts';
import { readAssembly } from '../../local/assembly/assembly.ts';
import { Resources } from '../../local/assembly/resources.ts';
import { functionsOf } from '../../local/functions/function-shape.ts';
import { metricsOf } from '../../wiring/function-log.ts';

export const stageName = 'shop';

const assemblies = new Map<string, ReturnType<typeof readAssembly>>();

/** The templates of a stage that has everything, as the local cloud reads them. The functions are not bundled. */
export function templateOf(
  queueUrl: (name: string) => string = (name) => `https://sqs.invalid/${name}`,
  context: Readonly<Record<string, unknown>> = {},
): Resources {
  const name = JSON.stringify(context);
  const assembly = assemblies.get(name) ?? synthesise(context);
  assemblies.set(name, assembly);
  return new Resources(assembly, queueUrl);
}

function synthesise(context: Readonly<Record<string, unknown>>): ReturnType<typeof readAssembly> {
  const outdir = mkdtempSync(join(tmpdir(), 'tsunagi-alarms-'));
  try {
    const everything = { stage: stageName, sender: 'info@example.jp', mailFromName: '角田システム' };
    const { tsunagi } = buildDeployment({
      outdir,
      context: { 'aws:cdk:bundling-stacks': [], ...everything, ...context },
    });
    (tsunagi.node.root as App).synth();
    return readAssembly(outdir);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** The alarms of a template over the figures of every function that writes some. */
export interface Board {
  readonly resources: Resources;
  readonly accounting: Accounting;
  readonly watch: Watch;
  /** What the topic received, the oldest first. */
  readonly told: readonly AlarmNews[];
  /** Every change of an alarm, including those without an action. */
  readonly states: readonly AlarmNews[];
  /** Functions whose lines do not reach CloudWatch. */
  readonly muted: Set<string>;
  /** The log of a function, by its folder, whose figures are taken as CloudWatch takes them. */
  logOf(functionName: string): RequestLog;
  /** The state of an alarm that has an action, by its name without that of the stage. */
  isTold(alarm: string): boolean;
}

/** The name that a table has in the account, by the word that names it in the template. */
export function physicalName({ resources }: Pick<Board, 'resources'>, word: string): string {
  const tables = resources.ofType('AWS::DynamoDB::GlobalTable');
  const table = tables.find(({ logicalId }) => logicalId.replace(/[0-9A-F]{8}$/, '') === word);
  if (table === undefined) throw new Error(`The template has no table ${word}.`);
  return table.name;
}

export function openBoard(resources: Resources, now: () => number): Board {
  const accounting = startAccounting(now);
  const told: AlarmNews[] = [];
  const states: AlarmNews[] = [];
  const alarms = alarmsOf(resources);
  const watch = startWatch(alarms, accounting.figures, {
    onState: (news) => states.push(news),
    onTold: (news) => told.push(news),
  });
  const muted = new Set<string>();
  const variablesOf = (functionName: string): string | null =>
    functionsOf(resources).find(({ name }) => name === `tsunagi-${stageName}-${functionName}`)?.variables.METRICS ??
    null;
  return {
    resources,
    accounting,
    watch,
    told,
    states,
    muted,
    logOf: (functionName) =>
      requestLog({
        functionName,
        clock: { now },
        stage: stageName,
        ...metricsOf(variablesOf(functionName)),
        write: (line) => {
          if (!muted.has(functionName)) takeEmbedded(accounting.figures, line.trimEnd());
        },
      }),
    isTold(alarm) {
      const name = `tsunagi-${stageName}-${alarm}`;
      if (!alarms.some((one) => one.name === name && one.tells)) throw new Error(`No alarm ${name} has an action.`);
      return told.findLast((news) => news.name === name)?.state === 'ALARM';
    },
  };
}
