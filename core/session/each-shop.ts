import { eachLimited, errorName, mapLimited } from '../kernel/index.ts';
import type { Capability, Shop, ShopKey } from '../model/index.ts';
import type { Ports } from '../ports/index.ts';
import { collectEvidence, type WorkerEvidence } from './evidence.ts';
import { type Gate, type GateOptions, openGate, type StandingCache } from './gate.ts';

/** What a run over shops shares for one capability: the gate, and the evidence of its calls. */
export interface Way {
  readonly gate: Gate;
  /** Never throws: `onLost` gets the failure to store evidence, which fails the run at its end, but no call. */
  readonly evidence: WorkerEvidence;
}

/** Prepares the work of one capability at some shops. */
export function openWay(
  run: {
    readonly ports: Pick<Ports, 'pauses' | 'clock' | 'health'>;
    readonly cache: { readonly standing: StandingCache };
    readonly runId: string;
  },
  {
    onLost,
    ...options
  }: Pick<GateOptions, 'capability' | 'shops' | 'ramp'> & {
    readonly capability: Capability;
    readonly onLost: (error: unknown) => void;
  },
): Way {
  const { pauses, clock, health } = run.ports;
  const gate = openGate({ pauses, cache: run.cache.standing, clock, ...options });
  const collected = collectEvidence({ health, clock, gate, capability: options.capability, runId: run.runId });
  const keep = (kept: Promise<void>): Promise<void> => kept.catch(onLost);
  return {
    gate,
    evidence: { add: (mall, tally) => keep(collected.add(mall, tally)), flush: () => keep(collected.flush()) },
  };
}

/**
 * Works at the shops that messages name, several at once, each once; null stands for a removed shop. Failures of one shop never affect
 * another. Internal failures are returned by shop, so that only its messages come again; `work` returns the defects that did not stop the
 * other work of its shop.
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
  const distinct = [...new Set(keys)];
  const shops = await mapLimited(distinct, settings.shopsAtOnce, (key) => ports.shops.get(key));
  await eachLimited([...distinct.entries()], settings.shopsAtOnce, async ([index, key]) => {
    try {
      const [defect] = await work(key, shops[index] ?? null);
      if (defect !== undefined) internalErrors.set(key, defect[1]);
    } catch (error) {
      internalErrors.set(key, error);
      ports.log.error(brokenEvent, { shop: key, error: errorName(error) });
    }
  });
  return internalErrors;
}
