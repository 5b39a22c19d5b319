import { TsunagiError } from '../../core/kernel/index.ts';
import { type Movement, movementKinds } from '../../core/model/index.ts';
import { number, numberOf, text, textOf } from './attributes.ts';
import { asUnownedClaim, momentKey, movementWord, skuOfPartition, skuPartition } from './sku-partition.ts';
import type { Item } from './table.ts';

const movementFormat = 1;

/** The key of a movement's item. */
export function movementItemKey({ merchant, sku, at, id }: Movement): Item {
  return { sku: text(skuPartition(merchant, sku)), entry: text(`${momentKey(at)}#${movementWord}#${id}`) };
}

/** A movement as an item. `quantity` is taken by what the release before reads of it: here it is `pieces`. */
export function movementItem(movement: Movement): Item {
  return {
    ...asUnownedClaim,
    ...movementItemKey(movement),
    format: number(movementFormat),
    merchant: text(movement.merchant),
    at: number(movement.at),
    id: text(movement.id),
    kind: text(movement.kind),
    pieces: number(movement.quantity),
    by: text(movement.by),
    note: text(movement.note),
    writtenAt: number(movement.writtenAt),
  };
}

/** The movement an item holds. Throws for a kind that this release does not know: a level without it would be wrong. */
export function movementOf(item: Item): Movement {
  const kind = movementKinds.find((known) => known === item.kind?.S);
  if (kind === undefined) {
    throw new TsunagiError(
      'store.failing',
      'never',
      `A movement is of a kind "${textOf(item, 'kind')}", which this release does not know: a later release wrote it. Install that release again.`,
    );
  }
  return {
    ...skuOfPartition(textOf(item, 'sku')),
    at: numberOf(item, 'at'),
    id: textOf(item, 'id'),
    kind,
    quantity: numberOf(item, 'pieces'),
    by: textOf(item, 'by'),
    note: textOf(item, 'note'),
    writtenAt: numberOf(item, 'writtenAt'),
  };
}
