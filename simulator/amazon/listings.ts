import { addressOf, type SimRequest } from '../http.ts';
import type { StockCall } from '../simulator.ts';
import { carryOutLater, missesRow } from '../world.ts';
import { setLevel } from './lifecycle.ts';
import { invalidInput, json, notFound, type Operation, type Reply, type ShopCall, unauthorized } from './operation.ts';
import { stamp } from './order-model.ts';
import { type Listing, MARKETPLACE, type World } from './state.ts';

const PATH = /^\/listings\/2021-08-01\/items\/([^/]+)\/([^/]+)$/;

/** The seller and the SKU that a path names; null where it names none. */
function namedBy({ path }: Pick<SimRequest, 'path'>): { seller: string; sku: string } | null {
  const [, seller = '', sku = ''] = PATH.exec(addressOf({ path }).path) ?? [];
  return seller === '' ? null : { seller: decodeURIComponent(seller), sku: decodeURIComponent(sku) };
}

/** Whose listing is meant, or why none is. */
function listingOf(call: ShopCall): { sku: string; listing: Listing | undefined } | { refused: Reply } {
  const named = namedBy(call.request);
  if (named === null) return { refused: notFound() };
  if (named.seller !== call.shop.code) return { refused: unauthorized(403) };
  if (addressOf(call.request).query.get('marketplaceIds') !== MARKETPLACE) {
    return { refused: invalidInput('marketplaceIds is required.') };
  }
  return { sku: named.sku, listing: call.shop.stock.get(named.sku) };
}

/** `GET /listings/2021-08-01/items/{sellerId}/{sku}`. */
export const getListingsItem: Operation = {
  name: 'getListingsItem',
  api: 'stock',
  write: false,
  method: 'GET',
  perform: (call) => {
    const found = listingOf(call);
    if ('refused' in found) return found.refused;
    if (found.listing === undefined || missesRow(call.world, found.listing.sellerSku)) return notFound();
    const included = (addressOf(call.request).query.get('includedData') ?? 'summaries').split(',');
    return json(200, listingModel(call.world, found.listing, included));
  },
};

/** When a shop's listings were made: before its first order. */
const MADE_BEFORE_MS = 400 * 86_400_000;

function listingModel(world: World, { sellerSku, quantity, isFba, updatedAt }: Listing, included: readonly string[]) {
  const code = isFba ? 'AMAZON_JP' : 'DEFAULT';
  return {
    sku: sellerSku,
    ...(included.includes('summaries')
      ? {
          summaries: [
            {
              marketplaceId: MARKETPLACE,
              productType: 'PRODUCT',
              status: ['BUYABLE', 'DISCOVERABLE'],
              createdDate: stamp(world, updatedAt - MADE_BEFORE_MS),
              lastUpdatedDate: stamp(world, updatedAt),
            },
          ],
        }
      : {}),
    ...(included.includes('issues') ? { issues: [] } : {}),
    ...(included.includes('fulfillmentAvailability')
      ? { fulfillmentAvailability: [{ fulfillmentChannelCode: code, ...(isFba ? {} : { quantity }) }] }
      : {}),
  };
}

interface Patch {
  op?: unknown;
  path?: unknown;
  value?: unknown;
}

/** What a PATCH sets the quantity to; `issue` where the mall answers INVALID. */
function quantityIn(body: string): { quantity: number } | { issue: string } | { problem: string } {
  try {
    return patchOf(Object(JSON.parse(body)));
  } catch {
    return { problem: 'The request body is not JSON.' };
  }
}

/** The same of a body that is parsed, or of a message of a feed. */
export function patchOf(parsed: { productType?: unknown; patches?: unknown }): ReturnType<typeof quantityIn> {
  const [patch, another] = Array.isArray(parsed.patches) ? (parsed.patches as Patch[]) : [];
  if (typeof parsed.productType !== 'string' || patch === undefined) return { problem: 'patches is required.' };
  const isMeant = patch.path === '/attributes/fulfillment_availability' && another === undefined;
  if (!isMeant || (patch.op !== 'merge' && patch.op !== 'replace')) return { issue: 'The patch cannot be applied.' };
  const [value] = Array.isArray(patch.value) ? (patch.value as Record<string, unknown>[]) : [];
  if (value?.fulfillment_channel_code !== 'DEFAULT') return { issue: 'fulfillment_channel_code is not valid.' };
  const { quantity } = value;
  if (typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity < 0) {
    return { issue: 'quantity must be a whole number of at least 0.' };
  }
  return { quantity };
}

/** `PATCH /listings/2021-08-01/items/{sellerId}/{sku}`: ACCEPTED is only queued, and takes effect some time after. */
export const patchListingsItem: Operation = {
  name: 'patchListingsItem',
  api: 'stock',
  write: true,
  method: 'PATCH',
  perform: (call) => {
    const { world, shop, request } = call;
    const found = listingOf(call);
    if ('refused' in found) return found.refused;
    const asked = quantityIn(request.body);
    if ('problem' in asked) return invalidInput(asked.problem);
    const { applyAfterMs, highest, unknownSku } = world.settings.stock;
    if (found.listing === undefined && unknownSku === 'not-found') return notFound();
    const issue =
      'issue' in asked
        ? asked.issue
        : found.listing === undefined
          ? 'The SKU is not in the catalogue of the seller.'
          : found.listing.isFba
            ? 'The quantity of an item that Amazon fulfils cannot be set.'
            : asked.quantity > highest
              ? 'quantity is too high.'
              : null;
    const answer = { sku: found.sku, submissionId: world.chance.exchange.hex(32) };
    if (issue !== null || 'issue' in asked) {
      const issues = [
        {
          ...{ code: '90000', message: issue, severity: 'ERROR' },
          ...{ attributeNames: ['fulfillment_availability'], categories: ['INVALID_ATTRIBUTE'] },
        },
      ];
      return json(200, { ...answer, status: 'INVALID', issues });
    }
    if (addressOf(request).query.get('mode') === 'VALIDATION_PREVIEW') {
      return json(200, { ...answer, status: 'VALID', issues: [] });
    }
    const { listing } = found;
    return json(200, { ...answer, status: 'ACCEPTED', issues: [] }, () => {
      (listing as Listing).patchedAt = world.timeMs;
      carryOutLater(world, applyAfterMs, world.askedAt, () =>
        setLevel(world, shop, listing as Listing, asked.quantity, 'call'),
      );
    });
  },
};

/** What a request asks of stock, by SKU; null for one that asks nothing of it. */
export function stockCallOf({ path, body }: Pick<SimRequest, 'path' | 'body'>): StockCall | null {
  const named = namedBy({ path });
  if (named === null) return readTogether(path);
  const asked = body === '' ? null : quantityIn(body);
  const isPreview = addressOf({ path }).query.get('mode') === 'VALIDATION_PREVIEW';
  const level = asked !== null && 'quantity' in asked && !isPreview ? asked.quantity : null;
  return { kind: body === '' ? 'read' : 'set', shop: named.seller, levels: new Map([[named.sku, level]]) };
}

/** A search for SKUs that it names. */
function readTogether(path: string): StockCall | null {
  const { path: bare, query } = addressOf({ path });
  const [, seller] = /^\/listings\/2021-08-01\/items\/([^/]+)$/.exec(bare) ?? [];
  const skus = query.get('identifiers')?.split(',');
  if (seller === undefined || skus === undefined) return null;
  return { kind: 'read', shop: decodeURIComponent(seller), levels: new Map(skus.map((sku) => [sku, null])) };
}

/** `GET /listings/2021-08-01/items/{sellerId}`: everything the seller offers, page by page, or the SKUs that are named. */
export const searchListingsItems: Operation = {
  name: 'searchListingsItems',
  api: 'stock',
  write: false,
  method: 'GET',
  perform: (call) => {
    const { world, shop, request } = call;
    const { path, query } = addressOf(request);
    if (decodeURIComponent(path.split('/').at(-1) ?? '') !== shop.code) return unauthorized(403);
    if (query.get('marketplaceIds') !== MARKETPLACE) return invalidInput('marketplaceIds is required.');
    const size = Number(query.get('pageSize') ?? 10);
    if (!Number.isInteger(size) || size < 1 || size > 20) return invalidInput('pageSize must be between 1 and 20.');
    const start = Number(query.get('pageToken') ?? 0);
    const named = query.get('identifiers')?.split(',');
    if (named !== undefined && (named.length > 20 || query.get('identifiersType') !== 'SKU')) {
      return invalidInput('identifiers: at most 20, with their identifiersType.');
    }
    const offered = [...shop.stock.values()].filter(({ sellerSku }) => named?.includes(sellerSku) ?? true);
    const listings = offered.sort((one, other) => (one.sellerSku < other.sellerSku ? -1 : 1));
    const included = (query.get('includedData') ?? 'summaries').split(',');
    const nextToken = start + size < listings.length ? String(start + size) : undefined;
    return json(200, {
      numberOfResults: listings.length,
      ...(nextToken === undefined ? {} : { pagination: { nextToken } }),
      items: listings.slice(start, start + size).map((listing) => listingModel(world, listing, included)),
    });
  },
};
