import { stockKey } from '../state.ts';
import type { World } from '../world.ts';
import { partsAsSent, readItemCode } from './stock-function.ts';

export const QUANTITY_MAX = 999_999_999;

/** One entry of setStock: what is to be done, and with which codes it cannot be done. */
export interface Entry {
  itemCode: string;
  subCode: string;
  key: string;
  /** Sets the level, or moves it. */
  change: { to: number } | { by: number } | null;
  /** Null: the shop's setting. */
  allowOverdraft: boolean | null;
  opens: boolean;
  codes: string[];
}

export interface Asked {
  itemCodes: readonly string[];
  quantities: readonly string[];
  overdrafts: readonly string[];
  closes: readonly string[];
}

export function readEntries(world: World, { itemCodes, quantities, overdrafts, closes }: Asked): Entry[] {
  return itemCodes.map((itemCode, index) => {
    const name = readItemCode(world, itemCode);
    const change = readQuantity(world, quantities[index] ?? '');
    const overdraft = overdrafts[index] ?? '';
    const close = closes[index] ?? '';
    const codes: string[] = [];
    if (!name) codes.push('st-02101');
    if (!change) codes.push('st-02104');
    if (!['', '0', '1'].includes(overdraft)) codes.push('st-02106');
    // Only 0 means something here; 在庫クローズ cannot be switched on by a call.
    if (!['', '0'].includes(close)) codes.push(world.settings.assumed.stockClose);
    const parts = name ?? partsAsSent(itemCode);
    return {
      ...parts,
      key: stockKey(parts.itemCode, parts.subCode),
      change,
      allowOverdraft: overdraft === '' ? null : overdraft === '1',
      opens: close === '0',
      codes,
    };
  });
}

/**
 * `5` sets, `+5` adds, `-5` takes away. A `+` that was not sent as `%2B` has become a blank on the way: what the mall
 * makes of ` 5` is a setting.
 */
function readQuantity(world: World, text: string): Entry['change'] {
  const found = /^([+ -]?)(\d{1,12})$/.exec(text);
  const number = Number(found?.[2]);
  if (!found || number > QUANTITY_MAX) return null;
  switch (found[1]) {
    case '+':
      return { by: number };
    case '-':
      return { by: -number };
    case ' ':
      return world.settings.stock.rawPlus === 'absolute' ? { to: number } : null;
    default:
      return { to: number };
  }
}
