import { type EpochMs, eachLimited, mapLimited, type Sentence, sentence, TsunagiError } from '../kernel/index.ts';
import {
  canonicalContent,
  inForce,
  mallOf,
  nextRow,
  type Push,
  type PushContent,
  pushIdOf,
  pushKinds,
  type ShopKey,
} from '../model/index.ts';
import type { Ports } from '../ports/index.ts';
import { requestProblems } from './check-request.ts';

/** A change that is requested for one order. */
export interface PushRequest {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly content: PushContent;
}

/** The result of one request. */
export type Requested =
  /** It is written down, and will be made true. */
  | { readonly kind: 'stored'; readonly push: Push }
  /** The same request exists: not done yet, or confirmed, and then the confirmation is published once more. */
  | { readonly kind: 'standing'; readonly push: Push }
  /** The same was requested before, and failed, was taken back, or was undone by a later request: it starts anew. */
  | { readonly kind: 'reopened'; readonly push: Push }
  | { readonly kind: 'refused'; readonly problems: readonly Sentence[] };

/** Ports that a request needs. */
export type RequestPorts = Pick<Ports, 'pushes' | 'statusQueue' | 'shops' | 'merchants' | 'malls' | 'random' | 'log'>;

/** Rows written at once, and shops looked up at once. */
const atOnce = 32;
/** Attempts at a row that other processes keep writing, before the call fails. */
const looksMax = 5;

/**
 * Stores each request as a row, and then sends one message for each shop. The problems of a request are returned all at once, and
 * keep no other request from being stored: where all or nothing is wanted, check them first
 * (`checkPushes`). `by` is the requester (a login, an event's source; never a buyer), `now` the time of the request: the event's own
 * time where there is one, so that an event that arrives twice is recognized. Throws `store.failing`; then repeat the whole request.
 */
export async function requestPushes(
  ports: RequestPorts,
  requests: readonly PushRequest[],
  { by, now }: { readonly by: string; readonly now: EpochMs },
): Promise<Requested[]> {
  const problems = await checkPushes(ports, requests, now);
  const runId = ports.random.id();
  const results: Requested[] = [];
  // One kind after the other: a crash in between leaves no shipment whose confirm was not requested, which would fail.
  for (const kind of pushKinds) {
    const ofKind = [...requests.entries()].filter(([, { content }]) => content.kind === kind);
    await eachLimited(ofKind, atOnce, async ([index, request]) => {
      const found = problems[index] ?? [];
      results[index] =
        found.length > 0 ? { kind: 'refused', problems: found } : await requestOne(ports, request, { by, now, runId });
    });
  }
  // Also existing pushes: the process that wrote one may have died before it sent the message.
  const undone = results.flatMap((result) =>
    result.kind === 'refused' || isConfirmedAndTold(result.push) ? [] : [result.push.shop],
  );
  await lookAt(ports, [...new Set(undone)]);
  return results;
}

/** What is wrong with each request, in their order: with itself, its shop, or what its merchant has booked. Reads only. */
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

async function requestOne(
  { pushes }: Pick<RequestPorts, 'pushes'>,
  { shop, orderNumber, content: wanted }: PushRequest,
  { by, now, runId }: { readonly by: string; readonly now: EpochMs; readonly runId: string },
): Promise<Requested> {
  const content = canonicalContent(wanted);
  const id = pushIdOf(content);
  const first: Push = {
    shop,
    orderNumber,
    id,
    content,
    requestedAt: now,
    by,
    version: 1,
    writer: runId,
    state: { kind: 'requested' },
    trail: [{ at: now, what: 'requested', by }],
  };
  for (let look = 1; look <= looksMax; look++) {
    const answer = await pushes.request(first);
    if (answer.kind === 'stored') return { kind: 'stored', push: first };
    const { push } = answer;
    if (!(await isToBeReopened(pushes, push, now))) {
      const told = tellAgain(push, { now, runId });
      if (told === null) return { kind: 'standing', push };
      if ((await pushes.put(told)) === 'stored') return { kind: 'standing', push: told };
      continue;
    }
    // The content may have been removed since, on a buyer's wish: it is the same as the one asked for, as its id says.
    const row = { ...reopened(push, { by, now, runId }), content };
    if ((await pushes.put(row)) === 'stored') return { kind: 'reopened', push: row };
  }
  throw new TsunagiError(
    'push.changing',
    'later',
    sentence`The push ${id} of ${orderNumber} of ${shop} keeps being changed by others. Ask for it again.`,
    { shop, orderNumber },
  );
}

/**
 * The row of a confirmed push that is requested anew: the requester waits for the result, so the same news is published once more,
 * under the same id. Null where there is nothing to publish, as when the event of the first request arrives twice.
 */
function tellAgain(push: Push, { now, runId }: { readonly now: EpochMs; readonly runId: string }): Push | null {
  const isNew = push.state.kind === 'confirmed' && push.untold === undefined && now > push.requestedAt;
  return isNew ? nextRow(push, runId, { untold: 'confirmed' }) : null;
}

/** The row with which a push starts anew that had ended or was replaced. Its calls that are still open stay noted. */
export function reopened(
  push: Push,
  {
    by,
    now,
    runId,
    what = 'requested',
  }: {
    readonly by: string;
    readonly now: EpochMs;
    readonly runId: string;
    readonly what?: 'requested' | 'retried-by-hand';
  },
): Push {
  return nextRow(push, runId, {
    state: { kind: 'requested' },
    requestedAt: now,
    by,
    // A worker may be making a call for it at this moment.
    ...(push.state.kind === 'pushing' ? { unknownAt: now } : {}),
    lookAgainAt: null,
    untold: null,
    steps: [{ at: now, what, by }],
  });
}

/**
 * A push that failed or was taken back is wanted again. One that is confirmed, or on its way, is as it was wanted, unless
 * something else was asked for after it and before now: A, then B, then A again means A.
 */
export async function isToBeReopened(pushes: RequestPorts['pushes'], push: Push, now: EpochMs): Promise<boolean> {
  switch (push.state.kind) {
    case 'failed':
    case 'withdrawn':
      // Its event may have been delivered twice.
      return now > push.requestedAt;
    case 'requested':
    case 'pushing':
    case 'held':
    case 'retrying':
    case 'confirmed': {
      if (push.content.kind === 'confirm' || push.content.kind === 'cancel') return false;
      const { replacedBy } = inForce(push, await pushes.ofOrder(push));
      return replacedBy.some(({ requestedAt }) => requestedAt > push.requestedAt && requestedAt < now);
    }
  }
}

function isConfirmedAndTold({ state, untold }: Push): boolean {
  return state.kind === 'confirmed' && untold === undefined;
}

/** Says where to look. A message that cannot be sent is no loss: the sweep sends another. */
export async function lookAt(
  { statusQueue, log }: Pick<RequestPorts, 'statusQueue' | 'log'>,
  shops: readonly ShopKey[],
): Promise<void> {
  if (shops.length === 0) return;
  try {
    await statusQueue.look(shops);
  } catch (error) {
    if (!(error instanceof TsunagiError)) throw error;
    log.warn('push.message-lost', { shops: shops.length, code: error.code });
  }
}
