import { statSync } from 'node:fs';
import { join } from 'node:path';
import { mallDesks } from '../../malls/mall-desks.ts';
import { type PresentRelease, presentRelease } from '../../proving/trial/release.ts';

/** A function as it would be deployed. */
export interface Bundle {
  /** Its folder under functions/. */
  readonly name: string;
  readonly file: string;
  /** The handler's name among the file's exports. */
  readonly handler: string;
  readonly bytes: number;
  /** What the stack sets in its environment. */
  readonly variables: Readonly<Record<string, string>>;
  readonly memoryMiB: number;
  readonly timeoutMs: number;
  /** What starts it again and again; null when nothing does. */
  readonly schedule: { readonly everyMinutes: number; readonly event: object } | null;
  /** How the messages of a queue are gathered for it; null when none are. */
  readonly gathering: Gathering | null;
}

/** The most messages of a run, and for how long they are gathered. */
export interface Gathering {
  readonly messagesMax: number;
  readonly gatherSeconds: number;
}

/** The bundles of all functions, made by a synthesis with 楽天市場 alone. */
export interface Bundles {
  readonly all: readonly Bundle[];
  /** By what figures call them: these, and the same functions of an installation that works with every mall. */
  readonly labelled: ReadonlyMap<string, Bundle>;
  named(name: string): Bundle;
  /** The same function of an installation that works with every mall. */
  withEveryMall(name: string): Bundle;
  /** Removes them from the disk. */
  remove(): void;
}

/** Synthesises the stacks, and finds the bundles in them. */
export async function synthesiseBundles(): Promise<Bundles> {
  const [release, ofEveryMall] = [await presentRelease(), await presentRelease(mallDesks.names)];
  const all = bundlesOf(release);
  const labelled = new Map([
    ...all.map((bundle) => [bundle.name, bundle] as const),
    ...bundlesOf(ofEveryMall)
      .filter(({ variables }) => variables.MALLS !== undefined)
      .map((bundle) => [`${bundle.name} with every mall`, bundle] as const),
  ]);
  return {
    all,
    labelled,
    named(name) {
      const bundle = all.find((one) => one.name === name);
      if (!bundle) throw new Error(`There is no function ${name}; there are ${all.map((one) => one.name).join(', ')}.`);
      return bundle;
    },
    withEveryMall: (name) => labelled.get(`${name} with every mall`) as Bundle,
    remove() {
      release.remove();
      ofEveryMall.remove();
    },
  };
}

function bundlesOf(release: PresentRelease): Bundle[] {
  return [...release.functions].map(([name, shape]) => {
    const [module = '', handler = ''] = shape.handler.split('.');
    const file = join(shape.bundle, `${module}.js`);
    const { variables, memoryMiB, timeoutMs } = shape;
    const schedule = scheduleOf(release, shape.name);
    const gathering = gatheringOf(release, shape.name);
    return { name, file, handler, bytes: statSync(file).size, variables, memoryMiB, timeoutMs, schedule, gathering };
  });
}

/** Of the queues that feed a function one gathers messages. */
function gatheringOf({ resources }: PresentRelease, functionName: string): Gathering | null {
  for (const { properties } of resources.ofType('AWS::Lambda::EventSourceMapping')) {
    const gatherSeconds = properties.number('MaximumBatchingWindowInSeconds', 0);
    const isItsOwn = resources.withArn(properties.text('FunctionName'), properties.where).name === functionName;
    if (isItsOwn && gatherSeconds > 0) return { messagesMax: properties.number('BatchSize'), gatherSeconds };
  }
  return null;
}

function scheduleOf({ resources }: PresentRelease, functionName: string): Bundle['schedule'] {
  for (const { properties } of resources.ofType('AWS::Scheduler::Schedule')) {
    const target = properties.section('Target');
    if (resources.withArn(target.text('Arn'), target.where).name !== functionName) continue;
    const expression = properties.text('ScheduleExpression');
    const everyMinutes = Number(/^rate\((\d+) minutes?\)$/.exec(expression)?.[1]);
    if (!(everyMinutes > 0)) throw new Error(`A schedule is ${expression}; the reckoning knows rate(… minutes) alone.`);
    return { everyMinutes, event: JSON.parse(target.text('Input', '{}')) as object };
  }
  return null;
}
