import type { EpochMs } from '../kernel/index.ts';
import {
  type Change,
  changesOfTarget,
  isDone,
  type OrderSeen,
  type OrderTarget,
  type ShopKey,
  type SurplusRows,
  surplusOfTarget,
} from '../model/index.ts';
import type { OrderTargets } from './order-targets.ts';
import type { OrderKey } from './orders.ts';

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
  /** Changes of a shop that failed since a moment and stand so, those of orders whose latest failure is the oldest first; may lag. */
  failed(shop: ShopKey, since: EpochMs, limit: number): Promise<Change[]>;
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
interface OpenSince {
  readonly failed?: EpochMs | undefined;
  /** Confirmed, after a pause had held them. */
  readonly freed?: EpochMs;
}

/** Changes of a shop. `isCut`: there may be more than were read. */
interface OpenChanges {
  readonly changes: readonly Change[];
  readonly isCut: boolean;
}

/** Later than anything is due. */
const endOfTime = 9_999_999_999_999;

/** The changes that rows of orders hold. */
export function changesIn(targets: Omit<OrderTargets, 'put'>): Changes {
  const changesOf = (rows: readonly OrderTarget[]): Change[] => rows.flatMap(changesOfTarget);
  return {
    async one(key) {
      const target = await targets.get(key);
      return (target && changesOfTarget(target).find(({ id }) => id === key.id)) ?? null;
    },
    async ofOrder(key) {
      const target = await targets.get(key);
      const changes = target === null ? [] : changesOfTarget(target);
      return changes.sort((one, other) => one.requestedAt - other.requestedAt);
    },
    ofOrders: async (shop, orderNumbers) => changesOf(await targets.ofOrders(shop, orderNumbers)),
    undone: async (shop, limit) =>
      changesOf(await targets.undone(shop, limit))
        .filter((change) => !isDone(change))
        .slice(0, limit),
    failed: async (shop, since, limit) =>
      changesOf(await targets.failed(shop, since, limit))
        .filter((change) => isOpen(change, { failed: since }) && isDone(change))
        .slice(0, limit),
    async open(shop, since, limit) {
      // A row only moves to a later one of these lists: read in this order, none is missed, and some are found twice.
      const due = await targets.due(shop, endOfTime, limit);
      const failed = since.failed === undefined ? [] : await targets.failed(shop, since.failed, limit);
      const freed = since.freed === undefined ? [] : await targets.freed(shop, since.freed, limit);
      const rows = new Map([...due, ...failed, ...freed].map((target) => [target.orderNumber, target]));
      const changes = changesOf([...rows.values()]).filter((change) => isOpen(change, since));
      return { changes, isCut: [due, failed, freed].some(({ length }) => length >= limit) };
    },
    async dueShops(bucket) {
      return (await targets.dueSince(bucket, endOfTime)).map(({ shop }) => shop);
    },
    async openShops(bucket) {
      return [...new Set([...(await this.dueShops(bucket)), ...(await targets.failedShops(bucket))])];
    },
    async doubtful(shop, orderNumbers) {
      const rows = await targets.ofOrders(shop, orderNumbers);
      return rows.flatMap(({ orderNumber, requests, claim }) =>
        claim !== undefined || requests.some(({ mayBeDoubled }) => mayBeDoubled === true) ? [orderNumber] : [],
      );
    },
    async surplus(key, seen) {
      const target = await targets.get(key);
      const rows = target === null ? 0 : surplusOfTarget(target, seen).length;
      const isLookedAt = target?.requests.some(
        (one) => one.content.kind === 'ship' && (!isDone(one) || one.lookAgainAt !== undefined),
      );
      return { rows, left: isLookedAt ? 0 : rows };
    },
  };
}

/** What has ended stands among what is due while its end is to be published, or the mall is looked at again. */
function isOpen({ state, heldAt }: Change, { failed, freed }: OpenSince): boolean {
  if (state.kind === 'failed') return failed !== undefined && state.at >= failed;
  if (state.kind === 'confirmed') return freed !== undefined && state.at >= freed && heldAt !== null;
  return !isDone({ state });
}
