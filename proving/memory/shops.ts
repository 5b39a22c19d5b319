import { TsunagiError } from '../../core/kernel/errors.ts';
import type { Shop, ShopAsSeen, ShopKey } from '../../core/model/shop.ts';
import type { ShopStore } from '../../core/ports/shops.ts';
import type { MemoryStore } from './store.ts';

/** The shops in memory. */
export function memoryShops(store: MemoryStore): ShopStore {
  const change = (key: ShopKey, changes: Partial<Shop>): void => {
    const shop = store.shopsByKey.get(key);
    if (shop === undefined) throw new TsunagiError('shop.unknown', 'never', `There is no shop ${key}.`, { shop: key });
    store.shopsByKey.set(key, Object.freeze({ ...shop, ...changes }));
  };

  /** What a run found out counts unless the import was sent back since. */
  const note = (seen: ShopAsSeen, changes: Partial<Shop>): void => {
    const standing = store.shopsByKey.get(seen.key);
    if (standing === undefined || timesOf(standing) === timesOf(seen)) change(seen.key, changes);
  };

  return {
    async inShard(shard) {
      return [...store.shopsByKey.values()].filter((shop) => shop.shard === shard);
    },

    async some(mall, limit) {
      return [...store.shopsByKey.values()].filter((shop) => shop.mall === mall).slice(0, limit);
    },

    async get(key) {
      return store.shopsByKey.get(key) ?? null;
    },

    async those(keys) {
      return keys.flatMap((key) => store.shopsByKey.get(key) ?? []);
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

    async moveCursor(seen, cursor) {
      const shop = store.shopsByKey.get(seen.key);
      if (shop !== undefined && shop.cursor < cursor) note(seen, { cursor });
    },

    async bringCursorBack(seen, cursor) {
      if (store.shopsByKey.get(seen.key)?.cursor === seen.cursor) note(seen, { cursor });
    },

    async noteImportTrouble(seen, trouble) {
      const standing = store.shopsByKey.get(seen.key);
      if (standing === undefined || timesOf(standing) !== timesOf(seen)) return;
      const { importTrouble: _, ...shop } = standing;
      store.shopsByKey.set(
        seen.key,
        Object.freeze(trouble === null ? shop : { ...shop, importTrouble: Object.freeze({ ...trouble }) }),
      );
    },

    async recordLostSpan(key, span) {
      change(key, { lostSpan: Object.freeze({ ...span }) });
    },

    async recordFailing(key, failing) {
      if (failing !== null) return change(key, { failing: Object.freeze({ ...failing }) });
      const standing = store.shopsByKey.get(key);
      if (standing === undefined) return;
      const { failing: _, ...shop } = standing;
      store.shopsByKey.set(key, Object.freeze(shop));
    },

    async recordScan(seen, at) {
      note(seen, { scannedAt: at, scanPlace: '' });
    },

    async recordScanPlace(seen, place) {
      note(seen, { scanPlace: place });
    },

    async recordReread(seen, day, after) {
      note(seen, { rereadDay: day, rereadAfter: after });
    },

    async rewind(seen, to, at) {
      const standing = store.shopsByKey.get(seen.key);
      if (standing === undefined) return 'changed';
      const times = timesOf(seen) + 1;
      if (standing.rewound?.times === times && standing.rewound.at === at) return 'stored';
      const asSeen = timesOf(standing) === timesOf(seen) && (seen.cursor > to || standing.cursor <= to);
      if (!asSeen) return 'changed';
      const fromTheBeginning = { scannedAt: 0, scanPlace: '', rereadDay: '', rereadAfter: '' };
      const cursor = Math.min(standing.cursor, to);
      change(seen.key, { cursor, ...fromTheBeginning, rewound: Object.freeze({ times, at }) });
      return 'stored';
    },

    async moveToShard(key, from, to) {
      const standing = store.shopsByKey.get(key)?.shard;
      if (standing !== from && standing !== to) return 'changed';
      change(key, { shard: to });
      return 'stored';
    },

    async replaceCredential(key, credential, pending, seen) {
      const standing = store.shopsByKey.get(key)?.credential;
      if (standing === undefined) return 'changed';
      const waiting = store.shopsByKey.get(key)?.pending?.sealed ?? null;
      const asSeen = seen === undefined || isSame(waiting, seen?.sealed ?? null);
      const before = standing.version === credential.version - 1 && asSeen;
      const ownRepeat =
        standing.version === credential.version && Buffer.compare(standing.sealed, credential.sealed) === 0;
      if (!before && !ownRepeat) return 'changed';
      const { pending: _, ...shop } = store.shopsByKey.get(key) as Shop;
      const next = pending === undefined ? {} : { pending: Object.freeze({ ...pending }) };
      store.shopsByKey.set(key, Object.freeze({ ...shop, credential: Object.freeze({ ...credential }), ...next }));
      return 'stored';
    },

    async putPending(key, pending) {
      if (store.shopsByKey.get(key)?.credential.version !== pending.version - 1) return 'changed';
      change(key, { pending: Object.freeze({ ...pending }) });
      return 'stored';
    },

    async recordKeyExpiry(key, version, facts) {
      const credential = store.shopsByKey.get(key)?.credential;
      if (credential?.version === version) change(key, { credential: Object.freeze({ ...credential, ...facts }) });
    },

    async change(key, facts) {
      const isKept = ([, value]: readonly [string, unknown]): boolean => value !== null;
      change(key, {});
      const shop = { ...store.shopsByKey.get(key), ...facts };
      store.shopsByKey.set(
        key,
        Object.freeze(Object.fromEntries(Object.entries(shop).filter(isKept)) as unknown as Shop),
      );
    },

    async remove(key, credentialVersion) {
      const standing = store.shopsByKey.get(key);
      if (standing === undefined) return 'absent';
      if (standing.credential.version !== credentialVersion) return 'changed';
      store.shopsByKey.delete(key);
      return 'removed';
    },
  };
}

function timesOf({ rewound }: Pick<ShopAsSeen, 'rewound'>): number {
  return rewound?.times ?? 0;
}

function isSame(one: Uint8Array | null, other: Uint8Array | null): boolean {
  return one === null || other === null ? one === other : Buffer.compare(one, other) === 0;
}
