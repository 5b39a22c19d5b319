import { type EpochMs, secondMs, TsunagiError } from '../../core/kernel/index.ts';
import type { Capability } from '../../core/model/index.ts';
import type { MallShop } from '../../core/ports/index.ts';
import { probed } from '../faults.ts';
import type { ItemLister } from '../mall.ts';
import type { Shape } from '../shape.ts';
import { hintsOf, listOf } from '../stock-input.ts';
import { type CallMemory, type CallsOptions, createShopifyCalls, type ShopifyReply } from './calls.ts';
import { fellForward, notGranted } from './faults.ts';
import { type ListingPages, listOrders } from './listing-pages.ts';
import { isGranted, shopifySwitches, versionCheck } from './operations.ts';
import { createOrderStatusApi } from './order-status-api.ts';
import { quoted, type ShopifyOperation } from './queries.ts';
import { readOrders } from './read-orders.ts';
import { apiVersion, gid } from './site.ts';
import { createStockApi, itemSearch } from './stock-api.ts';
import { shopifyTraits } from './traits.ts';
import { changed, connection, granted } from './wire.generated.js';

/** What a process keeps of Shopify between calls. */
export interface ShopifyMemory extends CallMemory {
  readonly pages: ListingPages;
  /** Shopify's clock minus ours, as last heard. */
  aheadMs: number;
}

/** Defined in the bundles of functions that change no order: `definedFor` in `lib/bundling/`. */
declare const WITHOUT_STATUS: unknown;

export interface ShopifyShopOptions extends CallsOptions {
  readonly memory: ShopifyMemory;
  /** Lists what the shop has; without it the shop's `stock` has no `list`. */
  readonly lister?: ItemLister | undefined;
}

/** A probe gets an answer within this, or there is no sign of life. */
const probeTimeoutMs = 10 * secondMs;
/** An SKU that no shop has. */
const nobodysItem = 'tsunagi-verify';

/** What is not there is refused in the reply, or as a whole. */
const isOfNobodys = ({ context }: TsunagiError): boolean => context.mallCodes?.includes('RESOURCE_NOT_FOUND') ?? false;

/** A shop at Shopify. Only `stock.set` and `status.ship` change anything there; every other call may be repeated. */
export function openShopifyShop(options: ShopifyShopOptions): MallShop {
  const { shop, door, memory, now, lister } = options;
  const { locationId: location } = door;
  const call = createShopifyCalls({
    ...options,
    heard: (mallTime) => {
      memory.aheadMs = mallTime - now();
    },
  });
  const mallNow = (): EpochMs => now() + memory.aheadMs;

  return {
    traits: shopifyTraits,
    status: typeof WITHOUT_STATUS === 'undefined' ? createOrderStatusApi(call, location) : (null as never),
    stock: { ...createStockApi({ call, shop, location, now }), ...listOf(lister, { call, location }) },

    async listOrders(listing) {
      const page = await listOrders({ call, shop, location, pages: memory.pages }, listing);
      return { ...page, mallTime: page.mallTime ?? mallNow() };
    },

    readOrders: (orderNumbers) => readOrders({ call, location }, orderNumbers),

    ...hintsOf(lister, { call }),

    async lastChange() {
      const { nodes } = (await call('orders.last', {}, { standing: true })).part(connection, 'connection');
      return JSON.stringify(nodes);
    },

    async probe(capability, closely = false) {
      const until = now() + probeTimeoutMs;
      let mallTime: EpochMs | null = null;
      for (const probe of probesOf(capability, closely)) {
        const reply = await probed(probe(Math.max(1, until - now())), isOfNobodys);
        mallTime = reply === null ? mallNow() : reply.mallTime;
      }
      return mallTime;
    },

    // Neither the app's secret nor its installation ends by itself.
    keyExpiry: async () => null,

    async tryFunction(name) {
      const { functions } = shopifySwitches;
      if (!functions.some((one) => one.name === name)) {
        throw new TsunagiError(
          'input.invalid',
          'never',
          `Shopify has no function ${JSON.stringify(name)} that can be tried.`,
        );
      }
      const operation = 'currentAppInstallation';
      const { accessScopes } = (await call(operation)).part(granted, operation);
      if (name === versionCheck) {
        if (memory.version !== apiVersion) throw fellForward({ shop, operation }, memory.version);
      } else if (!isGranted(name, new Set(accessScopes.map(({ handle }) => handle)))) {
        throw notGranted({ shop, operation }, name);
      }
      return {};
    },
  };

  /** One call that only wants to be answered. Throws `mall.unreadable` where what comes has not this part of this shape. */
  function probeBy(
    operation: ShopifyOperation,
    variables: Readonly<Record<string, unknown>>,
    shape: Shape<unknown>,
    part: string = operation,
  ) {
    return async (timeoutMs: number): Promise<ShopifyReply> => {
      const reply = await call(operation, variables, { timeoutMs, standing: true });
      reply.part(shape, part);
      return reply;
    };
  }

  /**
   * The cheapest calls of each capability, as `docs/malls/shopify.md#probes` explains. What sets names an item that there is not; its key is
   * another one each time, because the answer to a key that was used is only repeated.
   */
  function probesOf(capability: Capability, closely: boolean) {
    switch (capability) {
      case 'import':
        return [probeBy('orders', { first: 1, sortKey: 'UPDATED_AT', query: '' }, connection, 'connection')];
      case 'stock': {
        const search = { ...itemSearch(location, `sku:${quoted(nobodysItem)}`), first: 1 };
        const read = probeBy('inventoryItems', search, connection, 'connection');
        if (!closely) return [read];
        const quantity = {
          inventoryItemId: gid('InventoryItem', '1'),
          locationId: gid('Location', location),
          quantity: 0,
          changeFromQuantity: 0,
        };
        const input = { name: 'available', reason: 'correction', quantities: [quantity] };
        return [read, probeBy('inventorySetQuantities', { input, key: `probe-${shop}-${now()}` }, changed)];
      }
      // No fulfillment has this id: the error is an answer.
      case 'status':
        return [probeBy('fulfillmentTrackingInfoUpdate', { id: gid('Fulfillment', '1'), info: {} }, changed)];
    }
  }
}
