import type { MemoryStore } from '../memory/index.ts';
import { capabilityOfCall } from './capability-of-call.ts';
import type { DrillCall } from './day.ts';
import type { AskedFact, CallFact, HealthFact } from './facts.ts';
import type { DrillMail } from './naive.ts';
import type { LevelFact, MovementFact, SetFact } from './stock/facts.ts';
import { setOfCall } from './stock/set-of-call.ts';

/** What is written down while the day passes. */
export interface Record {
  readonly calls: CallFact[];
  readonly mails: DrillMail[];
  readonly healths: HealthFact[];
  readonly asked: AskedFact[];
  readonly levels: LevelFact[];
  readonly sets: SetFact[];
  readonly movements: MovementFact[];
  failedMessages: number;
}

/** An empty record. */
export function createRecord(): Record {
  return { calls: [], mails: [], healths: [], asked: [], levels: [], sets: [], movements: [], failedMessages: 0 };
}

/** Keeps what counts of a call. The other mall's belong to none of what was out. */
export function keepCall({ calls, sets }: Record, call: DrillCall): void {
  const { startedAt, caller, mall, request } = call;
  calls.push({ startedAt, caller, capability: mall === 'rms' ? capabilityOfCall(request.path, caller) : null });
  const set = setOfCall(call);
  if (set !== null) sets.push(set);
}

/** Calls `onHealth` with every state of RMS's health at the moment it is written. */
export function followHealth(store: MemoryStore, now: () => number, onHealth: (written: HealthFact) => void): void {
  const rows = store.healthsById;
  const set = rows.set.bind(rows);
  rows.set = (id, health) => {
    if (health.mall === 'rms') onHealth({ at: now(), health });
    return set(id, health);
  };
}
