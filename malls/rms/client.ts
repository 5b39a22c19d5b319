import { type EpochMs, InputError, minuteMs, secondMs } from '../../core/kernel/index.ts';
import type { KeyExpiry, Shop } from '../../core/model/index.ts';
import type { MallShop, OrderListing, OrderPage, OrderReading } from '../../core/ports/index.ts';
import { readBody } from '../body.ts';
import { type HttpRequest, type Transport, TransportFailure } from '../http.ts';
import { parseJstLocal, parseJstStamp } from '../jst.ts';
import type { ItemLister } from '../mall.ts';
import { listOf } from '../stock-input.ts';
import { faultOf, type RmsAnswer, type RmsCall, refusesVersion, soundAnswer, unreadableReply } from './faults.ts';
import { sortReading } from './mapping.ts';
import { mallTimeOf } from './messages.ts';
import type { RmsOperation } from './operations.ts';
import { nobodysOrder, operationOf, permissionFault } from './operations.ts';
import { createOrderStatusApi, type RmsStatusApi } from './order-status-api.ts';
import { probesOf } from './probe.ts';
import { checked, orderModelsIn, pageIn } from './replies.ts';
import {
  authorisation,
  bulkGetNothingBody,
  getOrderBody,
  keyExpiryQuery,
  rmsPaths,
  searchOrderBody,
} from './requests.ts';
import type { RmsCredential } from './site.ts';
import { createStockApi } from './stock-api.ts';
import { rmsTraits } from './traits.ts';
import { keyExpiryReply } from './wire.generated.js';

/** Defined in the bundles of functions that change no order: `definedFor` in `lib/bundling/`. */
declare const WITHOUT_STATUS: unknown;

/** What can be told about calls to RMS. */
export interface RmsSettings {
  /** For a whole call, in the clock's milliseconds. */
  readonly timeoutMs: number;
  /** The same for a probe: what takes longer is no sign of life. */
  readonly probeTimeoutMs: number;
  /** The longest reply that is read; 100 orders are about 1 MB. */
  readonly maxBytes: number;
  /** The version of getOrder asked for first. */
  readonly getOrderVersion: number;
  /** Statuses that mean "too many calls". None is documented. */
  readonly throttleStatuses: readonly number[];
}

export const defaultRmsSettings: RmsSettings = {
  timeoutMs: 30 * secondMs,
  probeTimeoutMs: 10 * secondMs,
  maxBytes: 16 * 1024 * 1024,
  getOrderVersion: 10,
  throttleStatuses: [429],
};

/** The oldest version of getOrder we read: the first with SkuModelList, without which a line's SKU cannot be told. */
const oldestGetOrderVersion = 7;

/** The version of getOrder this RMS takes, found out once and kept for all shops of a process. */
interface AgreedVersion {
  current: number;
}

export interface RmsShopOptions {
  readonly shop: Pick<Shop, 'key'>;
  readonly credential: RmsCredential;
  /** Scheme and host, `https://api.rms.rakuten.co.jp`. */
  readonly baseUrl: string;
  readonly transport: Transport;
  /** The caller's clock, for when RMS does not tell its own. */
  readonly now: () => EpochMs;
  readonly settings?: Partial<RmsSettings>;
  /** Shared by all shops of a process; each shop finds out for itself when absent. */
  readonly version?: AgreedVersion;
  /** Lists what the shop has; without it the shop's `stock` has no `list`. */
  readonly lister?: ItemLister | undefined;
}

export type RmsShop = MallShop & { readonly status: RmsStatusApi };

/** A shop at RMS. Only the calls of `status` and `stock.set` change anything there; every other one may be repeated. */
export function openRmsShop(options: RmsShopOptions): RmsShop {
  const { credential, transport, now, lister } = options;
  const settings: RmsSettings = { ...defaultRmsSettings, ...options.settings };
  const version: AgreedVersion = options.version ?? { current: settings.getOrderVersion };
  const base = options.baseUrl.replace(/\/+$/, '');
  const authorization = authorisation(credential);
  const callOf = (operation: RmsOperation, more: Pick<RmsCall, 'standing' | 'orderNumber'> = {}): RmsCall => ({
    shop: options.shop.key,
    operation,
    throttleStatuses: settings.throttleStatuses,
    ...more,
  });

  /** Makes the call and looks at the body, once. Throws only what never became an answer. */
  const ask = async (
    call: RmsCall,
    request: Pick<HttpRequest, 'method' | 'url' | 'body'>,
    timeoutMs = settings.timeoutMs,
  ): Promise<RmsAnswer> => {
    // The order API answers 415 when the charset is not named.
    const headers = request.body === undefined ? { authorization } : { authorization, 'content-type': jsonType };
    try {
      const { maxBytes } = settings;
      const { status, headers: received, body } = await transport({ ...request, headers, timeoutMs, maxBytes });
      return { status, headers: received, body: readBody(body) };
    } catch (error) {
      throw error instanceof TransportFailure ? (faultOf(call, error) ?? error) : error;
    }
  };
  const post = (call: RmsCall, path: string, body: string, timeoutMs?: number): Promise<RmsAnswer> =>
    ask(call, { method: 'POST', url: `${base}${path}`, body }, timeoutMs);
  const get = (call: RmsCall, path: string): Promise<RmsAnswer> => ask(call, { method: 'GET', url: `${base}${path}` });

  /** Each refused version costs one more call than the caller paced; it happens once a process and version. */
  const getOrder = async (call: RmsCall, orderNumbers: readonly string[]): Promise<RmsAnswer> => {
    for (;;) {
      const tried = version.current;
      const answer = await post(call, rmsPaths.getOrder, getOrderBody(orderNumbers, tried));
      if (tried <= oldestGetOrderVersion || !refusesVersion(call, answer)) return answer;
      version.current = Math.min(version.current, tried - 1);
    }
  };

  const client: RmsShop = {
    traits: rmsTraits,
    status: typeof WITHOUT_STATUS === 'undefined' ? createOrderStatusApi({ callOf, post, getOrder }) : (null as never),
    stock: {
      ...createStockApi({ callOf, post }),
      ...listOf(lister, { callOf, get }),
    },

    async listOrders(listing: OrderListing): Promise<OrderPage> {
      const call = callOf('searchOrder', { standing: listing.page === 1 });
      const answer = await post(call, rmsPaths.searchOrder, searchOrderBody(listing));
      return {
        ...pageIn(call, soundAnswer(call, answer), listing.page),
        mallTime: mallTimeOf(answer.headers) ?? now(),
      };
    },

    async readOrders(orderNumbers: readonly string[]): Promise<OrderReading> {
      const asked = [...new Set(orderNumbers)];
      if (asked.length === 0) return { orders: [], unreadable: [], absent: [] };
      if (asked.length > rmsTraits.readBatch) {
        throw new InputError('These orders cannot be read in one call', [
          `got ${asked.length} order numbers, expected at most ${rmsTraits.readBatch}`,
        ]);
      }
      const call = callOf('getOrder');
      const answer = await getOrder(call, asked);
      const reading = sortReading(asked, orderModelsIn(call, soundAnswer(call, answer)));
      if (reading) return reading;
      throw unreadableReply(call, answer, 'it holds an order without a number, which may be any of several asked for');
    },

    async keyExpiry(): Promise<KeyExpiry> {
      const call = callOf('keyExpiry');
      const answer = soundAnswer(call, await get(call, `${rmsPaths.keyExpiry}${keyExpiryQuery(credential)}`));
      const { expiryDate } = checked(keyExpiryReply, call, answer);
      const at = parseJstLocal(expiryDate) ?? parseJstStamp(expiryDate);
      if (at === null) throw unreadableReply(call, answer, "expiryDate: expected a moment in Japan's time");
      return { part: 'licence', at };
    },

    async probe(capability, closely = false) {
      const until = now() + settings.probeTimeoutMs;
      let mallTime: EpochMs | null = null;
      for (const { operation, body, check, orderNumber } of probesOf(capability, closely, now())) {
        const call = callOf(operation, { standing: true, ...(orderNumber === undefined ? {} : { orderNumber }) });
        const answer = await post(call, rmsPaths[operation], body, Math.max(1, until - now()));
        check(call, soundAnswer(call, answer));
        mallTime = mallTimeOf(answer.headers);
      }
      return mallTime;
    },

    async tryFunction(name) {
      const operation = operationOf(name);
      switch (operation) {
        case 'searchOrder':
          await client.listOrders({ from: now() - minuteMs, to: now(), page: 1 });
          return {};
        case 'getOrder':
          await client.readOrders([nobodysOrder]);
          return {};
        case 'keyExpiry':
          return { keyExpiry: await client.keyExpiry() };
        case 'getSubStatusList':
        case 'inventoryBulkGet': {
          const call = callOf(operation);
          const body = operation === 'getSubStatusList' ? '{}' : bulkGetNothingBody();
          const fault = permissionFault(faultOf(call, await post(call, rmsPaths[operation], body)));
          if (fault) throw fault;
          return {};
        }
      }
    },
  };
  return client;
}

const jsonType = 'application/json; charset=utf-8';
