import {
  type EpochMs,
  eachLimited,
  mapLimited,
  readWhole,
  type Sentence,
  type Static,
  sentence,
  TsunagiError,
} from '../kernel/index.ts';
import {
  acceptRequest,
  type Change,
  canonicalContent,
  changesOfTarget,
  emptyTarget,
  mallOf,
  nextTarget,
  type OrderTarget,
  type PushContent,
  pushIdOf,
  pushKinds,
  type ShopKey,
  statusRequest,
  targetMax,
} from '../model/index.ts';
import {
  momentOf,
  type OrderKey,
  type OrderTargets,
  type Ports,
  type RejectedRequests,
  type RequestEvent,
  rejectRequest,
} from '../ports/index.ts';
import { isSent, writeOver } from '../session/index.ts';
import { requestProblems } from './check-request.ts';

export interface PushRequest {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly content: PushContent;
}

/** `dryRun` writes nothing. */
interface Asking {
  readonly by: string;
  readonly now: EpochMs;
  readonly dryRun?: boolean;
}

export interface Answer<Kind> {
  readonly kind: Kind;
  readonly push: Change;
}

/** `standing`: exists, undone or confirmed (then published again). `reopened`: had failed, was withdrawn, or undone by a later request. */
export type Requested =
  | Answer<'stored' | 'standing' | 'reopened'>
  | { readonly kind: 'refused'; readonly problems: readonly Sentence[] };

export type RequestPorts = Pick<
  Ports,
  'targets' | 'statusQueue' | 'shops' | 'merchants' | 'malls' | 'clock' | 'random' | 'log'
>;

const atOnce = 32;

/**
 * Stores requests, and sends one message per shop, whatever is refused. `by`: requester, never a buyer; `now`: the event's time, if any, to
 * recognise repeats. Throws `store.failing`; repeat the whole then.
 */
export async function requestPushes(
  ports: RequestPorts,
  requests: readonly PushRequest[],
  asking: Asking,
): Promise<Requested[]> {
  return storeSound(ports, requests, await checkPushes(ports, requests, asking.now), asking);
}

/** Stores the requests without problems. */
async function storeSound(
  ports: RequestPorts,
  requests: readonly PushRequest[],
  problems: readonly (readonly Sentence[])[],
  { by, now, dryRun = false }: Asking,
): Promise<Requested[]> {
  const runId = ports.random.id();
  const results = problems.map((found): Requested => ({ kind: 'refused', problems: found }));
  const sound = [...requests.entries()].filter(([index]) => problems[index]?.length === 0);
  const ofOrders = [...Map.groupBy(sound, ([, { shop, orderNumber }]) => `${shop}#${orderNumber}`).values()];
  await eachLimited(ofOrders, atOnce, async (ofOrder) => {
    const own = ofOrder.map(([, request]) => request);
    const answers = await requestOfOrder(ports.targets, own, { by, now, runId, dryRun });
    for (const [place, [index]] of ofOrder.entries()) results[index] = answers[place] as Requested;
  });
  if (dryRun) return results;
  // Existing requests, too, since their writer may have died before the message.
  const isOver = ({ state, untold }: Change): boolean => state.kind === 'confirmed' && untold === undefined;
  const undone = results.flatMap((one) => (one.kind === 'refused' || isOver(one.push) ? [] : [one.push.shop]));
  await lookAt(ports, [...new Set(undone)]);
  return results;
}

/** Faults of each request, its shop, or its merchant's features. Reads only. */
export async function checkPushes(
  ports: Pick<RequestPorts, 'shops' | 'merchants' | 'malls'>,
  requests: readonly PushRequest[],
  now: EpochMs,
): Promise<Sentence[][]> {
  const keys = [...new Set(requests.map(({ shop }) => shop))];
  const found = await mapLimited(keys, atOnce, (key) => shopProblem(ports, key));
  const shopProblems = new Map(keys.map((key, index) => [key, found[index] ?? null]));
  return requests.map((request) => {
    const ofShop = shopProblems.get(request.shop) ?? null;
    if (ofShop !== null) return [ofShop];
    const traits = ports.malls.traits(mallOf(request.shop));
    const { status } = traits;
    return status === undefined ? [] : requestProblems(request, { ...traits, status }, now);
  });
}

async function shopProblem(
  { shops, merchants, malls }: Pick<RequestPorts, 'shops' | 'merchants' | 'malls'>,
  key: ShopKey,
): Promise<Sentence | null> {
  const shop = await shops.get(key);
  if (shop === null) return sentence`shop: there is no shop ${JSON.stringify(key)}. Look it up with ops shops list.`;
  if (malls.traits(shop.mall).status === undefined) {
    return sentence`shop: statuses are not sent to the mall of ${key} (${shop.mall}). Change the order in the mall's own pages.`;
  }
  const merchant = await merchants.get(shop.merchant);
  if (merchant?.features.includes('status')) return null;
  return sentence`shop: its merchant ${shop.merchant} has not the feature status. Switch it on with ops merchants change.`;
}

/** Sends workers to shops. The sweep replaces lost messages. */
export async function lookAt(
  { statusQueue, log }: Pick<RequestPorts, 'statusQueue' | 'log'>,
  shops: readonly ShopKey[],
): Promise<void> {
  if (shops.length === 0) return;
  await isSent(log, 'push.message-lost', { shops: shops.length }, () => statusQueue.look(shops));
}

export type TakenIn =
  | { readonly kind: 'taken-in'; readonly pushes: number }
  | { readonly kind: 'rejected'; readonly reasons: readonly string[] };

export type IntakePorts = RequestPorts & Pick<Ports, 'bus'> & { readonly rejected: RejectedRequests };

const rejected = { news: 'StatusPushRejected', what: 'request', line: 'push.request-rejected' } as const;

/**
 * Accepts all requests of an event, or none if any part is wrong, publishing the rejection with all reasons. Repeatable. `arrivedAt`: when
 * our queue first got the event. Throws `store.failing`, `queue.failing` and `bus.failing`: deliver the event again then.
 */
export async function takeIn(ports: IntakePorts, event: RequestEvent, arrivedAt?: EpochMs): Promise<TakenIn> {
  const problems: string[] = [];
  const shape = statusRequest(ports.malls.names);
  const rejection = { ...rejected, shape };
  const request = readWhole(shape, event.detail, problems);
  if (request === null) return rejectRequest(ports, event, problems, rejection);

  const received = ports.clock.now();
  const now = momentOf(event, Math.min(arrivedAt ?? received, received));
  // Bus senders choose any name; the prefix tells them from people at commands.
  const asked = await requestAll(ports, request, { by: `event:${request.by}`, checkedAt: now, moment: () => now });
  return asked.kind === 'refused'
    ? rejectRequest(ports, event, asked.reasons, rejection)
    : { kind: 'taken-in', pushes: asked.results.length };
}

/** Requests all changes of a shop's orders or, where a check refuses any, none. `moment`: that of the request, once all are sound. Throws `store.failing`. */
export async function requestAll(
  ports: RequestPorts,
  { shop, orders }: Static<ReturnType<typeof statusRequest>>,
  { by, checkedAt, moment }: { readonly by: string; readonly checkedAt: EpochMs; moment(): EpochMs | Promise<EpochMs> },
) {
  const requests = orders.map(({ orderNumber, change: content }): PushRequest => ({ shop, orderNumber, content }));
  const problems = await checkPushes(ports, requests, checkedAt);
  const found = reasonsOf(problems);
  if (found.length > 0) return { kind: 'refused' as const, reasons: found };
  const results = await storeSound(ports, requests, problems, { by, now: await moment() });
  const reasons = reasonsOf(results.map((one) => (one.kind === 'refused' ? one.problems : [])));
  if (reasons.length > 0) return { kind: 'refused' as const, reasons };
  return { kind: 'requested' as const, results: results.filter((one) => one.kind !== 'refused') };
}

/** Problems by order; those of the shop once. */
function reasonsOf(problems: readonly (readonly Sentence[])[]): string[] {
  const all = problems.flatMap((found, index) =>
    found.map(String).map((problem) => (problem.startsWith('shop: ') ? problem : `orders[${index}], ${problem}`)),
  );
  return [...new Set(all)];
}

/** One write for an order's requests, in sequence of kinds. */
async function requestOfOrder(
  targets: OrderTargets,
  requests: readonly PushRequest[],
  { by, now, runId, dryRun }: Asking & { readonly runId: string },
): Promise<Requested[]> {
  const [key] = requests as readonly [PushRequest];
  return changeRow(targets, key, runId, (before) => {
    let target = before ?? emptyTarget({ ...key, writer: runId });
    const results: Requested[] = [];
    for (const kind of pushKinds) {
      for (const [place, { content: wanted }] of requests.entries()) {
        if (wanted.kind !== kind) continue;
        const content = canonicalContent(wanted);
        const id = pushIdOf(content);
        const accepted = acceptRequest(target, { id, content, by, at: now });
        target = accepted.target;
        results[place] = accepted.kind === 'full' ? isFull(key) : { kind: accepted.kind, push: changeOf(target, id) };
      }
    }
    return { target: dryRun ? null : target, result: results };
  });
}

function isFull({ orderNumber }: OrderKey): Requested {
  const problem = sentence`orderNumber: ${orderNumber} has ${targetMax.requests} requests, or ${targetMax.bytes / 1_000} KB of them, and takes no more. Change the order in the mall's own pages.`;
  return { kind: 'refused', problems: [problem] };
}

export const changeOf = (target: OrderTarget, id: string): Change =>
  changesOfTarget(target).find((one) => one.id === id) as Change;

/** Changes a row over the version read, unless nothing changes. Throws `push.changing` if others keep writing. */
export async function changeRow<Result>(
  targets: OrderTargets,
  key: OrderKey,
  runId: string,
  change: (target: OrderTarget | null) => { readonly target: OrderTarget | null; readonly result: Result },
): Promise<Result> {
  const { shop, orderNumber } = key;
  let answer: Result | undefined;
  const written = await writeOver<OrderKey, OrderTarget>(targets, { shop, orderNumber }, (before) => {
    const { target, result } = change(before);
    answer = result;
    const isChanged = target !== null && target !== before && target.requests.length > 0;
    return isChanged ? nextTarget(target, runId) : null;
  });
  if (written !== 'overtaken') return answer as Result;
  const words = sentence`What is asked of ${orderNumber} of ${shop} keeps being changed by others. Run this again.`;
  throw new TsunagiError('push.changing', 'later', words, { shop, orderNumber });
}
