import type { StockPage } from '../../core/ports/index.ts';
import { listAt, textAt } from '../sheet.ts';
import { type CallAmazon, checked } from './calls.ts';
import { marketplace } from './site.ts';
import { listingsReply } from './wire.generated.js';

/** What the listing calls with. */
export interface AmazonLister {
  readonly call: CallAmazon;
  readonly sellerId: string;
}

/** The most SKUs on a page, and as many pages as Amazon turns (1,000 results). */
const pageSize = 20;

const fbaWords = 'what Amazon sends from its own shelf (FBA): its stock is not the shop’s to set';

/** One page of searchListingsItems: every SKU of the seller that the merchant sends; what Amazon sends (FBA) is left out. */
export async function listAmazonItems({ call, sellerId }: AmazonLister, after: string | null): Promise<StockPage> {
  const query = new URLSearchParams({
    marketplaceIds: marketplace,
    includedData: 'summaries,fulfillmentAvailability',
    pageSize: String(pageSize),
    ...(after === null ? {} : { pageToken: after }),
  });
  const reply = await call('searchListingsItems', {
    method: 'GET',
    path: `/listings/2021-08-01/items/${encodeURIComponent(sellerId)}?${query}`,
  });
  const { items, pagination } = checked(listingsReply, reply);
  const own = items.flatMap((item) => {
    const channels = listAt(item, 'fulfillmentAvailability');
    const channel = channels.find((one) => textAt(one, 'fulfillmentChannelCode') === 'DEFAULT');
    if (channel === undefined) return [];
    const quantity = textAt(channel, 'quantity');
    return [{ item: item.sku, level: /^\d{1,9}$/.test(quantity) ? Number(quantity) : 0 }];
  });
  return {
    items: own,
    after: pagination?.nextToken || null,
    ...(own.length === items.length ? {} : { unlisted: fbaWords }),
  };
}
