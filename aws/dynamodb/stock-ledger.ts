import { bareSku, claimId } from '../../core/model/index.ts';
import type { LedgerEntry, StockLedger } from '../../core/ports/index.ts';
import { number, text, textOf, writtenLater } from './attributes.ts';
import { readItems } from './batch-read.ts';
import { claimItemKey, claimOf } from './claim-item.ts';
import { Expression } from './expression.ts';
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
  movementWord,
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
      const isSince = expression.compare('entry', '>=', begin);
      return (await queryItems(table, { ConsistentRead: true, ...expression.keys(ofSku, isSince) })).map(ledgerEntryOf);
    },

    async changeSku(merchant, sku, facts, at) {
      await updateItem(table, skuRowKey(merchant, sku), markingUpdate({ merchant, sku }, at, { deep: true, facts }));
    },

    async dirtySkus(bucket, until, limit) {
      const expression = new Expression();
      const ofBucket = expression.compare('dirtyBucket', '=', text(String(bucket)));
      const waiting = expression.compare('dirtySince', '<=', number(until));
      const query = { IndexName: 'dirty', ...expression.keys(ofBucket, waiting) };
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
      const oversold = (await queryItems(table, expression.keys(ofMerchant))).flatMap((item) => oversoldOf(item) ?? []);
      return oversold.sort((one, other) => one.since - other.since);
    },
  };
}

function isClaimItem(item: Item): boolean {
  return !isOversoldItem(item) && entryWord(textOf(item, 'entry')) === claimWord;
}

function unlessThere() {
  const expression = new Expression();
  return expression.condition(expression.absent('entry'));
}

/** The entry of a SKU's ledger that an item holds. Throws for a kind that this release does not know: a level without it would be wrong. */
function ledgerEntryOf(item: Item): LedgerEntry {
  const word = entryWord(textOf(item, 'entry'));
  switch (word) {
    case claimWord:
      return { kind: 'claim', claim: claimOf(item) };
    case movementWord:
      return { kind: 'movement', movement: movementOf(item) };
    default:
      throw writtenLater(`The stock ledger has an entry of a kind "${word}"`);
  }
}
