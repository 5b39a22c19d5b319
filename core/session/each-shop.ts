import { type EpochMs, eachLimited, errorName, secondMs, verdictOf } from '../kernel/index.ts';
import { type MallName, noEvidence, type Shop, type ShopKey, sumOf, type Tally, withVerdict } from '../model/index.ts';
import type { Clock, HealthStore, Pauses, Ports } from '../ports/index.ts';
import { type GateOptions, openGate, type StandingCache } from './gate.ts';

export type Way = ReturnType<typeof openWay>;
export type WorkerEvidence = Way['evidence'];

/** Interval of storing a long run's evidence, to be judged while recent. */
const keptMs = 30 * secondMs;

/**
 * Opens the gate and evidence of one capability. Evidence is stored only if a call failed or the mall recovers. `onLost` gets a failure to
 * store, which fails the run at its end.
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
    /** Collects evidence, and never throws. */
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
 * Works at named shops, several at once; null is a removed shop. Returns internal failures by shop, so that only its messages come again;
 * `work` returns defects that stopped nothing else.
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

/** Evidence of a visit: the last call ended like the visit, earlier ones were answered. */
export function tallyOfCalls(made: number, error: unknown): Tally {
  if (made === 0) return noEvidence;
  return withVerdict({ ...noEvidence, answered: made - 1 }, verdictOf(error));
}
