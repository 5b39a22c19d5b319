import { hourMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import type { Parcel } from '../../../core/model/push.ts';
import type { Fault, SimOutcome } from '../../../simulator/index.ts';
import { breakCalls, mendCalls, type SceneMall, type SceneMallName, sceneMalls } from '../../scenes/order/malls.ts';
import { openPushWorld, type PushWorld } from '../../status-world.ts';
import { amazonFaults } from './amazon.ts';
import { codedFaultsOf, faultsOfAnyCall } from './faults.ts';
import type { Cell } from './play.ts';
import { shopifyFaults } from './shopify.ts';
import { yahooFaults } from './yahoo.ts';

/** One parcel is confirmed before, one is asked for, and one has a number that the mall refuses. */
const [before, asked, refused] = ['4444-1375-8703', '4444-1375-8714', '4444-1375-8725'] as const;

/** Two requests of one order, of which the mall refuses one. */
interface TwoRequests {
  readonly name: string;
  readonly parcels: readonly [Numbered, Numbered];
  /** The numbers that the mall shows in the end. */
  readonly shown: readonly string[];
}
type Numbered = Pick<Parcel, 'trackingNumber' | 'corrects'>;

export const pairsOfRequests: readonly TwoRequests[] = [
  {
    name: 'the first is refused',
    parcels: [{ trackingNumber: refused }, { trackingNumber: asked }],
    shown: [before, asked],
  },
  {
    name: 'the second is refused',
    parcels: [{ trackingNumber: asked }, { trackingNumber: refused }],
    shown: [before, asked],
  },
  {
    name: 'a correction is refused, beside a parcel',
    parcels: [{ trackingNumber: refused, corrects: before }, { trackingNumber: asked }],
    shown: [before, asked],
  },
  {
    name: 'a parcel is refused, beside a correction',
    parcels: [{ trackingNumber: asked, corrects: before }, { trackingNumber: refused }],
    shown: [asked],
  },
];

const answer = (status: number, type: string, body: string): SimOutcome => ({
  ...{ ending: 'answer', status, headers: { 'content-type': `${type};charset=UTF-8` }, body, delayMs: 200 },
});

/** How each mall refuses a number, whatever else is wrong with it. */
const refusals: Readonly<Record<SceneMallName, (body: string) => SimOutcome | null>> = {
  rms: () =>
    codedFaultsOf('updateOrderShipping')
      .find(({ name }) => name.endsWith('023'))
      ?.answer?.('updateOrderShipping') ?? null,
  yahoo: () => answer(400, 'text/xml', '<Error><Message>Invalid Parameter</Message><Code>od90101</Code></Error>'),
  amazon: () =>
    answer(400, 'application/json', '{"errors":[{"code":"InvalidInput","message":"Invalid trackingNumber."}]}'),
  shopify(body) {
    const [operation = ''] = /fulfillment(Create|TrackingInfoUpdate)/.exec(body) ?? [];
    const userErrors = [{ field: null, message: 'Tracking number is invalid' }];
    return answer(200, 'application/json', JSON.stringify({ data: { [operation]: { userErrors } } }));
  },
};

/** How the calls of each mall that change an order fail. */
export const faultsOfChanges: Readonly<
  Record<
    SceneMallName,
    readonly { readonly name: string; readonly fault?: Omit<Fault, 'operations'>; readonly once?: boolean }[]
  >
> = {
  rms: faultsOfAnyCall.filter(({ settings }) => settings === undefined),
  yahoo: yahooFaults,
  amazon: amazonFaults.filter(({ isRefusal }) => isRefusal !== true),
  shopify: shopifyFaults.filter(({ isRefusal }) => isRefusal !== true),
};

/** Plays one cell until all calls and messages have ended. Its result is that of the request which the mall accepts. */
export async function playTwoRequests(
  name: SceneMallName,
  { name: call, parcels, shown }: TwoRequests,
  { name: faultName, fault, once }: (typeof faultsOfChanges)[SceneMallName][number],
): Promise<Cell> {
  const mall: SceneMall = sceneMalls[name];
  const world = await openPushWorld({
    ...mall.settings,
    answersInstead: ({ body }) => (body.includes(refused) ? refusals[name](body) : null),
  });
  const order = mall.addOrder(world, false);
  const contents = mall.onePiece?.(world, order);
  const ask = (numbered: Numbered) =>
    world.ask(order, {
      kind: 'ship',
      parcels: [{ carrier: mall.carriers[0], shippedOn: '2026-11-24', ...numbered, ...(contents ? { contents } : {}) }],
    });
  await ask({ trackingNumber: before });
  await world.pass(hourMs);
  world.exchanges.length = 0;
  world.store.pushNews.length = 0;
  const askedAt = world.time.now();
  if (fault !== undefined) breakCalls(world, { ...fault, operations: mall.writing, ...(once ? { times: 1 } : {}) });
  for (const parcel of parcels) await ask(parcel);
  const watch = { endedAt: null as number | null, rowsMax: 0 };
  while (world.time.now() < askedAt + 4 * hourMs) {
    await world.pass(10 * secondMs);
    if (world.time.now() >= askedAt + 10 * minuteMs) mendCalls(world);
    const { kind } = pushOf(world, asked).state;
    watch.endedAt = kind === 'confirmed' || kind === 'failed' ? (watch.endedAt ?? world.time.now()) : null;
    watch.rowsMax = Math.max(watch.rowsMax, mall.parcels(world, order).length);
  }
  const numbers = mall.parcels(world, order).map(({ number }) => number);
  const { state: end } = pushOf(world, refused);
  const isRefused = end.kind === 'failed' && end.reason === 'content-refused';
  return {
    ...{ call, fault: faultName, state: pushOf(world, asked).state, rowsMax: watch.rowsMax, rows: numbers.length },
    isSo: isRefused && JSON.stringify(numbers.sort()) === JSON.stringify(shown),
    writingCalls: world.exchanges.filter(({ request: { body } }) => body.includes(asked) || body.includes(refused))
      .length,
    tookMs: (watch.endedAt ?? Number.POSITIVE_INFINITY) - askedAt,
    leftOpen: world
      .pushes()
      .some((push) => push.unknownAt !== undefined || push.lookAgainAt !== undefined || push.untold !== undefined),
    failures: world.failures,
    news: new Set(world.store.pushNews.map(({ id }) => id)).size,
  };
}

function pushOf(world: PushWorld, number: string) {
  const own = world
    .pushes()
    .find(({ content }) => content.kind === 'ship' && content.parcels[0]?.trackingNumber === number);
  if (own === undefined) throw new Error(`There is no push of ${number}.`);
  return own;
}
