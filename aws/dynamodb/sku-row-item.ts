import type { EpochMs } from '../../core/kernel/index.ts';
import { bucketOf, type Checkpoint, type Recipe, type SkuRow } from '../../core/model/index.ts';
import type { SkuFacts } from '../../core/ports/index.ts';
import { number, optionalNumberOf, text, textOf, texts } from './attributes.ts';
import { Expression } from './expression.ts';
import { skuOfPartition, skuPartition } from './sku-partition.ts';
import type { Item } from './table.ts';

/** Format of a SKU's own row. */
const skuRowFormat = 1;

/** The bucket in the index of dirty SKUs. */
export function dirtyBucketOf(merchant: string, sku: string): string {
  return String(bucketOf(skuPartition(merchant, sku)));
}

/**
 * The row an item holds. All attributes except the key can be missing: different writers set different attributes, and a row that
 * release 0.1.0 wrote has only its mark.
 */
export function skuRowOf(item: Item): Omit<SkuRow, 'oversoldSince'> {
  const [dirtySince, checkpoint] = [optionalNumberOf(item, 'dirtySince'), item.checkpoint?.S];
  return {
    ...skuOfPartition(textOf(item, 'sku')),
    mark: optionalNumberOf(item, 'dirtyMark') ?? 0,
    ...(dirtySince === undefined ? {} : { dirtySince }),
    epoch: optionalNumberOf(item, 'epoch') ?? 0,
    buffer: optionalNumberOf(item, 'buffer') ?? 0,
    inSets: [...(item.inSets?.SS ?? [])].sort(),
    recipes: JSON.parse(item.recipes?.S ?? '[]') as Recipe[],
    ...(checkpoint === undefined ? {} : { checkpoint: JSON.parse(checkpoint) as Checkpoint }),
  };
}

/** Marks a SKU's row dirty, and changes what people decide of it, all in one update. */
export function markingUpdate(
  { merchant, sku }: { readonly merchant: string; readonly sku: string },
  at: EpochMs,
  { deep, facts = {} }: { readonly deep: boolean; readonly facts?: SkuFacts },
) {
  const { buffer, recipes, inSets = [] } = facts;
  const expression = new Expression();
  const dirtySince = expression.name('dirtySince');
  const sets = [
    expression.compare('format', '=', number(skuRowFormat)),
    expression.compare('dirtyBucket', '=', text(dirtyBucketOf(merchant, sku))),
    `${dirtySince} = if_not_exists(${dirtySince}, ${expression.value('at', number(at))})`,
    ...(buffer === undefined ? [] : [expression.compare('buffer', '=', number(buffer))]),
    ...(recipes === undefined ? [] : [expression.compare('recipes', '=', text(JSON.stringify(recipes)))]),
  ];
  // Counts every marking, so that an acknowledgement clears only the marks it has seen.
  const one = expression.value('one', number(1));
  const adds = [
    `${expression.name('dirtyMark')} ${one}`,
    ...(deep ? [`${expression.name('epoch')} ${one}`] : []),
    ...(inSets.length === 0 ? [] : [`${expression.name('inSets')} ${expression.value('inSets', texts(inSets))}`]),
  ];
  return { UpdateExpression: `SET ${sets.join(', ')} ADD ${adds.join(', ')}`, ...expression.placeholders() };
}

/** Takes a row out of the index of dirty SKUs, unless it was marked again. */
export function cleaningUpdate(mark: number) {
  const expression = new Expression();
  return {
    ConditionExpression: expression.compare('dirtyMark', '=', number(mark)),
    UpdateExpression: `REMOVE ${expression.name('dirtyBucket')}, ${expression.name('dirtySince')}`,
    ...expression.placeholders(),
  };
}

/** Keeps a checkpoint while the epoch is the one that was read; a row without one has 0. */
export function checkpointUpdate(epoch: number, checkpoint: Checkpoint) {
  const expression = new Expression();
  const isSame = expression.compare('epoch', '=', number(epoch));
  const condition = epoch === 0 ? `${isSame} OR ${expression.absent('epoch')}` : isSame;
  const sets = [
    expression.compare('format', '=', number(skuRowFormat)),
    expression.compare('checkpoint', '=', text(JSON.stringify(checkpoint))),
  ];
  return { ConditionExpression: condition, UpdateExpression: `SET ${sets.join(', ')}`, ...expression.placeholders() };
}
