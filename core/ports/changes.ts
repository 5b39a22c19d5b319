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

/** Requested changes, for readers. Nothing here writes, and no method scans. */
export interface Changes {
  /** Reads one change, strongly consistent. */
  one(key: OrderKey & { readonly id: string }): Promise<Change | null>;
  /** The oldest request first, with the outcome of parcels; strongly consistent. */
  ofOrder(key: OrderKey): Promise<Change[]>;
  /**
   * Reads changes unordered; may lag. One query reads everything between the first and last number, so ask for orders placed in sequence.
   */
  ofOrders(shop: ShopKey, orderNumbers: readonly string[]): Promise<Change[]>;
  /** Unfinished changes by due time; may lag. */
  undone(shop: ShopKey, limit: number): Promise<Change[]>;
  /** Standing failures, by their order's latest failure, the oldest first; may lag. */
  failed(shop: ShopKey, since: EpochMs, limit: number): Promise<Change[]>;
  /** Changes unfinished, or failed or freed since a moment. May lag. */
  open(shop: ShopKey, since: OpenSince, limit: number): Promise<OpenChanges>;
  /** Shops of a bucket with a change unfinished, unpublished, or to be looked at again. One small read per shop; may lag. */
  dueShops(bucket: number): Promise<ShopKey[]>;
  /** `dueShops`, and shops with a failed change. */
  openShops(bucket: number): Promise<ShopKey[]>;
  /** Orders that may show a parcel twice, since a call may have been applied twice. May lag. */
  doubtful(shop: ShopKey, orderNumbers: readonly string[]): Promise<string[]>;
  surplus(key: OrderKey, seen: OrderSeen): Promise<SurplusRows>;
}

/** Start of the period for ended changes; absent excludes the kind. */
interface OpenSince {
  readonly failed?: EpochMs | undefined;
  /** Confirmed after a pause had held them. */
  readonly freed?: EpochMs;
}

/** `isCut`: there may be more than were read. */
interface OpenChanges {
  readonly changes: readonly Change[];
  readonly isCut: boolean;
}

const endOfTime = 9_999_999_999_999;

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
      // A row only moves to later lists, so none is missed in this order; some are found twice.
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

/** The due list also has ended changes to publish or look at again. */
function isOpen({ state, heldAt }: Change, { failed, freed }: OpenSince): boolean {
  if (state.kind === 'failed') return failed !== undefined && state.at >= failed;
  if (state.kind === 'confirmed') return freed !== undefined && state.at >= freed && heldAt !== null;
  return !isDone({ state });
}
