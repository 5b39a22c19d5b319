import { TsunagiError } from '../../core/kernel/index.ts';
import type { StockOutcome } from '../../core/ports/index.ts';

type Refused = StockOutcome & { readonly kind: 'refused' };

/** What Yahoo's documents say of the codes of a single item: answers carry no words. */
const wordsOf: Readonly<Record<string, string>> = {
  'st-02101': 'item_codeが不正です',
  'st-02104': 'quantityが不正です',
  'st-02106': 'allow_overdraftが不正です',
};

/** An item's ErrorCode, one or several with commas: refused where Yahoo objects to the item itself, else to be read. */
export function outcomeOfCodes(text: string): StockOutcome {
  const codes = text.split(',').map((code) => code.trim());
  return refusedBy(codes) ?? { kind: 'unproven', code: codes.find(isCode) ?? 'no-code' };
}

/** The refusal of a call with a single item, which comes as one of the whole call; null where the call itself is to blame. */
export function refusalAlone(error: unknown): Refused | null {
  if (!(error instanceof TsunagiError) || error.code !== 'mall.refused') return null;
  return refusedBy(error.context.mallCodes ?? []);
}

function refusedBy(codes: readonly string[]): Refused | null {
  if (codes.length === 0 || !codes.every((code) => Object.hasOwn(wordsOf, code))) return null;
  return { kind: 'refused', code: codes.join(','), words: codes.map((code) => wordsOf[code]).join('、') };
}

/** Codes go into rows, so whatever does not look like one stays out. */
const isCode = (text: string): boolean => /^[A-Za-z0-9-]{2,40}$/.test(text);
