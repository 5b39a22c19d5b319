import { LocalFunction } from '../../local/functions/local-function.ts';
import type { Outcome } from '../../local/functions/outcome.ts';
import type { JumpingClock } from './clock.ts';
import type { Release } from './release.ts';
import { openTableGateway, type RawItem, type TableWrite, type TeardownPlan } from './table-gateway.ts';

/** The import comes first: an audit looks at what it has not done yet for 20 seconds. */
const ticking = ['poll-orders', 'reconcile'];

/** An item as a release left it. */
interface WrittenItem {
  readonly table: string;
  readonly item: RawItem;
}

/** A release whose functions can be run, each in a process of its own, over the tables of a trial. */
export interface Deployed {
  /** Every item as it stood after each write of the release. */
  readonly written: readonly WrittenItem[];
  /** What the functions printed: one JSON a line, or a stack trace. */
  readonly printed: readonly string[];
  /** Decides about each write, which waits for it, until it is set again; null carries all of them out. */
  fate: ((write: TableWrite) => TeardownPlan | Promise<TeardownPlan>) | null;
  /** Runs a function once with what its schedule sends, and returns how it ended. */
  run(name: string, options?: { readonly limitMs?: number }): Promise<Outcome>;
  /** One import, and after it one reconciliation; throws when one fails. */
  tick(): Promise<void>;
  /** From now on its functions have these variables, too: what a deployment does. */
  deploy(variables: Readonly<Record<string, string>>): Promise<void>;
  stop(): Promise<void>;
}

/** Lets a release run. Its processes are started when they are needed, and anew after the clock has jumped. */
export async function deploy(
  release: Release,
  options: {
    readonly tablesUrl: string;
    readonly clock: JumpingClock;
    readonly variables: Readonly<Record<string, string>>;
  },
): Promise<Deployed> {
  const { clock } = options;
  const written: WrittenItem[] = [];
  const printed: string[] = [];
  let variables = options.variables;
  let fate: Deployed['fate'] = null;
  const running = new Map<string, { readonly startedAt: number; readonly fn: LocalFunction }>();
  const stopAll = async (): Promise<void> => {
    const all = [...running.values()];
    running.clear();
    await Promise.all(all.map(({ fn }) => fn.stop()));
  };
  const gateway = await openTableGateway(options.tablesUrl, {
    fate: (write) => fate?.(write) ?? 'carry-out',
    die: () => void stopAll(),
    written: (table, item) => written.push({ table, item }),
  });

  const functionNamed = async (name: string, limitMs: number | undefined): Promise<LocalFunction> => {
    const shape = release.functions.get(name);
    if (shape === undefined) throw new Error(`${release.name} has no function ${name}.`);
    const id = `${name} ${limitMs ?? ''}`;
    const standing = running.get(id);
    if (standing?.startedAt === clock.time.atMs) return standing.fn;
    running.delete(id);
    await standing?.fn.stop();
    const fn = new LocalFunction(shape, {
      clock,
      variables: {
        ...variables,
        AWS_ENDPOINT_URL_DYNAMODB: gateway.url,
        TSUNAGI_CLOCK: JSON.stringify(clock.time),
      },
      limitRealMs: limitMs ?? shape.timeoutMs,
      print: (line) => printed.push(line),
      report: () => {},
    });
    running.set(id, { startedAt: clock.time.atMs, fn });
    return fn;
  };

  const deployed: Deployed = {
    written,
    printed,
    get fate() {
      return fate;
    },
    set fate(next) {
      fate = next;
    },
    async run(name, { limitMs } = {}) {
      const fn = await functionNamed(name, limitMs);
      return fn.invoke(release.facts.functions.find((one) => one.name === name)?.event ?? '{}');
    },
    async tick() {
      for (const name of ticking) {
        const outcome = await deployed.run(name);
        if (outcome.kind === 'returned') continue;
        const what = `${name} of ${release.name}`;
        throw new Error(`${what} did not return: ${JSON.stringify(outcome)}\n${printed.slice(-5).join('\n')}`);
      }
    },
    async deploy(more) {
      variables = { ...variables, ...more };
      await stopAll();
    },
    async stop() {
      await stopAll();
      await gateway.stop();
    },
  };
  return deployed;
}
