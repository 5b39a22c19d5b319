import type { MallShop } from '../../../../core/ports/mall.ts';
import { type Transport, TransportFailure } from '../../../../malls/http.ts';
import { shopifyMall } from '../../../../malls/shopify/index.ts';
import { createShopify, type ShopifySettingsChange } from '../../../../simulator/shopify/index.ts';

export const began = Date.parse('2026-11-24T06:45:07Z');
export const hourMs = 3_600_000;
export const code = 'kado-no-mise';

/** The simulated mall without a network, with points that count: what never answers is a time-out at once. */
export function inProcess(settings: ShopifySettingsChange = {}, newShop = {}) {
  const clock = { at: began };
  const shopify = createShopify({ now: () => clock.at, seed: 1, settings });
  const { clientId, clientSecret, locationId } = shopify.control.addShop({ shop: code, ...newShop });
  const transport: Transport = async ({ method, url, headers, body }) => {
    const { pathname } = new URL(url);
    const outcome = shopify.handle({ method, path: pathname, headers: { ...headers }, body: body ?? '' });
    switch (outcome.ending) {
      case 'answer':
        return { status: outcome.status, headers: outcome.headers, body: Buffer.from(outcome.body) };
      case 'refuse':
        throw new TransportFailure('connect', 'No connection could be made.');
      case 'reset':
        throw new TransportFailure('reset', 'The connection broke.');
      case 'hang':
        throw new TransportFailure('timeout', 'No whole answer.');
    }
  };
  const credential = { mall: 'shopify', clientId, clientSecret, locationId };
  const shop: MallShop = shopifyMall
    .connect({ baseUrl: 'http://mall.example' }, { transport, now: () => clock.at })
    .open({ key: `shopify#${code}`, code }, credential);
  const add = (count: number) =>
    shopify.control.addOrders(code, { count, at: { from: began - 3 * hourMs, to: began - hourMs } });
  const names = () => shopify.control.books().shops.flatMap(({ orders }) => orders.map(({ name }) => name));
  const levelOf = (sku: string) => shopify.control.stock(code).find((one) => one.sku === sku)?.available;
  const setTo = async (level: number, item: string, between: () => void = () => {}) => {
    const reading = (await shop.stock.read([item])).get(item);
    between();
    const kept = reading?.kind === 'there' ? (reading.kept ?? '') : '';
    return (await shop.stock.set([{ item, level, kept }])).items.get(item);
  };
  return { shopify, shop, clock, add, names, levelOf, setTo };
}
