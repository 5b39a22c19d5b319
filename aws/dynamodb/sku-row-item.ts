import type { EpochMs } from '../../core/kernel/index.ts';
import { bucketOf, type Checkpoint, type Recipe, type SkuRow } from '../../core/model/index.ts';
import type { SkuFacts } from '../../core/ports/index.ts';
import { type Item, json, number, optionalNumberOf, text, textOf, texts } from './attributes.ts';
import { anyOf, Expression } from './expression.ts';
import { skuOfPartition, skuPartition } from './sku-partition.ts';

/** Format of a SKU's own row. */
const skuRowFormat = 1;

/** The bucket in the index of dirty SKUs. */
function dirtyBucketOf(merchant: string, sku: string): string {
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
  // Counts every marking, so that an acknowledgement clears only the marks it has seen.
  const one = expression.value('one', number(1));
  return expression.update({
    set: {
      format: number(skuRowFormat),
      dirtyBucket: text(dirtyBucketOf(merchant, sku)),
      ...(buffer === undefined ? {} : { buffer: number(buffer) }),
      ...(recipes === undefined ? {} : { recipes: json(recipes) }),
    },
    setClauses: [`${dirtySince} = if_not_exists(${dirtySince}, ${expression.value('at', number(at))})`],
    addClauses: [
      `${expression.name('dirtyMark')} ${one}`,
      ...(deep ? [`${expression.name('epoch')} ${one}`] : []),
      ...(inSets.length === 0 ? [] : [`${expression.name('inSets')} ${expression.value('inSets', texts(inSets))}`]),
    ],
  });
}

/** Takes a row out of the index of dirty SKUs, unless it was marked again. */
export function cleaningUpdate(mark: number) {
  const expression = new Expression();
  const isSeen = expression.compare('dirtyMark', '=', number(mark));
  return expression.update({ remove: ['dirtyBucket', 'dirtySince'], when: isSeen });
}

/** Keeps a checkpoint while the epoch is the one that was read; a row without one has 0. */
export function checkpointUpdate(epoch: number, checkpoint: Checkpoint) {
  const expression = new Expression();
  const isSame = expression.compare('epoch', '=', number(epoch));
  const when = epoch === 0 ? anyOf(isSame, expression.absent('epoch')) : isSame;
  return expression.update({ set: { format: number(skuRowFormat), checkpoint: json(checkpoint) }, when });
}
