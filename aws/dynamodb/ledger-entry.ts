import { TsunagiError } from '../../core/kernel/index.ts';
import type { LedgerEntry } from '../../core/ports/index.ts';
import { textOf } from './attributes.ts';
import { claimOf } from './claim-item.ts';
import { movementOf } from './movement-item.ts';
import { claimWord, entryWord, movementWord } from './sku-partition.ts';
import type { Item } from './table.ts';

/** The entry of a SKU's ledger that an item holds. Throws for a kind that this release does not know: a level without it would be wrong. */
export function ledgerEntryOf(item: Item): LedgerEntry {
  const word = entryWord(textOf(item, 'entry'));
  switch (word) {
    case claimWord:
      return { kind: 'claim', claim: claimOf(item) };
    case movementWord:
      return { kind: 'movement', movement: movementOf(item) };
    default:
      throw new TsunagiError(
        'store.failing',
        'never',
        `The stock ledger has an entry of a kind "${word}", which this release does not know: a later release wrote it. Install that release again.`,
      );
  }
}
