import { createRms, type ShopCredentials } from '../../simulator/rms/index.ts';
import { doorExamples, type MallOptions, type StartedMall } from './mall.ts';

/** A simulated RMS with shops `shop-1`, `shop-2` …, each with a stream of new orders. */
export function startRms(options: MallOptions & { autoConfirm: boolean }): StartedMall {
  const rms = createRms({
    now: options.now,
    seed: options.seed,
    settings: { transport: { connection: options.keepAlive ? 'keep-alive' : 'close' } },
  });
  const shops = Array.from({ length: options.shops }, (_, index) => {
    const shop = rms.control.addShop({ shopUrl: `shop-${index + 1}`, autoConfirm: options.autoConfirm });
    if (options.perHour > 0) rms.control.arrivals(shop.shopUrl, { perHour: options.perHour });
    return shop;
  });
  return { name: 'RMS', served: rms, shops, table: shops, examples: (...where) => examples(shops[0], ...where) };
}

function examples(shop: ShopCredentials | undefined, url: string, token: string): string {
  const shopUrl = shop?.shopUrl ?? 'shop-1';
  const key = shop ? Buffer.from(`${shop.serviceSecret}:${shop.licenseKey}`).toString('base64') : '…';
  return [
    ...doorExamples(url, token, [
      ['add-orders', { shopUrl, count: 3, kind: 'gift' }],
      ['break', { kind: 'server-error-html', api: 'order', writesOnly: true }],
      ['mend', {}],
      ['advance', { ms: 3_600_000 }],
      ['summary'],
    ]),
    'The mall:',
    `  curl -s ${url}/es/2.0/order/getOrder/ -H 'Authorization: ESA ${key}' \\`,
    `    -H 'Content-Type: application/json; charset=utf-8' -d '{"orderNumberList":["…"],"version":10}'`,
  ].join('\n');
}
