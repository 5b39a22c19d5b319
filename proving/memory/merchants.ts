import type { ApiKeyStore } from '../../core/ports/api-keys.ts';
import type { ChatStore, MerchantStore, RemovedShops } from '../../core/ports/shops.ts';
import type { MemoryStore } from './store.ts';
import { putVersion } from './versioned.ts';

/** The merchants in memory. */
export function memoryMerchants(store: MemoryStore): MerchantStore {
  return {
    async get(id) {
      return store.merchantsById.get(id) ?? null;
    },

    async some(ids) {
      return [...new Set(ids)].flatMap((id) => store.merchantsById.get(id) ?? []);
    },

    async list() {
      return [...store.merchantsById.values()];
    },

    async put(merchant) {
      const standing = store.merchantsById.get(merchant.id);
      const kept = structuredClone(merchant);
      if ((standing?.version ?? 0) !== merchant.version - 1) {
        return standing !== undefined && sameRow(standing, kept) ? 'stored' : 'changed';
      }
      store.merchantsById.set(merchant.id, Object.freeze(kept));
      return 'stored';
    },
  };
}

/** The chats of merchants, in memory. */
export function memoryChats(store: MemoryStore): ChatStore {
  return {
    async get(merchant) {
      return store.chatsByMerchant.get(merchant) ?? null;
    },

    async list() {
      return [...store.chatsByMerchant.values()];
    },

    async put(chat) {
      const standing = store.chatsByMerchant.get(chat.merchant);
      if ((standing?.version ?? 0) !== chat.version - 1) {
        return standing !== undefined && sameRow(standing, chat) ? 'stored' : 'changed';
      }
      store.chatsByMerchant.set(chat.merchant, Object.freeze({ ...chat }));
      return 'stored';
    },
  };
}

/** The keys of the API, in memory. */
export function memoryApiKeys({ apiKeysById, apiRequestsById }: MemoryStore): ApiKeyStore {
  return {
    async firstRequest(key, name, request) {
      const id = `${key} ${name}`;
      const standing = apiRequestsById.get(id) ?? Object.freeze({ ...request });
      apiRequestsById.set(id, standing);
      return standing;
    },
    get: async (id) => apiKeysById.get(id) ?? null,
    list: async () => [...apiKeysById.values()],
    put: async (key) => putVersion(apiKeysById, key.id, key),
    async noteUse(id, at) {
      const standing = apiKeysById.get(id);
      if (standing !== undefined && (standing.lastUsedAt ?? 0) < at)
        apiKeysById.set(id, Object.freeze({ ...standing, lastUsedAt: at }));
    },
  };
}

/** What stays of removed shops, in memory. */
export function memoryRemovedShops(store: MemoryStore): RemovedShops {
  return {
    async get(key) {
      return store.removedShopsByKey.get(key) ?? null;
    },

    async list() {
      return [...store.removedShopsByKey.values()];
    },

    async put(removed) {
      store.removedShopsByKey.set(removed.key, Object.freeze(structuredClone(removed)));
    },
  };
}

function sameRow(one: object, other: object): boolean {
  const sorted = (row: object): string => JSON.stringify(Object.entries(row).sort());
  return sorted(one) === sorted(other);
}
