import type { StockOutcome } from '../../core/ports/index.ts';
import type { ReplyBody } from '../body.ts';
import { wordsOf } from '../words.ts';
import { isCode } from './messages.ts';
import { inventoryErrors } from './wire.generated.js';

/**
 * The entries of a bulk call that RMS objects to, by their place in it, each with the first thing said against it; empty when
 * it names none, as where it objects to the call as a whole.
 */
export function refusedEntriesOf(body: ReplyBody): ReadonlyMap<number, StockOutcome> {
  const refused = new Map<number, StockOutcome>();
  if (body.kind !== 'json' || !inventoryErrors.matches(body.value)) return refused;
  for (const { code, message, metadata } of body.value.errors) {
    const index = Number(/^inventories\[(\d{1,4})\]/.exec(metadata?.propertyPath ?? '')?.[1] ?? -1);
    if (index < 0 || refused.has(index)) continue;
    refused.set(index, { kind: 'refused', code: isCode(code) ? code : 'no-code', words: wordsOf(message ?? '') });
  }
  return refused;
}
