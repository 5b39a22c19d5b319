import { dayMs, TsunagiError } from '../../core/kernel/index.ts';
import type { MallOrder } from '../../core/model/index.ts';
import type { MallShop, MallTraits } from '../../core/ports/index.ts';
import { readBody } from '../body.ts';
import { brokenOff, type MallCall } from '../faults.ts';
import { TransportFailure } from '../http.ts';
import type { MallAdapter, Site } from '../mall.ts';
import { isToyKey, type ToyKey, toySite } from './site.ts';

interface ToyOrder {
  readonly number: string;
  readonly at: number;
  readonly state: string;
  readonly sku: string;
  readonly pieces: number;
}

function orderOf(original: string): MallOrder {
  const { number, at, state, sku, pieces } = JSON.parse(original) as ToyOrder;
  const lines = [{ lineId: '1', item: sku, sku, quantity: state === 'dropped' ? 0 : pieces }];
  return { orderNumber: number, progress: state, orderedAt: at, lines, original };
}

const traits: MallTraits = {
  name: 'toy',
  capabilities: ['import'],
  orderNumber: { form: /^T-\d+$/, wanted: 'a number of the toy mall such as T-1' },
  maxSpanMs: 30 * dayMs,
  lookBackMs: 365 * dayMs,
  maxListed: 10_000,
  pageSize: 100,
  readBatch: 1,
  callsPerSecond: 5,
  alwaysScanned: ['dropped'],
  unshipped: ['open'],
  isCancelled: (progress) => progress === 'dropped',
  isSettled: (progress) => progress !== 'open',
  settledAfterMs: 30 * dayMs,
  switches: {
    path: 'its pages',
    whenOff: 'ask the toy mall',
    functions: [{ name: 'orders', title: 'orders', feature: 'import' }],
    untried: { import: [], status: [], stock: [] },
  },
  licenceOf: ({ pass }) => String(pass),
  isUnconfirmed: () => false,
  carrierCodes: [],
  stock: {
    setBatch: 1,
    readBatch: 1,
    callsPerSecond: { set: 1, read: 1 },
    highest: 1,
    readFirst: false,
    item: { form: /^\S+$/, wanted: 'an item of the toy mall' },
    normalItem: (written) => written.trim(),
  },
  readOriginal: orderOf,
  itemNameIn: () => null,
  redactOriginal: (original) => original,
  buyerMarks: () => [],
};

const noStock = async (): Promise<never> => {
  throw new TsunagiError('input.invalid', 'never', 'The toy mall keeps no stock.');
};

/** A mall with one function: `GET /orders`, and `GET /orders/T-1`. */
export const toyMall: MallAdapter = {
  traits,
  site: toySite,
  takes: isToyKey,
  connect({ baseUrl }: Site<typeof toySite>, { transport, now, timeoutMs = 10_000 }) {
    return {
      open(shop, { pass }: ToyKey): MallShop {
        const get = async (path: string): Promise<unknown> => {
          const call: MallCall = { shop: shop.key, operation: 'orders' };
          try {
            const headers = { authorization: pass };
            const request = {
              method: 'GET',
              url: `${baseUrl}${path}`,
              headers,
              timeoutMs,
              maxBytes: 1_000_000,
            } as const;
            const { status, body } = await transport(request);
            const read = readBody(body);
            if (status === 200 && read.kind === 'json') return read.value;
            if (status === 401) throw new TsunagiError('key.refused', 'after-pause', 'The toy mall refuses the key.');
            throw new TsunagiError('mall.failing', 'later', `The toy mall answered HTTP ${status}.`);
          } catch (error) {
            throw error instanceof TransportFailure ? brokenOff('The toy mall', call, error) : error;
          }
        };
        const client: MallShop = {
          traits,
          status: null,
          stock: { read: noStock, set: noStock },
          async listOrders({ from, to }) {
            const orders = (await get(`/orders?from=${from}&to=${to}`)) as readonly ToyOrder[];
            return {
              orderNumbers: orders.map(({ number }) => number),
              total: orders.length,
              pages: 1,
              mallTime: now(),
            };
          },
          async readOrders([orderNumber = '']) {
            const order = await get(`/orders/${orderNumber}`);
            return { orders: [orderOf(JSON.stringify(order))], unreadable: [], absent: [] };
          },
          async probe() {
            await client.listOrders({ from: now(), to: now(), page: 1 });
            return now();
          },
          keyExpiry: async () => ({ part: 'pass', at: now() + 30 * dayMs }),
          async tryFunction() {
            await client.probe('import');
            return { keyExpiry: await client.keyExpiry() };
          },
        };
        return client;
      },
    };
  },
};
