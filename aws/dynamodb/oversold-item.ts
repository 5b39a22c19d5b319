import type { EpochMs } from '../../core/kernel/index.ts';
import type { OversoldSku } from '../../core/ports/index.ts';
import { number, optionalNumberOf, text, textOf } from './attributes.ts';
import { Expression } from './expression.ts';
import { asUnownedClaim } from './sku-partition.ts';
import type { Item } from './table.ts';

const oversoldFormat = 1;

/** How partitions of oversold SKUs begin: no merchant's id is empty, so no SKU has such a one. */
const scope = '#oversold#';

/** The partition of a merchant's oversold SKUs: apart from the SKUs' own, so that one query finds them all. */
export const oversoldPartition = (merchant: string): string => `${scope}${merchant}`;

/** The key of a note that a SKU is oversold. */
export function oversoldItemKey(merchant: string, sku: string): Item {
  return { sku: text(oversoldPartition(merchant)), entry: text(sku) };
}

/** Notes since when a SKU is oversold and what it is called, unless it says so already. */
export function notingUpdate(merchant: string, since: EpochMs, itemName?: string) {
  const expression = new Expression();
  const set = {
    ...asUnownedClaim,
    format: number(oversoldFormat),
    kind: text('oversold'),
    merchant: text(merchant),
    since: number(since),
    ...(itemName === undefined ? {} : { itemName: text(itemName) }),
  };
  return expression.update({ set, when: expression.absent('since') });
}

/** Notes that a SKU is not oversold. The item stays, so that no role needs permission to delete from the ledger. */
export function endingUpdate() {
  const expression = new Expression();
  return expression.update({ remove: ['since', 'itemName'], when: expression.present('since') });
}

/** True for a note that a SKU is oversold. */
export const isOversoldItem = (item: Item): boolean => textOf(item, 'sku').startsWith(scope);

/** The oversold SKU of a note; undefined when it is not oversold any more. */
export function oversoldOf(item: Item): OversoldSku | undefined {
  const since = oversoldSinceOf(item);
  if (since === undefined) return undefined;
  const itemName = item.itemName?.S;
  return { sku: textOf(item, 'entry'), since, ...(itemName === undefined ? {} : { itemName }) };
}

/** Since when the SKU of a note is oversold; undefined when it is not any more. */
export const oversoldSinceOf = (item: Item): EpochMs | undefined => optionalNumberOf(item, 'since');
