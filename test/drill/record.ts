import type { Health } from '../../core/health/health.ts';
import type { MemoryStore } from '../support/memory/index.ts';
import type { Caller, DrillCall } from './day.ts';
import type { DrillMail } from './play.ts';

/** What is kept of a call: enough to count. */
export interface CallRecord {
  readonly at: number;
  readonly caller: Caller;
  readonly shop: string;
  readonly operation: string;
  readonly answered: boolean;
}

/** Everything that a day's figures are counted from, beside the tables and the mall's books. */
export interface Record {
  readonly calls: CallRecord[];
  readonly mails: DrillMail[];
  /** Every state of health that was written, and when. */
  readonly healths: { readonly at: number; readonly health: Health }[];
}

/** An empty record. */
export function createRecord(): Record {
  return { calls: [], mails: [], healths: [] };
}

/** Keeps a call. */
export function keepCall({ calls }: Record, { at, caller, shop, request, outcome }: DrillCall): void {
  const operation = request.path.split('?')[0]?.split('/').filter(Boolean).at(-1) ?? '';
  calls.push({ at, caller, shop, operation, answered: outcome.ending === 'answer' && outcome.status === 200 });
}

/** Keeps every state of health from the moment it is written. */
export function followHealth({ healths }: Record, store: MemoryStore, now: () => number): void {
  const rows = store.healthsById;
  const set = rows.set.bind(rows);
  rows.set = (id, health) => {
    healths.push({ at: now(), health });
    return set(id, health);
  };
}
