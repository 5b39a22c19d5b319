import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AmazonOperation } from '../../malls/amazon/operations.ts';
import { STATUSES } from '../../simulator/amazon/state.ts';
import { type AmazonApis, amazonEnums } from './amazon-enums.ts';
import { planProblem } from './amazon-plans.ts';
import { amazonTraffic } from './amazon-traffic.ts';
import { misfitsOf, misfitsOfCall, misfitsOfRefusal, operationFor } from './judge-value.ts';
import { enumProblems, type Kept, notKept } from './kept.ts';
import { judgedBy, whatToDo } from './packages.ts';
import { readApi } from './typings.ts';

/** The model that each operation of ours is in; null: none, because it has an address of its own. */
const modelOf: Readonly<Record<AmazonOperation, keyof AmazonApis | null>> = {
  searchOrders: 'orders',
  getOrder: 'orders',
  confirmShipment: 'v0',
  getListingsItem: 'listings',
  patchListingsItem: 'listings',
  searchListingsItems: 'listings',
  createFeedDocument: 'feeds',
  feedDocument: null,
  createFeed: 'feeds',
  getFeed: 'feeds',
  getFeeds: 'feeds',
  getFeedDocument: 'feeds',
  getDestinations: 'notifications',
  createDestination: 'notifications',
  getSubscription: 'notifications',
  createSubscription: 'notifications',
};
const operations = Object.entries(modelOf).flatMap(([operation, model]) =>
  model === null ? [] : [{ operation, model }],
);

const keptCalls: readonly Kept[] = [
  {
    problem: /^confirmShipment body\.packageDetail\.\w+: required, and not there$/,
    why: 'the probe of statuses sends a package without anything in it, so that nothing can be carried out',
  },
];
const keptAnswers: readonly Kept[] = [
  {
    problem: /^confirmShipment: expected nothing, got \{\}$/,
    why: 'the setting shipping.successStatus plays 200 with an empty object, which clients have reported',
  },
];

judgedBy('Amazon', (packages) => {
  const apiOf = (name: string) => {
    const read = (file: string): string => readFileSync(packages.at(`@sp-api-sdk/${name}`, 'dist', file), 'utf8');
    return readApi(read('index.d.ts'), read('index.js'));
  };
  const apis: AmazonApis = {
    orders: apiOf('orders-api-2026-01-01'),
    v0: apiOf('orders-api-v0'),
    listings: apiOf('listings-items-api-2021-08-01'),
    feeds: apiOf('feeds-api-2021-06-30'),
    notifications: apiOf('notifications-api-v1'),
  };
  const traffic = amazonTraffic();

  it('the models of Amazon have every operation that is called, and each of them is judged here', async () => {
    expect(operations.filter(({ operation, model }) => !apis[model].operations.has(operation))).toEqual([]);
    const played = (await traffic).map((sent) => operationFor(Object.values(apis), sent)?.operation.name);
    expect(operations.map(({ operation }) => operation).filter((one) => !played.includes(one))).toEqual([]);
  });

  it('the models of Amazon take every call of the client as it is sent', async () => {
    const problems = (await traffic).flatMap((sent) => {
      const found = operationFor(Object.values(apis), sent);
      return found === null
        ? [`${sent.method} ${sent.path}: no operation has this address`]
        : misfitsOfCall(found.api, found.operation, sent);
    });
    expect(notKept(problems, keptCalls), whatToDo).toEqual([]);
  });

  it('the models of Amazon allow everything that the simulator answers', async () => {
    const problems = (await traffic).flatMap((sent) => {
      const found = operationFor(Object.values(apis), sent);
      if (found === null) return [];
      const { api, operation } = found;
      if (sent.status < 400) return misfitsOf(api, operation.answer, sent.answer, operation.name);
      // A page for people comes from a server in front of it.
      return sent.answer === undefined ? [] : misfitsOfRefusal(api, sent.answer, `${operation.name} ${sent.status}`);
    });
    expect(notKept(problems, keptAnswers), whatToDo).toEqual([]);
  });

  it('the models of Amazon have no status of orders that the simulator cannot play', () => {
    expect([...(apis.orders.enums.get('FulfillmentStatus') ?? [])].sort(), whatToDo).toEqual([...STATUSES].sort());
  });

  describe('has values that our code makes something of, one by one', () => {
    it.each(amazonEnums(apis))('$name', async (judged) => {
      expect(await enumProblems(judged), whatToDo).toEqual([]);
    });
  });

  it('the usage plans of Amazon allow as many calls as the simulator lets through', async () => {
    const problems: string[] = [];
    for (const { operation, model } of operations) {
      const found = apis[model].operations.get(operation);
      const problem = found ? await planProblem(found) : null;
      if (problem !== null) problems.push(problem);
    }
    expect(problems, whatToDo).toEqual([]);
  });
});
