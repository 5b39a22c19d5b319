import { type Movement, movementKinds } from '../../core/model/index.ts';
import { type Item, number, text, textOf, writtenLater } from './attributes.ts';
import { rowCodec } from './row-codec.ts';
import { asUnownedClaim, momentKey, movementWord, skuOfPartition, skuPartition } from './sku-partition.ts';

const movementFormat = 1;

const row = rowCodec<Omit<Movement, 'sku'>>({
  merchant: 'text',
  at: 'number',
  id: 'text',
  kind: 'text',
  quantity: 'number=pieces',
  by: 'text',
  note: 'text',
  writtenAt: 'number',
});

/** The key of a movement's item. */
export function movementItemKey({ merchant, sku, at, id }: Movement): Item {
  return { sku: text(skuPartition(merchant, sku)), entry: text(`${momentKey(at)}#${movementWord}#${id}`) };
}

/** A movement as an item. `quantity` is taken by what the release before reads of it: here it is `pieces`. */
export function movementItem(movement: Movement): Item {
  return { ...asUnownedClaim, ...movementItemKey(movement), format: number(movementFormat), ...row.write(movement) };
}

/** The movement an item holds. Throws for a kind that this release does not know: a level without it would be wrong. */
export function movementOf(item: Item): Movement {
  const kind = movementKinds.find((known) => known === item.kind?.S);
  if (kind === undefined) throw writtenLater(`A movement is of a kind "${textOf(item, 'kind')}"`);
  return { ...row.read(item), sku: skuOfPartition(textOf(item, 'sku')).sku, kind };
}
