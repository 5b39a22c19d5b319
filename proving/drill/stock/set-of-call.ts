import { stockCallAt } from '../../../local/desk/set-calls.ts';
import { levelsSetBy } from '../../../simulator/index.ts';
import type { DrillCall } from '../day.ts';
import type { SetFact } from './facts.ts';

/** What a call sets; null for any other call. */
export function setOfCall({ mall, shop, startedAt, at, request, outcome }: DrillCall): SetFact | null {
  const levels = levelsSetBy(stockCallAt(mall, request));
  if (levels === null) return null;
  // RMS says 204 and nothing else, Yahoo 200 and each item; whatever else is answered proves nothing.
  const isTaken = outcome.ending === 'answer' && outcome.status === (mall === 'rms' ? 204 : 200);
  return { startedAt, at, shop: `${mall}#${shop}`, levels, isTaken };
}
