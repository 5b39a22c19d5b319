import type { TsunagiError } from '../../core/kernel/index.ts';
import type { StockApi, StockOutcome, StockReading } from '../../core/ports/index.ts';
import { mismatch } from '../shape.ts';
import { checkedItems, checkedLevels } from '../stock-input.ts';
import type { AmazonReply, CallAmazon } from './calls.ts';
import { isNotFound, unreadableReply } from './faults.ts';
import { momentOf } from './mapping.ts';
import { marketplace } from './site.ts';
import { amazonStock } from './stock-traits.ts';
import { listingsItem, patchReply } from './wire.generated.js';

/** getListingsItem and patchListingsItem, one SKU a call; how each is known stands in `docs/malls/amazon.md#stock`. */
export function createStockApi(call: CallAmazon, sellerId: string): StockApi {
  return {
    async read(items) {
      const [item] = checkedItems(items, amazonStock);
      if (item === undefined) return new Map();
      try {
        return new Map([[item, readingIn(await call('getListingsItem', readRequest(sellerId, item)))]]);
      } catch (error) {
        if (isNotFound(error)) return new Map([[item, { kind: 'absent' }]]);
        throw error;
      }
    },

    async set(levels) {
      checkedLevels(levels, amazonStock);
      const [only] = levels;
      if (only === undefined) return { requestId: null, items: new Map() };
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

const pathOf = (sellerId: string, item: string): string =>
  `/listings/2021-08-01/items/${encodeURIComponent(sellerId)}/${encodeURIComponent(item)}`;

export const readRequest = (sellerId: string, item: string) => ({
  method: 'GET' as const,
  path: `${pathOf(sellerId, item)}?marketplaceIds=${marketplace}&includedData=summaries,fulfillmentAvailability`,
});

/** `merge` leaves handling times and restock dates of the listing as they are; `replace` would drop them. */
export const setRequest = (sellerId: string, item: string, level: unknown, mode = '') => ({
  method: 'PATCH' as const,
  path: `${pathOf(sellerId, item)}?marketplaceIds=${marketplace}&issueLocale=ja_JP${mode}`,
  body: JSON.stringify({
    productType: 'PRODUCT',
    patches: [
      {
        op: 'merge',
        path: '/attributes/fulfillment_availability',
        value: [{ fulfillment_channel_code: 'DEFAULT', quantity: level }],
      },
    ],
  }),
});

/** A listing as Amazon shows it. What Amazon itself sends (FBA) has no quantity of the merchant's. */
function readingIn(reply: AmazonReply): StockReading {
  const { value } = reply;
  if (!listingsItem.matches(value)) throw unreadable(reply, mismatch(listingsItem.schema, value));
  const own = (value.fulfillmentAvailability ?? []).find((one) => one.fulfillmentChannelCode === 'DEFAULT');
  // Sold by the merchant, and never given a quantity: it shows none.
  const level = own?.quantity ?? 0;
  const status = value.summaries?.[0]?.status;
  return {
    kind: 'there',
    level,
    closed: false,
    published: status === undefined || status.includes('DISCOVERABLE') || status.includes('BUYABLE'),
    updatedAt: momentOf(value.summaries?.[0]?.lastUpdatedDate),
  };
}

/** ACCEPTED means that the change is queued: whether it took effect, a reading tells. 200 with INVALID is a refusal. */
function outcomeIn(reply: AmazonReply): { readonly submissionId: string | null; readonly outcome: StockOutcome } {
  const { value } = reply;
  if (!patchReply.matches(value)) throw unreadable(reply, mismatch(patchReply.schema, value));
  const { status, submissionId = null, issues = [] } = value;
  if (status === 'ACCEPTED') return { submissionId, outcome: { kind: 'unproven', code: 'ACCEPTED' } };
  if (status !== 'INVALID') return { submissionId, outcome: { kind: 'unproven', code: 'other-status' } };
  const errors = issues.filter(({ severity }) => severity !== 'WARNING' && severity !== 'INFO');
  const code = errors.map((one) => one.code).find((one) => /^[\w-]{1,40}$/.test(one)) ?? 'INVALID';
  return { submissionId, outcome: { kind: 'refused', code, words: errors[0]?.message.slice(0, 300) ?? 'INVALID' } };
}

const unreadable = ({ call, status }: AmazonReply, problem: string | null): TsunagiError =>
  unreadableReply(call, status, problem ?? 'expected what Amazon documents, got something else');
