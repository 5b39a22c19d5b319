import { anyList, object, orNull, text } from '../../core/kernel/index.ts';
import { skuForm } from '../../core/model/index.ts';
import { pausesNow } from '../../views/pause/index.ts';
import { jstIso } from '../../views/plain.ts';
import { moment } from '../../views/shape.ts';
import { skuFacts, skuShape } from '../../views/sku/index.ts';
import { notFound } from '../problem.ts';
import { oldestFirst, pageOf, pageQuery, type Route, route, shopsOf } from '../route.ts';

export const stockRoutes: readonly Route[] = [
  route({
    name: 'getSku',
    method: 'get',
    path: '/v1/merchants/{merchant}/stock/sku',
    scope: 'orders:read',
    summary: 'A SKU: how many are free and why, and what each of its listings shows',
    query: object({ sku: text(skuForm) }),
    answer: skuShape,
    touches: 'shops',
    async run(session, { path: { merchant = '' }, query }) {
      const { ports } = session;
      const shops = await shopsOf(session, merchant);
      const { facts, isKnown } = await skuFacts(ports, merchant, query.sku, await pausesNow(ports, shops));
      if (!isKnown) throw notFound('SKU');
      return facts;
    },
  }),
  route({
    name: 'listOversold',
    method: 'get',
    path: '/v1/merchants/{merchant}/stock/oversold',
    scope: 'orders:read',
    summary: 'SKUs of which more was sold than there is, the longest oversold first',
    query: object(pageQuery),
    answer: object({
      skus: anyList(object({ sku: text(), since: moment, itemName: orNull(text()) })),
      next: orNull(text()),
    }),
    async run({ ports }, { path: { merchant = '' }, query }) {
      const found = await ports.stock.oversoldSkus(merchant);
      const { shown, next } = pageOf(found, ({ since, sku }) => `${oldestFirst(since)} ${sku}`, query);
      const skus = shown.map(({ sku, since, itemName = null }) => ({ sku, since: jstIso(since), itemName }));
      return { skus, next };
    },
  }),
];
