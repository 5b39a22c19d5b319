import { type EpochMs, eachLimited, errorName, secondMs, verdictOf } from '../kernel/index.ts';
import { type MallName, noEvidence, type Shop, type ShopKey, sumOf, type Tally, withVerdict } from '../model/index.ts';
import type { Clock, HealthStore, Pauses, Ports } from '../ports/index.ts';
import { type GateOptions, openGate, type StandingCache } from './gate.ts';

export type Way = ReturnType<typeof openWay>;
export type WorkerEvidence = Way['evidence'];

/** A long run stores its evidence this often, so that it is judged while it is recent. */
const keptMs = 30 * secondMs;

/**
 * Prepares the work of one capability: the gate, and the evidence of calls, which is stored only if a call failed or the mall recovers. `onLost`
 * gets a failure to store some, which fails the run at its end, but no call.
 */
export function openWay(
  run: {
    readonly ports: {
      readonly pauses: Pick<Pauses, 'standing'>;
      readonly clock: Clock;
      readonly health: Pick<HealthStore, 'record'>;
    };
    readonly cache: { readonly standing: StandingCache };
    readonly runId: string;
  },
  options: GateOptions & { readonly onLost: (error: unknown) => void },
) {
  const { clock, health } = run.ports;
  const gate = openGate(run, options);
  const sums = new Map<MallName, { readonly at: EpochMs; readonly tally: Tally }>();
  const write = async (mall: MallName): Promise<void> => {
    const sum = sums.get(mall);
    sums.delete(mall);
    if (sum === undefined) return;
    try {
      if (sum.tally.failed === 0 && !(await gate.isRamping(mall))) return;
      await health.record({ mall, capability: options.capability, at: sum.at, writer: run.runId, ...sum.tally });
    } catch (error) {
      options.onLost(error);
    }
  };
  return {
    gate,
    /** Collects the evidence of the run's calls for each mall. Never throws. */
    evidence: {
      async add(mall: MallName, tally: Tally): Promise<void> {
        const now = clock.now();
        const sum = sums.get(mall) ?? { at: now, tally: noEvidence };
        sums.set(mall, { at: sum.at, tally: sumOf([sum.tally, tally]) });
        if (now - sum.at >= keptMs) await write(mall);
      },
      async flush(): Promise<void> {
        for (const mall of [...sums.keys()]) await write(mall);
      },
    },
  };
}

/**
 * Works at the shops that messages name, several at once, each once; null stands for a removed shop. Returns internal failures by shop, so that
 * only its messages come again; `work` returns defects that did not stop the other work.
 */
export async function eachShop(
  run: {
    readonly ports: Pick<Ports, 'shops' | 'log'>;
    readonly settings: { readonly shopsAtOnce: number };
  },
  keys: readonly ShopKey[],
  brokenEvent: string,
  work: (key: ShopKey, shop: Shop | null) => Promise<ReadonlyMap<string, unknown>>,
): Promise<Map<ShopKey, unknown>> {
  const { ports, settings } = run;
  const internalErrors = new Map<ShopKey, unknown>();
  await eachLimited([...new Set(keys)], settings.shopsAtOnce, async (key) => {
    try {
      const [defect] = await work(key, await ports.shops.get(key));
      if (defect !== undefined) internalErrors.set(key, defect[1]);
    } catch (error) {
      internalErrors.set(key, error);
      ports.log.error(brokenEvent, { shop: key, error: errorName(error) });
    }
  });
  return internalErrors;
}

/** The evidence of one visit's calls: the last one ended as the visit did, and the earlier ones were answered. */
export function tallyOfCalls(made: number, error: unknown): Tally {
  if (made === 0) return noEvidence;
  return withVerdict({ ...noEvidence, answered: made - 1 }, verdictOf(error));
}
