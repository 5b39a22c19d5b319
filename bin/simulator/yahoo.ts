import { createYahoo, type ShopCredentials } from '../../simulator/yahoo/index.ts';
import { doorExamples, type MallOptions, type StartedMall } from './mall.ts';

/** A simulated Yahoo!ショッピング with shops `shop-1`, `shop-2` …, each with a stream of new orders. */
export function startYahoo(options: MallOptions): StartedMall {
  const yahoo = createYahoo({
    now: options.now,
    seed: options.seed,
    settings: { transport: { connection: options.keepAlive ? 'keep-alive' : 'close' } },
  });
  const shops = Array.from({ length: options.shops }, (_, index) => {
    const shop = yahoo.control.addShop({ sellerId: `shop-${index + 1}` });
    if (options.perHour > 0) yahoo.control.arrivals(shop.sellerId, { perHour: options.perHour });
    return shop;
  });
  const table = shops.map(({ sellerId, clientId, clientSecret, refreshToken, publicKeyVersion }) => ({
    sellerId,
    clientId,
    clientSecret,
    refreshToken,
    publicKeyVersion,
  }));
  return {
    name: 'Yahoo!ショッピング',
    served: yahoo,
    shops,
    table,
    examples: (...where) => examples(shops[0], ...where),
  };
}

function examples(shop: ShopCredentials | undefined, url: string, token: string): string {
  const sellerId = shop?.sellerId ?? 'shop-1';
  const basic = shop ? `${shop.clientId}:${shop.clientSecret}` : '…';
  return [
    ...doorExamples(url, token, [
      ['add-orders', { sellerId, count: 3, kind: 'gift' }],
      ['break', { kind: 'maintenance', api: 'stock' }],
      ['mend', {}],
      ['advance', { ms: 600_000 }],
      ['summary'],
      // With the public keys.
      ['shops'],
    ]),
    'The mall:',
    `  curl -s ${url}/yconnect/v2/token -u '${basic}' \\`,
    `    -d 'grant_type=refresh_token&refresh_token=${shop?.refreshToken ?? '…'}'`,
    `  curl -s ${url}/ShoppingWebService/V1/getStock -H 'Authorization: Bearer …' \\`,
    `    -d 'seller_id=${sellerId}&item_code=kome-0005,tsya-2201:s-nv'`,
  ].join('\n');
}
