import type { StockApi, StockOutcome, StockReading } from '../../core/ports/index.ts';
import { isoMoment } from '../jst.ts';
import { checkedItems, checkedLevels } from '../stock-input.ts';
import { type AmazonReply, type CallAmazon, checked } from './calls.ts';
import { isNotFound, refusalOf } from './faults.ts';
import { marketplace } from './site.ts';
import { amazonStock } from './stock-traits.ts';
import { listingsItem, listingsReply, patchReply } from './wire.generated.js';
import type { ListingsItem } from './wire.ts';

/** Levels one by one (patchListingsItem, one SKU a call); how each is known stands in `docs/malls/amazon.md#stock`. */
export function createStockApi(call: CallAmazon, sellerId: string): StockApi {
  return {
    async read(items) {
      const asked = checkedItems(items, amazonStock);
      // A comma separates SKUs there.
      const together = asked.filter((item) => !item.includes(','));
      const readings = together.length > 1 ? await readTogether(call, sellerId, together) : new Map();
      for (const item of asked) if (!readings.has(item)) readings.set(item, await readOne(call, sellerId, item));
      return new Map([...readings].filter(([, reading]) => reading !== null));
    },

    async set(levels) {
      checkedLevels(levels, amazonStock);
      const [only] = levels;
      if (only === undefined) return { requestId: null, items: new Map() };
      if (only.kept === sentByAmazon) return { requestId: null, items: new Map([[only.item, fbaRefusal]]) };
      try {
        const reply = await call('patchListingsItem', setRequest(sellerId, only.item, only.level));
        const { submissionId, outcome } = outcomeIn(reply);
        return { requestId: submissionId, items: new Map([[only.item, outcome]]) };
      } catch (error) {
        if (!isNotFound(error)) throw error;
        const outcome: StockOutcome = { kind: 'refused', code: 'NotFound', words: 'この出品者SKUの出品はありません' };
        return { requestId: null, items: new Map([[only.item, outcome]]) };
      }
    },
  };
}

async function readOne(call: CallAmazon, sellerId: string, item: string): Promise<StockReading> {
  try {
    return readingIn(checked(listingsItem, await call('getListingsItem', readRequest(sellerId, item))));
  } catch (error) {
    if (isNotFound(error)) return { kind: 'absent' };
    throw error;
  }
}

/** The items that a search finds; null for one that it finds and that cannot be read. What it leaves out, getListingsItem has to tell. */
async function readTogether(
  call: CallAmazon,
  sellerId: string,
  items: readonly string[],
): Promise<Map<string, StockReading | null>> {
  const skus = items.map(encodeURIComponent).join(',');
  const query = `marketplaceIds=${marketplace}&${includedData}&identifiersType=SKU&identifiers=${skus}&pageSize=${items.length}`;
  const reply = await call('searchListingsItems', {
    method: 'GET',
    path: `/listings/2021-08-01/items/${encodeURIComponent(sellerId)}?${query}`,
  });
  const { items: found } = checked(listingsReply, reply);
  const askedAs = new Set(items);
  return new Map(
    found
      .filter(({ sku }) => askedAs.has(sku))
      .map((one) => [one.sku, listingsItem.matches(one) ? readingIn(one) : null]),
  );
}

/** What a reading keeps for `set` where Amazon sends the item: a PATCH of the channel DEFAULT would make the merchant send it. */
const sentByAmazon = 'FULFILLED_BY_AMAZON';
const fbaRefusal: StockOutcome = {
  kind: 'refused',
  code: sentByAmazon,
  words: 'Amazonが発送する商品(FBA)の在庫数は変更できません。出品者が発送するSKUを紐付けてください',
};

const includedData = 'includedData=summaries,fulfillmentAvailability';

const pathOf = (sellerId: string, item: string): string =>
  `/listings/2021-08-01/items/${encodeURIComponent(sellerId)}/${encodeURIComponent(item)}`;

export const readRequest = (sellerId: string, item: string) => ({
  method: 'GET' as const,
  path: `${pathOf(sellerId, item)}?marketplaceIds=${marketplace}&${includedData}`,
});

/** `merge` leaves handling times and restock dates of the listing as they are; `replace` would drop them. */
export const levelPatch = (level: unknown) => ({
  productType: 'PRODUCT',
  patches: [
    {
      op: 'merge',
      path: '/attributes/fulfillment_availability',
      value: [{ fulfillment_channel_code: 'DEFAULT', quantity: level }],
    },
  ],
});

export const setRequest = (sellerId: string, item: string, level: unknown, mode = '') => ({
  method: 'PATCH' as const,
  path: `${pathOf(sellerId, item)}?marketplaceIds=${marketplace}&issueLocale=ja_JP${mode}`,
  body: JSON.stringify(levelPatch(level)),
});

/** A listing as Amazon shows it. What Amazon itself sends (FBA) has channels, and no quantity of the merchant's in any. */
function readingIn(value: ListingsItem): StockReading {
  const channels = value.fulfillmentAvailability ?? [];
  const own = channels.find((one) => one.fulfillmentChannelCode === 'DEFAULT');
  const isFba = own === undefined && channels.length > 0;
  const status = value.summaries?.[0]?.status;
  return {
    kind: 'there',
    // Sold by the merchant, and never given a quantity: it shows none.
    ...(isFba ? { level: null, kept: sentByAmazon } : { level: own?.quantity ?? 0 }),
    closed: false,
    published: status === undefined || status.includes('DISCOVERABLE') || status.includes('BUYABLE'),
    updatedAt: isoMoment(value.summaries?.[0]?.lastUpdatedDate),
  };
}

/** ACCEPTED means that the change is queued: whether it took effect, a reading tells. 200 with INVALID is a refusal. */
function outcomeIn(reply: AmazonReply): { readonly submissionId: string | null; readonly outcome: StockOutcome } {
  const { status, submissionId = null, issues = [] } = checked(patchReply, reply);
  if (status === 'ACCEPTED') return { submissionId, outcome: { kind: 'unproven', code: 'ACCEPTED' } };
  if (status !== 'INVALID') return { submissionId, outcome: { kind: 'unproven', code: 'other-status' } };
  return { submissionId, outcome: refusalOf(issues) ?? { kind: 'refused', code: 'INVALID', words: 'INVALID' } };
}
