import type { Item } from '../../aws/dynamodb/attributes.ts';
import { claimItem, claimItemKey } from '../../aws/dynamodb/claim-item.ts';
import { movementItem } from '../../aws/dynamodb/movement-item.ts';
import { oversoldItemKey } from '../../aws/dynamodb/oversold-item.ts';
import { skuRowKey } from '../../aws/dynamodb/sku-partition.ts';
import type { EpochMs } from '../../core/kernel/time.ts';
import { claimId, type StandingClaim, trailWith } from '../../core/model/claim.ts';
import { bucketOf } from '../../core/model/shards.ts';
import { bareSku, type Movement, type SkuRow } from '../../core/model/sku.ts';
import type { LedgerEntry, SkuFacts, StockLedger } from '../../core/ports/stock.ts';
import { frozen, frozenCopy } from './frozen.ts';
import { type KeyNames, takes, takesKeyOf } from './limits.ts';
import { innerMap, type MemoryStore } from './store.ts';

/** Claims of one page; few, so that tests turn pages. */
const pageSize = 25;

const tableKey: KeyNames = { partition: 'sku', sort: 'entry' };

const skuId = (merchant: string, sku: string): string => `${merchant}#${sku}`;

/** The stock ledger in memory. */
export function memoryStockLedger(store: MemoryStore): StockLedger {
  const skuRow = (merchant: string, sku: string): SkuRow =>
    store.skusById.get(skuId(merchant, sku)) ?? frozen(bareSku(merchant, sku));
  const keepRow = (row: SkuRow): void => {
    takes(row, () => skuItem(row), tableKey);
    const id = skuId(row.merchant, row.sku);
    if (!store.skusById.has(id)) {
      const bucket = bucketOf(id);
      const ids = store.skuIdsByBucket.get(bucket) ?? new Set();
      store.skuIdsByBucket.set(bucket, ids.add(id));
    }
    store.skusById.set(id, frozenCopy(row));
  };
  const mark = (row: SkuRow, at: EpochMs, deep: boolean, { inSets = [], ...facts }: SkuFacts = {}): void =>
    keepRow({
      ...row,
      ...facts,
      inSets: [...new Set([...row.inSets, ...inSets])].sort(),
      mark: row.mark + 1,
      dirtySince: row.dirtySince ?? at,
      epoch: row.epoch + (deep ? 1 : 0),
    });

  return {
    async putClaim(claim) {
      const id = claimId(claim);
      const standing = store.claimsById.get(id);
      const isOwnRepeat = standing?.version === claim.version && standing.writer === claim.writer;
      if (isOwnRepeat) return { outcome: 'written', before: standing.trail.at(-2)?.[1] ?? null };
      if (standing !== undefined && standing.version >= claim.version) return { outcome: 'refused', standing };
      const trail = trailWith(standing?.trail ?? [], claim);
      const whole = { ...claim, trail };
      takes(whole, () => claimItem(whole), tableKey);
      innerMap(store.claimIdsBySku, skuId(claim.merchant, claim.sku)).set(id, true);
      for (const pair of trail) Object.freeze(pair);
      store.claimsById.set(id, Object.freeze({ ...whole, trail: Object.freeze(trail) }));
      return { outcome: 'written', before: standing?.quantity ?? null };
    },

    async claims(keys) {
      const found = new Map<string, StandingClaim>();
      for (const key of keys) {
        takesKeyOf([key.sku, key.orderNumber, key.lineId], () => claimItemKey(key), tableKey);
        const id = claimId(key);
        const claim = store.claimsById.get(id);
        if (claim !== undefined) found.set(id, claim);
      }
      return [...found.values()];
    },

    async page(after) {
      const all = [...store.claimsById.values()];
      const from = after === undefined ? 0 : Number(after.entry);
      const next = from + pageSize;
      return {
        claims: all.slice(from, next),
        after: next < all.length ? { sku: '', entry: String(next) } : undefined,
      };
    },

    async markDirty(merchant, sku, at, deep) {
      mark(skuRow(merchant, sku), at, deep === 'deep');
    },

    async putMovement(movement) {
      takes(movement, () => movementItem(movement), tableKey);
      const movements = innerMap(store.movementsBySku, skuId(movement.merchant, movement.sku));
      const id = `${movement.at}#${movement.id}`;
      const standing = movements.get(id);
      if (standing === undefined) movements.set(id, frozen({ ...movement }));
      if (standing === undefined || isSame(standing, movement)) return { outcome: 'written' };
      return { outcome: 'standing', standing };
    },

    async skuRows(merchant, skus) {
      return skus.map((sku) => {
        takesKeyOf([sku], () => skuRowKey(merchant, sku), tableKey);
        takesKeyOf([sku], () => oversoldItemKey(merchant, sku), tableKey);
        const since = store.oversoldByMerchant.get(merchant)?.get(sku);
        const row = skuRow(merchant, sku);
        return since === undefined ? row : { ...row, oversoldSince: since };
      });
    },

    async entries(merchant, sku, from = Number.NEGATIVE_INFINITY) {
      const id = skuId(merchant, sku);
      const entries: LedgerEntry[] = [];
      // Asked thousands of times a world: no list is made on the way.
      for (const each of store.claimIdsBySku.get(id)?.keys() ?? []) {
        const claim = store.claimsById.get(each);
        if (claim !== undefined && claim.orderedAt >= from) entries.push({ kind: 'claim', claim });
      }
      for (const movement of store.movementsBySku.get(id)?.values() ?? []) {
        if (movement.at >= from) entries.push({ kind: 'movement', movement });
      }
      return entries.sort((one, other) => momentOf(one) - momentOf(other));
    },

    async changeSku(merchant, sku, facts, at) {
      mark(skuRow(merchant, sku), at, true, facts);
    },

    async dirtySkus(bucket, until, limit) {
      const dirty: { merchant: string; sku: string; dirtySince: EpochMs }[] = [];
      for (const id of store.skuIdsByBucket.get(bucket) ?? []) {
        const row = store.skusById.get(id);
        if (row?.dirtySince === undefined || row.dirtySince > until) continue;
        dirty.push({ merchant: row.merchant, sku: row.sku, dirtySince: row.dirtySince });
      }
      dirty.sort((one, other) => one.dirtySince - other.dirtySince);
      return dirty.slice(0, limit).map(({ merchant, sku }) => ({ merchant, sku }));
    },

    async clean(merchant, sku, seen) {
      const standing = store.skusById.get(skuId(merchant, sku));
      if (standing?.mark !== seen) return 'marked-again';
      const { dirtySince: _, ...clean } = standing;
      keepRow(clean);
      return 'cleaned';
    },

    async keepCheckpoint(merchant, sku, epoch, checkpoint) {
      const row = skuRow(merchant, sku);
      if (row.epoch !== epoch) return 'changed';
      keepRow({ ...row, checkpoint });
      return 'kept';
    },

    async noteOversold(merchant, sku, since, itemName) {
      takesKeyOf([sku], () => oversoldItemKey(merchant, sku), tableKey);
      const oversold = innerMap(store.oversoldByMerchant, merchant);
      const names = innerMap(store.oversoldNames, merchant);
      if (since !== null && oversold.has(sku)) return;
      names.delete(sku);
      if (since === null) oversold.delete(sku);
      else oversold.set(sku, since);
      if (since !== null && itemName !== undefined) names.set(sku, itemName);
    },

    async oversoldSkus(merchant) {
      const names = store.oversoldNames.get(merchant);
      const oversold = [...(store.oversoldByMerchant.get(merchant) ?? [])].map(([sku, since]) => {
        const itemName = names?.get(sku);
        return { sku, since, ...(itemName === undefined ? {} : { itemName }) };
      });
      return oversold.sort((one, other) => one.since - other.since);
    },
  };
}

/** What of a SKU's own row may grow; the rest of it is small. */
function skuItem({ merchant, sku, inSets, recipes, checkpoint }: SkuRow): Item {
  const whole = { S: JSON.stringify([recipes, checkpoint]) };
  return { ...skuRowKey(merchant, sku), inSets: { SS: [...inSets] }, whole };
}

function isSame(one: Movement, other: Movement): boolean {
  return Object.entries(one).every(([name, value]) => other[name as keyof Movement] === value);
}

/** Of one moment, claims come before movements; as keys of the table sort. */
function momentOf(entry: LedgerEntry): number {
  return entry.kind === 'claim' ? entry.claim.orderedAt : entry.movement.at;
}
