import { type EpochMs, secondMs, verdictOf } from '../kernel/index.ts';
import { type Capability, type MallName, noEvidence, sumOf, type Tally, withVerdict } from '../model/index.ts';
import type { Clock, HealthStore } from '../ports/index.ts';
import type { Gate } from './gate.ts';

/** A long run stores its evidence this often, so that it is judged while it is recent. */
const keptMs = 30 * secondMs;

/** The evidence of one visit's calls: the last one ended as the visit did, and the earlier ones were answered. */
export function tallyOfCalls(made: number, error: unknown): Tally {
  if (made === 0) return noEvidence;
  return withVerdict({ ...noEvidence, answered: made - 1 }, verdictOf(error));
}

/** Collects the evidence of a run's calls for each mall. */
export interface WorkerEvidence {
  /** Adds the outcomes of some calls; stores the sum when it is old enough. */
  add(mall: MallName, tally: Tally): Promise<void>;
  /** Stores the remaining evidence. */
  flush(): Promise<void>;
}

/**
 * Collects the evidence of one run. It is stored only if a call failed, or while the mall recovers and every answer counts: a run over a
 * healthy mall writes nothing.
 */
export function collectEvidence(options: {
  readonly health: Pick<HealthStore, 'record'>;
  readonly clock: Clock;
  readonly gate: Pick<Gate, 'isRamping'>;
  readonly capability: Capability;
  readonly runId: string;
}): WorkerEvidence {
  const { health, clock, gate, capability, runId } = options;
  const sums = new Map<MallName, { readonly at: EpochMs; readonly tally: Tally }>();
  const write = async (mall: MallName): Promise<void> => {
    const sum = sums.get(mall);
    sums.delete(mall);
    if (sum === undefined) return;
    if (sum.tally.failed > 0 || (await gate.isRamping(mall))) {
      await health.record({ mall, capability, at: sum.at, writer: runId, ...sum.tally });
    }
  };
  return {
    async add(mall, tally) {
      const now = clock.now();
      const sum = sums.get(mall) ?? { at: now, tally: noEvidence };
      sums.set(mall, { at: sum.at, tally: sumOf([sum.tally, tally]) });
      if (now - sum.at >= keptMs) await write(mall);
    },
    async flush() {
      for (const mall of [...sums.keys()]) await write(mall);
    },
  };
}
