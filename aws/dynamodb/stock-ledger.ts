import { TsunagiError } from '../../core/errors.ts';
import type { StockLedger } from '../../core/ports/stock-ledger.ts';
import { type Claim, claimId } from '../../core/stock/claim.ts';
import { number, text, textOf } from './attributes.ts';
import { readItems } from './batch-read.ts';
import { claimItem, claimItemKey, claimOf, dirtyBucketOf, skuRowEntry, skuRowKey } from './claim-item.ts';
import { allOf, anyOf, Expression } from './expression.ts';
import { scanPage } from './query.ts';
import { putItem, readItem, serviceOf, type Table, updateItem } from './table.ts';

/** Format of a SKU's own row. */
const skuRowFormat = 1;

/** The stock ledger on DynamoDB; the table is described in `lib/data-stack.ts`. */
export function dynamoStockLedger(table: Table): StockLedger {
  const standingClaim = async (claim: Claim): Promise<Claim> => {
    const item = await readItem(table, claimItemKey(claim));
    if (item !== null) return claimOf(item);
    throw new TsunagiError(
      'store.failing',
      'later',
      `${serviceOf(table)} refused a claim because another stands, and then had none: somebody removes claims by hand. It is tried again by the next run.`,
      { operation: 'putClaim', shop: claim.shop, orderNumber: claim.orderNumber },
    );
  };

  return {
    async putClaim(claim) {
      const outcome = await putItem(table, claimItem(claim), unlessNewer(claim));
      if (outcome === 'written') return { outcome };
      return { outcome, standing: await standingClaim(claim) };
    },

    async claims(keys) {
      const distinct = new Map(keys.map((key) => [claimId(key), claimItemKey(key)]));
      return (await readItems(table, [...distinct.values()], { consistent: true })).map(claimOf);
    },

    async page(after) {
      const start = after && { sku: text(after.sku), entry: text(after.entry) };
      const { items, last } = await scanPage(table, start);
      const claims = items.filter((item) => textOf(item, 'entry') !== skuRowEntry).map(claimOf);
      return { claims, after: last && { sku: textOf(last, 'sku'), entry: textOf(last, 'entry') } };
    },

    async markDirty(merchant, sku, at) {
      const expression = new Expression();
      const format = expression.compare('format', '=', number(skuRowFormat));
      const bucket = expression.compare('dirtyBucket', '=', text(dirtyBucketOf(merchant, sku)));
      const dirtySince = expression.name('dirtySince');
      const since = `${dirtySince} = if_not_exists(${dirtySince}, ${expression.value('at', number(at))})`;
      // Counts every marking, so that an acknowledgement clears only the marks it has seen.
      const mark = `${expression.name('dirtyMark')} ${expression.value('one', number(1))}`;
      await updateItem(table, skuRowKey(merchant, sku), {
        UpdateExpression: `SET ${[format, bucket, since].join(', ')} ADD ${mark}`,
        ...expression.placeholders(),
      });
    },
  };
}

/** A claim replaces an older one only; a call's repeat of our own write meets our own claim. */
function unlessNewer(claim: Claim) {
  const expression = new Expression();
  const noClaim = expression.absent('entry');
  const older = expression.compare('version', '<', number(claim.version));
  const sameVersion = expression.compare('version', '=', number(claim.version));
  const sameWriter = expression.compare('writer', '=', text(claim.writer));
  const ownRepeat = allOf(sameVersion, sameWriter);
  return { ConditionExpression: anyOf(noClaim, older, ownRepeat), ...expression.placeholders() };
}
