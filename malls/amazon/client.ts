import {
  type EpochMs,
  hourMs,
  InputError,
  minuteMs,
  secondMs,
  TsunagiError,
  verdictOf,
} from '../../core/kernel/index.ts';
import type { Capability, ShopKey } from '../../core/model/index.ts';
import type { MallShop, OrderListing, OrderPage, OrderReading } from '../../core/ports/index.ts';
import { probed } from '../faults.ts';
import type { ItemLister } from '../mall.ts';
import type { Shape } from '../shape.ts';
import { hintsOf, listOf } from '../stock-input.ts';
import {
  type AmazonCallsOptions,
  type AmazonReply,
  type AmazonRequest,
  checked,
  createAmazonCalls,
  defaultAmazonSettings,
} from './calls.ts';
import { isNotFound, quotaUsedUp } from './faults.ts';
import { createFeeds } from './feeds.ts';
import { includedData, type ListingPages, pageIn } from './listing-pages.ts';
import { mapOrder } from './mapping.ts';
import type { AmazonOperation } from './operations.ts';
import { confirmRequest, createOrderStatusApi, shipped } from './order-status-api.ts';
import { leavesOf, type Quota, searchQuota } from './quota.ts';
import { credentialExpiry } from './site.ts';
import { createStockApi, readRequest, setRequest } from './stock-api.ts';
import { amazonTraits } from './traits.ts';
import { listingsItem, orderReply, patchReply } from './wire.generated.js';

/** What a process keeps of Amazon between calls. */
export interface AmazonMemory {
  readonly pages: ListingPages;
  /** Of searchOrders, by shop: it is one seller's, and works with one application. */
  readonly quota: Quota;
  /** What a probe's listing of a shop said last, and when it was asked. */
  readonly listingProbes: Map<
    ShopKey,
    { readonly at: EpochMs; readonly outcome: Promise<Pick<OrderPage, 'mallTime'>> }
  >;
  /** Amazon's clock minus ours, as last heard; null before any answer. */
  aheadMs: number | null;
}

/** Defined in the bundles of functions that change no order: `definedFor` in `lib/bundling/`. */
declare const WITHOUT_STATUS: unknown;

export interface AmazonShopOptions extends AmazonCallsOptions {
  /** The seller id (出品者ID). */
  readonly sellerId: string;
  readonly memory: AmazonMemory;
  /** Where access tokens come from. */
  readonly authUrl: string;
  /** What only people ask for; without it the shop's `stock` has no `list`, and the shop no `subscribeHints`. */
  readonly lister?: ItemLister | undefined;
}

/** A clock of ours that was not compared yet may be so much ahead: Amazon refuses to be asked for what is too young by its own. */
const unheardMs = hourMs;

/** The probes of one run share a listing; those of the next one make another. */
const listingProbeMs = 50 * secondMs;

/** An order number and an SKU that no seller has. */
const nobodysOrder = '000-0000000-0000000';
const nobodysItem = 'tsunagi-verify';

/** A seller's shop at Amazon.co.jp. Only `stock.set` and `status.ship` change anything there; every other call may be repeated. */
export function openAmazonShop(options: AmazonShopOptions): MallShop {
  const { shop, sellerId, credential, now, memory, lister } = options;
  const settings = { ...defaultAmazonSettings, ...options.settings };
  const call = createAmazonCalls({
    ...options,
    heard(mallTime) {
      memory.aheadMs = mallTime - now();
    },
  });
  const mallNow = (): EpochMs => now() + (memory.aheadMs ?? -unheardMs);
  const client: MallShop = {
    traits: amazonTraits,
    status: typeof WITHOUT_STATUS === 'undefined' ? createOrderStatusApi(call, { now: mallNow }) : (null as never),
    stock: {
      ...createStockApi(call, sellerId),
      batches: createFeeds(call, options),
      ...listOf(lister, { call, sellerId }),
    },
    ...hintsOf(lister, { call, options, authUrl: options.authUrl }),

    listOrders: (listing) => searchOrders(listing),

    async readOrders(orderNumbers) {
      const [orderNumber, ...others] = new Set(orderNumbers);
      if (orderNumber === undefined) return { orders: [], unreadable: [], absent: [] };
      if (others.length > 0) {
        throw new InputError('These orders cannot be read in one call', [
          `got ${others.length + 1} order numbers, expected one: getOrder reads one order a call`,
        ]);
      }
      try {
        return readingIn(await call('getOrder', orderRequest(orderNumber)), orderNumber);
      } catch (error) {
        if (isNotFound(error)) return { orders: [], unreadable: [], absent: [orderNumber] };
        throw error;
      }
    },

    async probe(capability, closely = false) {
      const until = now() + settings.probeTimeoutMs;
      let mallTime: EpochMs | null = null;
      for (const make of probesOf(capability, closely)) {
        const reply = await make(Math.max(1, until - now()));
        mallTime = reply === null ? mallNow() : reply.mallTime;
      }
      return mallTime;
    },

    // Amazon does not tell: it follows from when the secret was rotated.
    keyExpiry: async () => credentialExpiry(credential),

    async tryFunction(name) {
      switch (name) {
        case 'getOrder':
          await client.readOrders([nobodysOrder]);
          return { keyExpiry: credentialExpiry(credential) };
        case 'searchOrders':
          await client.listOrders({ from: now() - 10 * minuteMs, to: now(), page: 1 });
          return {};
        case 'getListingsItem':
          await client.stock.read([nobodysItem]);
          return {};
        default:
          throw new TsunagiError(
            'input.invalid',
            'never',
            `Amazon has no function ${JSON.stringify(name)} that can be tried.`,
          );
      }
    },
  };

  async function searchOrders(listing: OrderListing, timeoutMs = settings.timeoutMs): Promise<OrderPage> {
    const asked = memory.pages.queryOf(shop, listing, mallNow());
    if (asked === null) {
      const pages = memory.pages.ended(shop, listing);
      return { orderNumbers: [], total: null, pages, mallTime: mallNow() };
    }
    const at = now() + (memory.aheadMs ?? 0);
    const freeAt = await memory.quota.take(shop, leavesOf(listing), { at, isHeard: memory.aheadMs !== null });
    if (freeAt !== null) throw quotaUsedUp({ shop, operation: 'searchOrders' }, freeAt, at);
    const { query } = asked;
    const path = `/orders/2026-01-01/orders?${query}`;
    const reply = await call('searchOrders', { method: 'GET', path, timeoutMs, standing: listing.page === 1 });
    const { nextToken, ...listed } = pageIn(reply, listing, reply.mallTime ?? now());
    const known = memory.pages.noteNext(shop, listing, query, nextToken);
    const pages = known === 1 && listed.orderNumbers.length === 0 ? 0 : known;
    return { ...listed, total: null, pages, mallTime: reply.mallTime ?? now() };
  }

  /**
   * The cheapest calls of each capability, as `docs/malls/amazon.md#probes` explains: searchOrders would use up what the import has of it, so only
   * a closer look makes it. Each names the one refusal that it asks for: nothing is there under these names.
   * What answers in place of the API may say of itself that all is well: a reply must be Amazon's.
   * What sets is sent for an SKU that no seller has, with a quantity that is none, and to be validated only.
   */
  function probesOf(
    capability: Capability,
    closely: boolean,
  ): readonly ((timeoutMs: number) => Promise<Pick<AmazonReply, 'mallTime'> | null>)[] {
    const asking =
      (
        operation: AmazonOperation,
        request: AmazonRequest,
        { statuses = [404], check }: { readonly statuses?: readonly number[]; check(reply: AmazonReply): unknown },
      ) =>
      async (timeoutMs: number): Promise<AmazonReply | null> => {
        const asked = call(operation, { ...request, timeoutMs, standing: true });
        const reply = await probed(asked, ({ context }) => statuses.includes(context.status ?? 0));
        if (reply !== null) check(reply);
        return reply;
      };
    const having = (shape: Shape<unknown>) => ({ check: (reply: AmazonReply) => checked(shape, reply) });
    switch (capability) {
      case 'import': {
        const read = asking('getOrder', orderRequest(nobodysOrder), having(orderReply));
        return closely ? [read, probeListing] : [read];
      }
      case 'stock': {
        const read = asking('getListingsItem', readRequest(sellerId, nobodysItem), having(listingsItem));
        const preview = setRequest(sellerId, nobodysItem, 'none', '&mode=VALIDATION_PREVIEW');
        return closely ? [read, asking('patchListingsItem', preview, having(patchReply))] : [read];
      }
      // The order does not exist, and the package has nothing in it: Amazon objects to the one or the other.
      case 'status': {
        const request = confirmRequest(nobodysOrder, {});
        return [asking('confirmShipment', request, { statuses: [400, 404], check: shipped })];
      }
    }
  }

  /**
   * A listing without the orders themselves. The probes of a run share one, and what it said stands for longer where the quota lets no other one
   * through: a call comes back within that time.
   */
  async function probeListing(timeoutMs: number): Promise<Pick<OrderPage, 'mallTime'>> {
    const at = now();
    const known = memory.listingProbes.get(shop);
    const stands = (forMs: number): boolean => known !== undefined && Math.abs(at - known.at) < forMs;
    if (known !== undefined && stands(listingProbeMs)) return known.outcome;
    const outcome = searchOrders({ from: mallNow() - 10 * minuteMs, to: mallNow(), page: 1, canWait: true }, timeoutMs);
    const error = await outcome.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    const isHeld = error instanceof TsunagiError && error.context.sent === false;
    if (isHeld && known !== undefined && stands(searchQuota.everyMs + minuteMs)) return known.outcome;
    const verdict = verdictOf(error);
    if (verdict === 'answered' || verdict === 'failed') memory.listingProbes.set(shop, { at, outcome });
    return outcome;
  }
  return client;
}

const orderRequest = (orderNumber: string): AmazonRequest => ({
  method: 'GET',
  path: `/orders/2026-01-01/orders/${encodeURIComponent(orderNumber)}?includedData=${includedData}`,
  orderNumber,
});

/** The one order that getOrder was asked for: read, or kept as it came where it cannot be understood. */
function readingIn(reply: AmazonReply, orderNumber: string): OrderReading {
  const { order } = checked(orderReply, reply);
  const mapped = mapOrder(order);
  const quarantined = (reason: string): OrderReading => ({
    orders: [],
    unreadable: [{ orderNumber, raw: JSON.stringify(order), reason }],
    absent: [],
  });
  if (mapped.kind === 'unreadable') return quarantined(mapped.reason);
  if (mapped.order.orderNumber !== orderNumber) {
    return quarantined('orderId: expected the order that was asked for, got another one');
  }
  return { orders: [mapped.order], unreadable: [], absent: [] };
}
