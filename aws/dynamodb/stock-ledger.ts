import { bareSku, claimId } from '../../core/model/index.ts';
import type { StockLedger } from '../../core/ports/index.ts';
import { number, text, textOf } from './attributes.ts';
import { readItems } from './batch-read.ts';
import { claimItemKey, claimOf } from './claim-item.ts';
import { Expression } from './expression.ts';
import { ledgerEntryOf } from './ledger-entry.ts';
import { movementItem, movementItemKey, movementOf } from './movement-item.ts';
import {
  endingUpdate,
  isOversoldItem,
  notingUpdate,
  oversoldItemKey,
  oversoldOf,
  oversoldPartition,
  oversoldSinceOf,
} from './oversold-item.ts';
import { putClaim } from './put-claim.ts';
import { queryItems, scanPage } from './query.ts';
import {
  beforeEntries,
  claimWord,
  entryWord,
  momentKey,
  skuOfPartition,
  skuPartition,
  skuRowKey,
} from './sku-partition.ts';
import { checkpointUpdate, cleaningUpdate, markingUpdate, skuRowOf } from './sku-row-item.ts';
import { type Item, putItem, readItem, type Table, updateItem } from './table.ts';
import { isSameItem } from './versioned.ts';

/** The stock ledger on DynamoDB; the table is described in `lib/data-stack.ts`. */
export function dynamoStockLedger(table: Table): StockLedger {
  return {
    putClaim: (claim) => putClaim(table, claim),

    async claims(keys) {
      const distinct = new Map(keys.map((key) => [claimId(key), claimItemKey(key)]));
      return (await readItems(table, [...distinct.values()], { consistent: true })).map(claimOf);
    },

    async page(after) {
      const start = after && { sku: text(after.sku), entry: text(after.entry) };
      const { items, last } = await scanPage(table, start);
      const claims = items.filter(isClaimItem).map(claimOf);
      return { claims, after: last && { sku: textOf(last, 'sku'), entry: textOf(last, 'entry') } };
    },

    async markDirty(merchant, sku, at, deep) {
      const update = markingUpdate({ merchant, sku }, at, { deep: deep === 'deep' });
      await updateItem(table, skuRowKey(merchant, sku), update);
    },

    async putMovement(movement) {
      const item = movementItem(movement);
      if ((await putItem(table, item, unlessThere())) === 'written') return { outcome: 'written' };
      const there = await readItem(table, movementItemKey(movement));
      // Another process deleted the item after it blocked this write.
      if (there === null) return this.putMovement(movement);
      return isSameItem(there, item) ? { outcome: 'written' } : { outcome: 'standing', standing: movementOf(there) };
    },

    async skuRows(merchant, skus) {
      const distinct = [...new Set(skus)];
      const keys = distinct.flatMap((sku) => [skuRowKey(merchant, sku), oversoldItemKey(merchant, sku)]);
      const items = await readItems(table, keys, { consistent: true });
      const oversold = new Map(
        items.filter(isOversoldItem).map((item) => [textOf(item, 'entry'), oversoldSinceOf(item)]),
      );
      const rows = new Map(
        items.filter((item) => !isOversoldItem(item)).map((item) => [textOf(item, 'sku'), skuRowOf(item)]),
      );
      return skus.map((sku) => {
        const row = rows.get(skuPartition(merchant, sku)) ?? bareSku(merchant, sku);
        const since = oversold.get(sku);
        return since === undefined ? row : { ...row, oversoldSince: since };
      });
    },

    async entries(merchant, sku, from) {
      const expression = new Expression();
      const ofSku = expression.compare('sku', '=', text(skuPartition(merchant, sku)));
      const begin = text(from === undefined ? beforeEntries : momentKey(from));
      const items = await queryItems(table, {
        KeyConditionExpression: `${ofSku} AND ${expression.compare('entry', '>=', begin)}`,
        ConsistentRead: true,
        ...expression.placeholders(),
      });
      return items.map(ledgerEntryOf);
    },

    async changeSku(merchant, sku, facts, at) {
      await updateItem(table, skuRowKey(merchant, sku), markingUpdate({ merchant, sku }, at, { deep: true, facts }));
    },

    async dirtySkus(bucket, until, limit) {
      const expression = new Expression();
      const ofBucket = expression.compare('dirtyBucket', '=', text(String(bucket)));
      const waiting = expression.compare('dirtySince', '<=', number(until));
      const query = {
        IndexName: 'dirty',
        KeyConditionExpression: `${ofBucket} AND ${waiting}`,
        ...expression.placeholders(),
      };
      return (await queryItems(table, query, limit)).map((item) => skuOfPartition(textOf(item, 'sku')));
    },

    async clean(merchant, sku, mark) {
      const outcome = await updateItem(table, skuRowKey(merchant, sku), cleaningUpdate(mark));
      return outcome === 'written' ? 'cleaned' : 'marked-again';
    },

    async keepCheckpoint(merchant, sku, epoch, checkpoint) {
      const outcome = await updateItem(table, skuRowKey(merchant, sku), checkpointUpdate(epoch, checkpoint));
      return outcome === 'written' ? 'kept' : 'changed';
    },

    async noteOversold(merchant, sku, since, itemName) {
      const key = oversoldItemKey(merchant, sku);
      // Nearly always it says so already. A write that is refused costs what one does that is not; a read costs a tenth.
      const item = await readItem(table, key);
      const isNoted = item !== null && oversoldSinceOf(item) !== undefined;
      if (since === null && isNoted) await updateItem(table, key, endingUpdate());
      if (since !== null && !isNoted) await updateItem(table, key, notingUpdate(merchant, since, itemName));
    },

    async oversoldSkus(merchant) {
      const expression = new Expression();
      const ofMerchant = expression.compare('sku', '=', text(oversoldPartition(merchant)));
      const query = { KeyConditionExpression: ofMerchant, ...expression.placeholders() };
      const oversold = (await queryItems(table, query)).flatMap((item) => oversoldOf(item) ?? []);
      return oversold.sort((one, other) => one.since - other.since);
    },
  };
}

function isClaimItem(item: Item): boolean {
  return !isOversoldItem(item) && entryWord(textOf(item, 'entry')) === claimWord;
}

function unlessThere() {
  const expression = new Expression();
  return { ConditionExpression: expression.absent('entry'), ...expression.placeholders() };
}
