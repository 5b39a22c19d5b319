import {
  anyList,
  eachLimited,
  fingerprintOf,
  list,
  object,
  oneOf,
  optional,
  type Static,
  text,
  whole,
} from '../../core/kernel/index.ts';
import { type Movement, movementReports, skuForm, statusRequest } from '../../core/model/index.ts';
import {
  checkPushes,
  type PushRequest,
  reasonsOf,
  requestPushes,
  retryPush,
  withdrawPush,
} from '../../core/status/index.ts';
import {
  callWorkers,
  type MovementEvent,
  movementEvents,
  movementProblems,
  recipeProblems,
  recipeRows,
  recipeStep,
  writeMovement,
  writeRecipe,
} from '../../core/stock/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { changeFacts, changeShape, withoutMallWords } from '../../views/change/index.ts';
import { pausesNow } from '../../views/pause/index.ts';
import { instant } from '../../views/shape.ts';
import { notFound, Problem, wrongRequest } from '../problem.ts';
import { type Given, type Route, route, type Session, shopIn, tagOf } from '../route.ts';
import type { ApiPorts } from '../scoped-ports.ts';

/** Who is written down: the key, and whom the program names. */
const whoOf = ({ key }: Session, by: string): string => `api:${key.id} ${by}`;

/** The moment of a request: that of the first one by its Idempotency-Key, so that a repeat is recognized. */
async function momentOf({ ports, key }: Session, { name, body }: Pick<Given, 'name' | 'body'>): Promise<number> {
  const fingerprint = fingerprintOf(JSON.stringify(body));
  const first = await ports.apiKeys.firstRequest(key.id, name, { at: ports.clock.now(), fingerprint });
  if (first.fingerprint === fingerprint) return first.at;
  const detail = 'Another request was made with this Idempotency-Key within a day.';
  throw new Problem('conflict', detail, 'Give each request a name of its own, and repeat it unchanged.');
}

const requestShape = statusRequest(mallDesks.names);
const requested = ['stored', 'standing', 'reopened'] as const;

/** Requests all changes or, where any is wrong, none. */
async function requestChanges(session: Session, given: Given<unknown, Static<typeof requestShape>>) {
  const { ports } = session;
  const { shop, by, orders } = given.body;
  const requests = orders.map(({ orderNumber, change }): PushRequest => ({ shop, orderNumber, content: change }));
  const row = await ports.shops.get(shop);
  if (row === null) throw notFound('shop');
  const problems = reasonsOf(await checkPushes(ports, requests, ports.clock.now()));
  if (problems.length > 0) throw wrongRequest(problems);
  const now = await momentOf(session, given);
  const results = await requestPushes(ports, requests, { by: whoOf(session, by), now });
  const refused = reasonsOf(results.map((one) => (one.kind === 'refused' ? one.problems : [])));
  if (refused.length > 0) throw wrongRequest(refused);
  const pauses = await pausesNow(ports, [row]);
  return {
    pushes: results.flatMap((one) =>
      one.kind === 'refused' ? [] : [{ outcome: one.kind, push: withoutMallWords(changeFacts(one.push, pauses)) }],
    ),
  };
}

type Work = (
  ports: ApiPorts,
  key: Parameters<typeof retryPush>[1],
  who: { readonly by: string },
) => Promise<{ readonly kind: (typeof handled)[number] }>;

const retry: Work = (ports, key, { by }) => retryPush(ports, key, { by, looksAtConfirmed: true });

const withdraw: Work = async (ports, key, who) => {
  const result = await withdrawPush(ports, key, who);
  if (result.kind !== 'under-way') return result;
  throw new Problem('conflict', 'A worker has the order now.', 'Send the same again a minute later.');
};

const handled = ['reopened', 'due-now', 'under-way', 'confirmed', 'replaced', 'withdrawn', 'ended'] as const;

/** Tries a change again, or withdraws it, if it still is as the caller read it (If-Match). */
async function handle(session: Session, given: Given, work: Work) {
  const { ports } = session;
  const shop = await shopIn(session, given);
  const { orderNumber = '', change: id = '' } = given.path;
  const key = { shop: shop.key, orderNumber, id };
  const pauses = await pausesNow(ports, [shop]);
  const factsNow = async () => {
    const changes = await ports.changes.ofOrder(key);
    const found = changes.find((change) => change.id === id);
    if (found === undefined) throw notFound('change');
    return withoutMallWords(changeFacts(found, pauses, changes));
  };
  const before = await factsNow();
  if (given.ifMatch !== null && given.ifMatch !== tagOf(JSON.stringify(before))) {
    throw new Problem('changed-since', 'The change is not as it was read.', 'Read it again, and decide anew.');
  }
  const { kind } = await work(ports, key, { by: whoOf(session, session.key.name) });
  return { outcome: kind, push: await factsNow() };
}

const takenShape = object({ taken: whole({ from: 0 }) });
const writesAtOnce = 16;

/** Takes all movements in or, where any is wrong, none; the workers look at their SKUs at once. */
async function takeMovements(
  session: Session,
  given: Given<unknown, Static<(typeof movementReports)[MovementEvent]>>,
  type: MovementEvent,
) {
  const { ports, key } = session;
  const { merchant, by, items } = given.body;
  await stockOf(session, merchant);
  const now = ports.clock.now();
  const movementsAt = (sentAt: number): Movement[] =>
    items.map(({ sku, quantity, at }, index) => ({
      ...{ merchant, sku, quantity, kind: movementEvents[type], id: `api ${key.id} ${given.name}#${index}`, note: '' },
      ...{ at: at === undefined ? sentAt : Date.parse(at), by: whoOf(session, by), writtenAt: now },
    }));
  const problems = movementsAt(now).flatMap((movement, index) =>
    movementProblems(movement, now).map((problem) => `items[${index}]: ${problem}`),
  );
  if (problems.length > 0) throw wrongRequest(problems);
  const movements = movementsAt(await momentOf(session, given));
  await eachLimited(movements, writesAtOnce, async (movement) => void (await writeMovement(ports, movement)));
  await callWorkers(ports, { merchant, skus: [...new Set(items.map(({ sku }) => sku))] });
  return { taken: movements.length };
}

/** Refuses a merchant that has no stock with us. */
async function stockOf({ ports }: Session, merchant: string): Promise<void> {
  const row = await ports.merchants.get(merchant);
  if (row === null) throw notFound('merchant');
  if (!row.features.includes('stock'))
    throw wrongRequest(['merchant: has no stock with us. Switch the feature "stock" on with ops merchants change.']);
}

const sku = text(skuForm);
const setsShape = object({
  sets: list(
    object({
      ...{ set: sku, from: optional(instant) },
      /** Empty: it is no set any more. */
      parts: anyList(object({ sku, needed: whole({ from: 1, to: 9_999 }) })),
    }),
    100,
  ),
});
const steps = ['new', 'change', 'end', 'same'] as const;

/** Writes all sets or, where any is wrong, none. */
async function putSets(session: Session, { path, body, ...given }: Given<unknown, Static<typeof setsShape>>) {
  const { ports } = session;
  const { merchant = '' } = path;
  await stockOf(session, merchant);
  const now = ports.clock.now();
  const twice = body.sets.filter(({ set }, index) => body.sets.findIndex((one) => one.set === set) < index);
  const wantedAt = (sentAt: number) =>
    body.sets.map(({ set, from, parts }) => ({ set, parts, from: from === undefined ? sentAt : Date.parse(from) }));
  const wanted = wantedAt(now);
  const rows = await recipeRows(ports.stock, merchant, wanted);
  const problems = [
    ...twice.map(({ set }) => `${set}: stands twice.`),
    ...wanted.flatMap((one) => recipeProblems(one, wanted, rows, now).map((problem) => `${one.set}: ${problem}`)),
  ];
  if (problems.length > 0) throw wrongRequest(problems);
  const sentAt = await momentOf(session, { ...given, body });
  const judged = wantedAt(sentAt).map((one) => ({ ...one, step: recipeStep(one, rows) }));
  // One after the other: two sets may share a part, whose row both change.
  for (const one of judged) if (one.step !== 'same') await writeRecipe(ports.stock, merchant, one, now);
  const moved = judged.flatMap(({ set, parts, step }) =>
    step === 'same' ? [] : [set, ...parts.map((one) => one.sku)],
  );
  if (moved.length > 0) await callWorkers(ports, { merchant, skus: [...new Set(moved)] });
  return { sets: judged.map(({ set, step }) => ({ set, step })) };
}

const report = (name: string, path: Route['path'], type: MovementEvent, summary: string): Route =>
  route({
    ...{ name, method: 'post', path, scope: 'stock:write', isNamed: true, summary, answer: takenShape },
    body: movementReports[type],
    run: (session, given) => takeMovements(session, given, type),
  });

const change = '/v1/shops/{mall}/{code}/orders/{orderNumber}/changes/{change}' as const;
const handledShape = object({ outcome: oneOf(handled), push: changeShape });

export const writeRoutes: readonly Route[] = [
  route({
    name: 'requestChanges',
    method: 'post',
    path: '/v1/changes',
    scope: 'changes:write',
    isNamed: true,
    summary: 'Requests changes of orders of a shop, all or none; the body is that of the event StatusPushRequested',
    body: requestShape,
    answer: object({ pushes: anyList(object({ outcome: oneOf(requested), push: changeShape })) }),
    run: requestChanges,
  }),
  route({
    name: 'retryChange',
    method: 'post',
    path: `${change}/retry`,
    scope: 'changes:write',
    summary: 'Tries a change again that failed or waits; one that is confirmed is looked at once more',
    answer: handledShape,
    run: (session, given) => handle(session, given, retry),
  }),
  route({
    name: 'withdrawChange',
    method: 'post',
    path: `${change}/withdraw`,
    scope: 'changes:write',
    summary: 'Withdraws a change that is not done, or that failed',
    answer: handledShape,
    run: (session, given) => handle(session, given, withdraw),
  }),
  report(
    'reportCounts',
    '/v1/stock/counts',
    'StockCounted',
    'Takes counts in; the body is that of the event StockCounted',
  ),
  report('reportArrivals', '/v1/stock/arrivals', 'StockReceived', 'Takes arrivals in, as the event StockReceived'),
  report(
    'reportAdjustments',
    '/v1/stock/adjustments',
    'StockAdjusted',
    'Takes adjustments in, as the event StockAdjusted',
  ),
  route({
    name: 'putSets',
    method: 'put',
    path: '/v1/merchants/{merchant}/stock/sets',
    scope: 'stock:write',
    isNamed: true,
    summary: 'Says what sets consist of, from a moment on; without parts a set is none any more',
    body: setsShape,
    answer: object({ sets: anyList(object({ set: text(), step: oneOf(steps) })) }),
    run: putSets,
  }),
];
