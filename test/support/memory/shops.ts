import { TsunagiError } from '../../../core/errors.ts';
import type { Shop, ShopKey } from '../../../core/merchants/shop.ts';
import type { ShopStore } from '../../../core/ports/shops.ts';
import type { MemoryStore } from './store.ts';

/** The shops in memory. */
export function memoryShops(store: MemoryStore): ShopStore {
  const change = (key: ShopKey, changes: Partial<Shop>): void => {
    const shop = store.shopsByKey.get(key);
    if (shop === undefined) throw new TsunagiError('shop.unknown', 'never', `There is no shop ${key}.`, { shop: key });
    store.shopsByKey.set(key, Object.freeze({ ...shop, ...changes }));
  };

  return {
    async inShard(shard) {
      return [...store.shopsByKey.values()].filter((shop) => shop.shard === shard);
    },

    async get(key) {
      return store.shopsByKey.get(key) ?? null;
    },

    async all() {
      return [...store.shopsByKey.values()];
    },

    async add(shop) {
      const standing = store.shopsByKey.get(shop.key);
      if (standing === undefined) {
        store.shopsByKey.set(shop.key, Object.freeze({ ...shop, credential: Object.freeze({ ...shop.credential }) }));
        return 'stored';
      }
      const ownRepeat = Buffer.compare(standing.credential.sealed, shop.credential.sealed) === 0;
      return ownRepeat ? 'stored' : 'duplicate';
    },

    async moveCursor(key, cursor) {
      const shop = store.shopsByKey.get(key);
      if (shop !== undefined && shop.cursor < cursor) change(key, { cursor });
    },

    async recordLostSpan(key, span) {
      change(key, { lostSpan: Object.freeze({ ...span }) });
    },

    async recordScan(key, at) {
      change(key, { scannedAt: at, scanPlace: '' });
    },

    async recordScanPlace(key, place) {
      change(key, { scanPlace: place });
    },

    async recordReread(key, day, after) {
      change(key, { rereadDay: day, rereadAfter: after });
    },

    async replaceCredential(key, credential) {
      const standing = store.shopsByKey.get(key)?.credential;
      if (standing === undefined) return 'changed';
      const before = standing.version === credential.version - 1;
      const ownRepeat =
        standing.version === credential.version && Buffer.compare(standing.sealed, credential.sealed) === 0;
      if (!before && !ownRepeat) return 'changed';
      change(key, { credential: Object.freeze({ ...credential }) });
      return 'stored';
    },
  };
}
