import type { EpochMs } from '../kernel/index.ts';
import {
  type Change,
  changeOf,
  changesOfOrder,
  countSurplus,
  isDone,
  mayBeDoubled,
  type OrderSeen,
  type ShopKey,
  type SurplusRows,
} from '../model/index.ts';
import type { OrderKey } from './orders.ts';
import type { PushStore } from './pushes.ts';

/** Requested changes, for those who read about them. Nothing here writes, and no method scans. */
export interface Changes {
  /** One change, strongly consistent. */
  one(key: OrderKey & { readonly id: string }): Promise<Change | null>;
  /** Every change of an order, with what became of its parcels, the oldest request first; strongly consistent. */
  ofOrder(key: OrderKey): Promise<Change[]>;
  /**
   * Every change of these orders, in no particular order; may lag. Reads whatever lies between the first of the numbers and the last by one
   * query: for orders that were placed one after the other.
   */
  ofOrders(shop: ShopKey, orderNumbers: readonly string[]): Promise<Change[]>;
  /** Changes of a shop that are undone, by when they are due; may lag. */
  undone(shop: ShopKey, limit: number): Promise<Change[]>;
  /** Changes of a shop that are undone, failed since a moment, or were freed since; each once. May lag. */
  open(shop: ShopKey, since: OpenSince, limit: number): Promise<OpenChanges>;
  /** Shops of a bucket with a change that is undone, or to be published or looked at again; one small read for each. May lag. */
  dueShops(bucket: number): Promise<ShopKey[]>;
  /** The same, and shops with a change that failed. */
  openShops(bucket: number): Promise<ShopKey[]>;
  /** Those of some orders that may show a parcel more than once, since a call for it may have been applied twice. May lag. */
  doubtful(shop: ShopKey, orderNumbers: readonly string[]): Promise<string[]>;
  /** The surplus rows that an order shows. */
  surplus(key: OrderKey, seen: OrderSeen): Promise<SurplusRows>;
}

/** Since when changes that have ended are meant; where a moment is absent, none of that kind. */
export interface OpenSince {
  readonly failed?: EpochMs | undefined;
  /** Confirmed, after a pause had held them. */
  readonly freed?: EpochMs;
}

/** Changes of a shop. `isCut`: there may be more than were read. */
export interface OpenChanges {
  readonly changes: readonly Change[];
  readonly isCut: boolean;
}

/** Later than anything is due. */
const endOfTime = 9_999_999_999_999;

/** The changes that rows of pushes hold. */
export function changesIn(pushes: Omit<PushStore, 'put' | 'request'>): Changes {
  return {
    async one(key) {
      const push = await pushes.get(key);
      return push && changeOf(push);
    },
    ofOrder: async (key) => changesOfOrder(await pushes.ofOrder(key)),
    ofOrders: async (shop, orderNumbers) => (await pushes.ofOrders(shop, orderNumbers)).map(changeOf),
    undone: async (shop, limit) => (await pushes.undone(shop, limit)).map(changeOf),
    async open(shop, since, limit) {
      // A row is in one of these lists, and only moves to a later one: read in this order, none is missed, and some are found twice.
      const due = await pushes.due(shop, endOfTime, limit);
      const failed = since.failed === undefined ? [] : await pushes.failed(shop, since.failed, limit);
      const freed = since.freed === undefined ? [] : await pushes.freed(shop, since.freed, limit);
      const rows = new Map([...due, ...failed, ...freed].map((push) => [`${push.orderNumber}#${push.id}`, push]));
      const changes = [...rows.values()].map(changeOf).filter((change) => isOpen(change, since));
      return { changes, isCut: [due, failed, freed].some(({ length }) => length >= limit) };
    },
    async dueShops(bucket) {
      return (await pushes.dueSince(bucket, endOfTime)).map(({ shop }) => shop);
    },
    async openShops(bucket) {
      return [...new Set([...(await this.dueShops(bucket)), ...(await pushes.failedShops(bucket))])];
    },
    async doubtful(shop, orderNumbers) {
      const suspects = (await pushes.ofOrders(shop, orderNumbers)).filter(mayBeDoubled);
      return [...new Set(suspects.map(({ orderNumber }) => orderNumber))];
    },
    surplus: async (key, seen) => countSurplus(await pushes.ofOrder(key), seen),
  };
}

/** What has ended stands among what is due while its end is to be published, or the mall is looked at again. */
function isOpen({ state, heldAt }: Change, { failed, freed }: OpenSince): boolean {
  if (state.kind === 'failed') return failed !== undefined && state.at >= failed;
  if (state.kind === 'confirmed') return freed !== undefined && state.at >= freed && heldAt !== null;
  return !isDone({ state });
}
