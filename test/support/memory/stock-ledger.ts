import type { StockLedger } from '../../../core/ports/stock-ledger.ts';
import { type Claim, claimId } from '../../../core/stock/claim.ts';
import type { MemoryStore } from './store.ts';

/** Claims of one page; few, so that tests turn pages. */
const pageSize = 25;

/** The stock ledger in memory. */
export function memoryStockLedger(store: MemoryStore): StockLedger {
  return {
    async putClaim(claim) {
      const id = claimId(claim);
      const standing = store.claimsById.get(id);
      if (standing !== undefined) {
        const older = standing.version < claim.version;
        const ownRepeat = standing.version === claim.version && standing.writer === claim.writer;
        if (!older && !ownRepeat) return { outcome: 'refused', standing };
      }
      store.claimsById.set(id, Object.freeze({ ...claim }));
      return { outcome: 'written' };
    },

    async claims(keys) {
      const found = new Map<string, Claim>();
      for (const key of keys) {
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

    async markDirty(merchant, sku, at) {
      const id = `${merchant}#${sku}`;
      const standing = store.dirtyBySku.get(id);
      const since = standing?.since ?? at;
      store.dirtyBySku.set(id, Object.freeze({ merchant, sku, since, mark: (standing?.mark ?? 0) + 1 }));
    },
  };
}
