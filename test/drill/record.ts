import type { MemoryStore } from '../support/memory/index.ts';
import { capabilityOfCall } from './capability-of-call.ts';
import type { DrillCall } from './day.ts';
import type { AskedFact, CallFact, HealthFact } from './facts.ts';
import type { DrillMail } from './play.ts';

/** What is written down while the day passes. */
export interface Record {
  readonly calls: CallFact[];
  readonly mails: DrillMail[];
  readonly healths: HealthFact[];
  readonly asked: AskedFact[];
  failedMessages: number;
}

/** An empty record. */
export function createRecord(): Record {
  return { calls: [], mails: [], healths: [], asked: [], failedMessages: 0 };
}

/** Keeps what counts of a call. */
export function keepCall({ calls }: Record, { startedAt, caller, request }: DrillCall): void {
  calls.push({ startedAt, caller, capability: capabilityOfCall(request.path, caller) });
}

/** Hears of every state of health at the moment it is written. */
export function followHealth(store: MemoryStore, now: () => number, onHealth: (written: HealthFact) => void): void {
  const rows = store.healthsById;
  const set = rows.set.bind(rows);
  rows.set = (id, health) => {
    onHealth({ at: now(), health });
    return set(id, health);
  };
}
