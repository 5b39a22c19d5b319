import { anyList, object, optional, orNull, text } from '../../core/kernel/index.ts';
import { pausesOf, type Shop } from '../../core/model/index.ts';
import { shopFacts, shopShape, shopState } from '../../views/shop/index.ts';
import { pageOf, pageQuery, type Route, route, type Session, shopIn } from '../route.ts';

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
    async run(session, { query }) {
      const all = await session.reach.shops();
      const meant = all.filter((shop) => shop.merchant === (query.merchant ?? shop.merchant));
      const { shown, next } = pageOf(meant, ({ key }) => key, query);
      const rows = await session.ports.shops.those(shown.map(({ key }) => key));
      return {
        shops: await factsOfShops(
          session,
          rows.sort((a, b) => (a.key < b.key ? -1 : 1)),
        ),
        next,
      };
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
      const [facts] = await factsOfShops(session, [await shopIn(session, given)]);
      return facts as NonNullable<typeof facts>;
    },
  }),
];
