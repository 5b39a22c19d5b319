import {
  anyList,
  fingerprintOf,
  list,
  object,
  oneOf,
  optional,
  type Static,
  text,
  whole,
} from '../../core/kernel/index.ts';
import { type Merchant, movementReports, skuForm, statusRequest } from '../../core/model/index.ts';
import type { ApiPorts } from '../../core/ports/index.ts';
import { requestAll, retryPush, withdrawPush } from '../../core/status/index.ts';
import {
  callWorkers,
  type MovementEvent,
  recipeProblems,
  recipeRows,
  recipeStep,
  stockProblems,
  takeReport,
  writeRecipe,
} from '../../core/stock/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { type ChangeFacts, changeFacts, changeShape } from '../../views/change/index.ts';
import { pausesOver } from '../../views/pause/index.ts';
import { instant } from '../../views/shape.ts';
import { notFound, Problem, wrongRequest } from '../problem.ts';
import { type Given, type Route, route, type Session, shopIn, tagOf } from '../route.ts';
import { changeIn, changePath, shownChanges } from './orders.ts';

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
  const row = await session.reach.shop(given.body.shop);
  if (row === null) throw notFound('shop');
  const asked = await requestAll(ports, given.body, {
    ...{ by: whoOf(session, given.body.by), checkedAt: ports.clock.now(), moment: () => momentOf(session, given) },
  });
  if (asked.kind === 'refused') throw wrongRequest(asked.reasons);
  const changes = asked.results.map(({ push }) => push);
  const pauses = await pausesOver(ports, [row], changes);
  const facts = shownChanges(
    session,
    changes.map((change) => changeFacts(change, pauses)),
  );
  return { pushes: asked.results.map(({ kind }, index) => ({ outcome: kind, push: facts[index] as ChangeFacts })) };
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
  const before = await changeIn(session, shop, given);
  if (given.ifMatch !== null && given.ifMatch !== tagOf(JSON.stringify(before))) {
    throw new Problem('changed-since', 'The change is not as it was read.', 'Read it again, and decide anew.');
  }
  const { kind } = await work(ports, key, { by: whoOf(session, session.key.name) });
  return { outcome: kind, push: await changeIn(session, shop, given) };
}

const takenShape = object({ taken: whole({ from: 0 }) });

/** Takes all movements in or, where any is wrong, none; the workers look at their SKUs at once. */
async function takeMovements(
  session: Session,
  given: Given<unknown, Static<(typeof movementReports)[MovementEvent]>>,
  type: MovementEvent,
) {
  const { ports, key } = session;
  const { merchant, by } = given.body;
  const now = ports.clock.now();
  const report = await takeReport(ports, type, given.body, await merchantOf(session, merchant), {
    ...{ id: `api ${key.id} ${given.name}`, by: whoOf(session, by), received: now, checkedAt: now },
    moment: () => momentOf(session, given),
  });
  if (report.kind === 'refused') throw wrongRequest(report.reasons);
  const { skus } = report.moved;
  await callWorkers(ports, { merchant, skus: [...new Set(skus)] });
  return { taken: skus.length };
}

async function merchantOf({ ports }: Session, id: string): Promise<Merchant> {
  const row = await ports.merchants.get(id);
  if (row === null) throw notFound('merchant');
  return row;
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
  const without = stockProblems(await merchantOf(session, merchant));
  if (without.length > 0) throw wrongRequest(without);
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

const handling = (verb: 'retry' | 'withdraw', summary: string, work: Work): Route =>
  route({
    ...{ name: `${verb}Change`, method: 'post', path: `${changePath}/${verb}`, scope: 'changes:write', summary },
    answer: object({ outcome: oneOf(handled), push: changeShape }),
    run: (session, given) => handle(session, given, work),
  });

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
  handling('retry', 'Tries a change again that failed or waits; one that is confirmed is looked at once more', retry),
  handling('withdraw', 'Withdraws a change that is not done, or that failed', withdraw),
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
