import { getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { costWanted, pageSizes, queries } from '../../../../malls/shopify/queries.ts';
import { apiVersion } from '../../../../malls/shopify/site.ts';
import { pointsOf } from '../../../../simulator/shopify/cost.ts';
import { schemaOf } from '../../../../simulator/shopify/schema.ts';
import { importsInto } from '../../../contract/malls/imports-into.ts';
import { began, hourMs, inProcess } from './in-process.ts';
import { order, page, scripted } from './scripted.ts';

const day = { from: began - 24 * hourMs, to: began, page: 1, whole: true };
const refused = (more: object) => ({ errors: [{ message: '', extensions: { code: 'MAX_COST_EXCEEDED', ...more } }] });

describe('what a call costs at Shopify', () => {
  it.each(Object.keys(queries) as (keyof typeof queries)[])(
    'keeps half of what a call may cost in reserve: %s',
    (operation) => {
      const document = parse(queries[operation]);
      const node = getOperationAST(document);
      if (!node) throw new Error('The document has no operation.');
      const pointsBy = (plainLists: 'as-asked' | 'one'): number =>
        pointsOf({ plainLists, listFactor: 1 }, schemaOf(apiVersion), document, node, {
          ...{ id: 'gid://shopify/Order/1', location: 'gid://shopify/Location/1', first: pageSizes[operation]?.first },
        });
      expect(Math.max(pointsBy('as-asked'), pointsBy('one'))).toBeLessThanOrEqual(costWanted);
    },
  );

  it('decides how large the next pages are, once an answer has told it', async () => {
    const dear = scripted(({ variables }) => answerOf(100 * Number(variables.first)));
    await dear.shop.listOrders(day);
    await dear.shop.readOrders(['#1']);
    expect(dear.asked.map(({ variables }) => variables.first)).toEqual([5, 5]);
    const cheap = scripted(({ variables }) => answerOf(10 * Number(variables.first)));
    for (const _ of [1, 2]) await cheap.shop.listOrders(day);
    expect(cheap.asked.map(({ variables }) => variables.first)).toEqual([5, 20]);
    const tooDear = scripted(({ variables }) => answerOf(180 * Number(variables.first)));
    for (const _ of [1, 2]) await tooDear.shop.listOrders(day);
    expect(tooDear.asked.map(({ variables }) => variables.first)).toEqual([5, 2]);
  });

  it('is asked for again with fewer rows where it is more than any call may cost, and the process remembers', async () => {
    const { shop, asked } = scripted(({ variables }) =>
      Number(variables.first) > 2
        ? { body: refused({ cost: 400 * Number(variables.first), maxCost: 1_000 }) }
        : answerOf(800),
    );
    expect((await shop.listOrders(day)).orderNumbers).toEqual(['#1']);
    await shop.readOrders(['#1']);
    expect(asked.map(({ variables }) => variables.first)).toEqual([5, 1, 1]);
  });

  it('ends in a refusal where a single row is too much, halved until then where the answer has no number', async () => {
    const { shop, asked } = scripted(() => ({ body: refused({}) }));
    await expect(shop.listOrders(day)).rejects.toMatchObject({
      ...{ code: 'mall.refusing', context: { mallCodes: ['MAX_COST_EXCEEDED'] } },
    });
    expect(asked.map(({ variables }) => variables.first)).toEqual([5, 2, 1]);
  });

  it('may be three times as high for every list as is assumed: all orders come in', async () => {
    const { shop, add, names, clock } = inProcess({ throttle: { listFactor: 3 } });
    add(12);
    const sleep = async (ms: number) => {
      clock.at += ms;
    };
    const into = importsInto(shop, () => clock.at, { calls: Number.POSITIVE_INFINITY, sleep });
    for (let run = 0; run < 12 && into.rows().length < 12; run++) {
      await into.run().catch((error) => expect(error).toMatchObject({ code: 'mall.throttled' }));
      clock.at += 60_000;
    }
    expect(
      into
        .rows()
        .map(({ orderNumber }) => orderNumber)
        .sort(),
    ).toEqual(names().sort());
  });
});

const answerOf = (requestedQueryCost: number) => ({
  body: {
    data: { connection: page([order('#1')]) },
    extensions: {
      cost: {
        ...{ requestedQueryCost, actualQueryCost: 10 },
        throttleStatus: { maximumAvailable: 20_000, currentlyAvailable: 20_000, restoreRate: 100 },
      },
    },
  },
});
