import { anyList, object, optional, orNull, text } from '../../core/kernel/index.ts';
import { pausesOf, type Shop } from '../../core/model/index.ts';
import { shopFacts, shopShape, shopState } from '../../views/shop/index.ts';
import { notFound } from '../problem.ts';
import { limitOf, pageOf, pageQuery, placeOf, type Route, route, type Session, shopKeyOf, shopsOf } from '../route.ts';

async function factsOfShops({ ports, importSettings }: Session, shops: readonly Shop[]) {
  const now = ports.clock.now();
  const pauses = pausesOf(await ports.pauses.standing(), now);
  return shops.map((shop) => shopFacts({ shop, state: shopState(shop, pauses, importSettings, now) }));
}

export const shopRoutes: readonly Route[] = [
  route({
    name: 'listShops',
    method: 'get',
    path: '/v1/shops',
    scope: 'orders:read',
    summary: 'The shops, by key, and how their import stands',
    query: object({ ...pageQuery, merchant: optional(text()) }),
    answer: object({ shops: anyList(shopShape), next: orNull(text()) }),
    touches: 'shops',
    async run(session, { query }) {
      const merchant = query.merchant ?? session.key.merchant;
      if (merchant !== null && !session.reach.hasMerchant(merchant)) return { shops: [], next: null };
      const meant =
        merchant === null
          ? await session.ports.merchantRows.shopsAfter(placeOf(query), limitOf(query) + 1)
          : await shopsOf(session, merchant);
      const { shown, next } = pageOf(meant, ({ key }) => key, query);
      return { shops: await factsOfShops(session, shown), next };
    },
  }),
  route({
    name: 'getShop',
    method: 'get',
    path: '/v1/shops/{mall}/{code}',
    scope: 'orders:read',
    summary: 'One shop',
    answer: shopShape,
    async run(session, given) {
      const shop = await session.ports.shops.get(shopKeyOf(given));
      if (shop === null) throw notFound('shop');
      const [facts] = await factsOfShops(session, [shop]);
      return facts as NonNullable<typeof facts>;
    },
  }),
];
