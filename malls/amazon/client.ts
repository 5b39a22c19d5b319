import { type EpochMs, hourMs, InputError, minuteMs, TsunagiError } from '../../core/kernel/index.ts';
import type { Capability } from '../../core/model/index.ts';
import type { MallShop, OrderReading } from '../../core/ports/index.ts';
import type { ItemLister } from '../mall.ts';
import type { Shape } from '../shape.ts';
import { hintsOf, listOf } from '../stock-input.ts';
import {
  type AmazonCallsOptions,
  type AmazonReply,
  checked,
  createAmazonCalls,
  defaultAmazonSettings,
} from './calls.ts';
import { isNotFound, quotaUsedUp } from './faults.ts';
import { createFeeds } from './feeds.ts';
import { includedData, type ListingPages, pageIn } from './listing-pages.ts';
import { mapOrder } from './mapping.ts';
import { confirmRequest, createOrderStatusApi, shipped } from './order-status-api.ts';
import { leavesOf, type Quota } from './quota.ts';
import { credentialExpiry } from './site.ts';
import { createStockApi, readRequest, setRequest } from './stock-api.ts';
import { amazonTraits } from './traits.ts';
import { listingsItem, orderReply, patchReply } from './wire.generated.js';

/** What a process keeps of Amazon between calls. */
export interface AmazonMemory {
  readonly pages: ListingPages;
  /** Of searchOrders, by shop: it is one seller's, and works with one application. */
  readonly quota: Quota;
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
  const getOrder = (orderNumber: string, timeoutMs = settings.timeoutMs): Promise<AmazonReply> =>
    call('getOrder', {
      method: 'GET',
      path: `/orders/2026-01-01/orders/${encodeURIComponent(orderNumber)}?includedData=${includedData}`,
      timeoutMs,
      orderNumber,
    });

  const client: MallShop = {
    traits: amazonTraits,
    status: typeof WITHOUT_STATUS === 'undefined' ? createOrderStatusApi(call, { now: mallNow }) : (null as never),
    stock: {
      ...createStockApi(call, sellerId),
      batches: createFeeds(call, options),
      ...listOf(lister, { call, sellerId }),
    },
    ...hintsOf(lister, { call, options, authUrl: options.authUrl }),

    async listOrders(listing) {
      const asked = memory.pages.queryOf(shop, listing, mallNow());
      if (asked === null) {
        const pages = memory.pages.ended(shop, listing);
        return { orderNumbers: [], total: null, pages, mallTime: mallNow() };
      }
      const at = now() + (memory.aheadMs ?? 0);
      const freeAt = await memory.quota.take(shop, leavesOf(listing), { at, isHeard: memory.aheadMs !== null });
      if (freeAt !== null) throw quotaUsedUp({ shop, operation: 'searchOrders' }, freeAt, at);
      const { query } = asked;
      const reply = await call('searchOrders', { method: 'GET', path: `/orders/2026-01-01/orders?${query}` });
      const { nextToken, ...listed } = pageIn(reply, listing, reply.mallTime ?? now());
      const known = memory.pages.noteNext(shop, listing, query, nextToken);
      const pages = known === 1 && listed.orderNumbers.length === 0 ? 0 : known;
      return { ...listed, total: null, pages, mallTime: reply.mallTime ?? now() };
    },

    async readOrders(orderNumbers) {
      const [orderNumber, ...others] = new Set(orderNumbers);
      if (orderNumber === undefined) return { orders: [], unreadable: [], absent: [] };
      if (others.length > 0) {
        throw new InputError('These orders cannot be read in one call', [
          `got ${others.length + 1} order numbers, expected one: getOrder reads one order a call`,
        ]);
      }
      try {
        return readingIn(await getOrder(orderNumber), orderNumber);
      } catch (error) {
        if (isNotFound(error)) return { orders: [], unreadable: [], absent: [orderNumber] };
        throw error;
      }
    },

    async probe(capability, bothWays = false) {
      const until = now() + settings.probeTimeoutMs;
      let mallTime: EpochMs | null = null;
      for (const make of probesOf(capability, bothWays)) {
        try {
          const reply = await make(Math.max(1, until - now()));
          ({ mallTime } = reply);
        } catch (error) {
          // Nothing is there under these names, and a named refusal is an answer.
          if (!(error instanceof TsunagiError) || error.code !== 'mall.refused') throw error;
          mallTime = mallNow();
        }
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

  /**
   * The cheapest calls of each capability, as `docs/malls/amazon.md#probes` explains: searchOrders would use up what the import has of it.
   * What answers in place of the API may say of itself that all is well: a reply must be Amazon's.
   * What sets is sent for an SKU that no seller has, with a quantity that is none, and to be validated only.
   */
  function probesOf(
    capability: Capability,
    bothWays: boolean,
  ): readonly ((timeoutMs: number) => Promise<AmazonReply>)[] {
    const having = async (shape: Shape<unknown>, asked: Promise<AmazonReply>): Promise<AmazonReply> => {
      const reply = await asked;
      checked(shape, reply);
      return reply;
    };
    switch (capability) {
      case 'import':
        return [(timeoutMs) => having(orderReply, getOrder(nobodysOrder, timeoutMs))];
      case 'stock': {
        const read = (timeoutMs: number) =>
          having(listingsItem, call('getListingsItem', { ...readRequest(sellerId, nobodysItem), timeoutMs }));
        const set = (timeoutMs: number) =>
          having(
            patchReply,
            call('patchListingsItem', {
              ...setRequest(sellerId, nobodysItem, 'none', '&mode=VALIDATION_PREVIEW'),
              timeoutMs,
            }),
          );
        return bothWays ? [read, set] : [read];
      }
      // The order does not exist, and the package has nothing in it: Amazon refuses it.
      case 'status':
        return [
          async (timeoutMs) =>
            shipped(await call('confirmShipment', { ...confirmRequest(nobodysOrder, {}), timeoutMs })),
        ];
    }
  }
  return client;
}

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
