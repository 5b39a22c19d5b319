import { type EpochMs, InputError, minuteMs, TsunagiError } from '../../core/kernel/index.ts';
import type { MallShop } from '../../core/ports/index.ts';
import { probed } from '../faults.ts';
import type { ItemLister } from '../mall.ts';
import { listOf } from '../stock-input.ts';
import { createYahooCalls, defaultYahooSettings, type YahooCallsOptions } from './calls.ts';
import { createOrderStatusApi, isUnknownOrder, nobodysOrder } from './order-status-api.ts';
import { nobodysItem, probesOf } from './probe.ts';
import { pageIn, readingIn } from './replies.ts';
import { orderInfoBody, orderListBody } from './requests.ts';
import { credentialExpiry } from './site.ts';
import { createStockApi, getStockForm, rowsIn } from './stock-api.ts';
import { yahooTraits } from './traits.ts';

/** Defined in the bundles of functions that change no order: `definedFor` in `lib/bundling/`. */
declare const WITHOUT_STATUS: unknown;

export interface YahooShopOptions extends YahooCallsOptions {
  /** The caller's clock, for when Yahoo does not tell its own. */
  readonly now: () => EpochMs;
  /** Lists what the shop has; without it the shop's `stock` has no `list`. */
  readonly lister?: ItemLister | undefined;
}

/** A shop with its door to statuses, which this mall always has. */
export type YahooShop = MallShop & { readonly status: ReturnType<typeof createOrderStatusApi> };

/** A shop at Yahoo!ショッピング. Only `stock.set` and the changes of `status` change anything there; every other call may be repeated. */
export function openYahooShop(options: YahooShopOptions): YahooShop {
  const { sellerId, credential, now, lister } = options;
  const call = createYahooCalls(options);
  const settings = { ...defaultYahooSettings, ...options.settings };

  const client: YahooShop = {
    traits: yahooTraits,
    status: typeof WITHOUT_STATUS === 'undefined' ? createOrderStatusApi(call, { sellerId, now }) : (null as never),
    stock: {
      ...createStockApi(call, sellerId),
      ...listOf(lister, { call, sellerId }),
    },

    async listOrders(listing) {
      const reply = await call('orderList', orderListBody(sellerId, listing), { standing: listing.page === 1 });
      const by = listing.by ?? 'shown';
      return {
        ...pageIn(reply, { page: listing.page, rows: yahooTraits.pageSize, by }),
        mallTime: reply.mallTime ?? now(),
      };
    },

    mayGlance: () => options.callCount.mayGlance(credential.clientId),

    async readOrders(orderNumbers) {
      const [orderNumber, ...others] = new Set(orderNumbers);
      if (orderNumber === undefined) return { orders: [], unreadable: [], absent: [] };
      if (others.length > 0) {
        throw new InputError('These orders cannot be read in one call', [
          `got ${others.length + 1} order numbers, expected one: orderInfo reads one order a call`,
        ]);
      }
      try {
        return readingIn(await call('orderInfo', orderInfoBody(sellerId, orderNumber), { orderNumber }), orderNumber);
      } catch (error) {
        if (isUnknownOrder(error)) return { orders: [], unreadable: [], absent: [orderNumber] };
        throw error;
      }
    },

    async probe(capability, closely = false) {
      const until = now() + settings.probeTimeoutMs;
      let mallTime: EpochMs | null = null;
      for (const { operation, body, check, refusal } of probesOf(capability, closely, sellerId, now())) {
        const asked = call(operation, body, { timeoutMs: Math.max(1, until - now()), standing: true });
        const reply = await probed(asked, ({ context }) => context.mallCodes?.includes(refusal ?? '') ?? false);
        if (reply === null) continue;
        check(reply);
        ({ mallTime } = reply);
      }
      return mallTime;
    },

    // Yahoo does not tell: it follows from when people agreed, and issued the 公開鍵.
    keyExpiry: async () => credentialExpiry(credential),

    async tryFunction(name) {
      switch (name) {
        case 'orderList':
          await client.listOrders({ from: now() - minuteMs, to: now(), page: 1 });
          return { keyExpiry: credentialExpiry(credential) };
        case 'orderInfo':
          await client.readOrders([nobodysOrder(sellerId)]);
          return {};
        case 'getStock':
          rowsIn(await call('getStock', getStockForm(sellerId, [nobodysItem])));
          return {};
        default:
          throw new TsunagiError(
            'input.invalid',
            'never',
            `Yahoo!ショッピング has no function ${JSON.stringify(name)} that can be tried.`,
          );
      }
    },
  };
  return client;
}
