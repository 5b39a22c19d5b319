import { hourMs, minuteMs, secondMs } from '../../core/kernel/time.ts';
import type { Push, PushContent } from '../../core/model/push.ts';
import { isDone } from '../../core/model/push-row.ts';
import type { Ports } from '../../core/ports/ports.ts';
import { standingAgeMaxMs } from '../../core/session/gate.ts';
import { withdrawPush } from '../../core/status/by-hand.ts';
import { defaultStatusSettings } from '../../core/status/settings.ts';
import { newsOf } from '../../core/status/tell.ts';
import { type Prng, prng, seedOf } from '../../simulator/index.ts';
import type { YahooFault, YahooSettingsChange, YahooSimulator } from '../../simulator/yahoo/index.ts';
import { memoryPorts } from '../memory/index.ts';
import { openPushWorld, type PushWorld, shipment } from '../status-world.ts';
import { isTrue } from './status-watch.ts';

/*
 * Seeded days of changes at Yahoo!ショッピング alone, with faults of the calls that make them. They are worlds of their own, drawn from a random stream
 * of their own: those with several malls stay as they are.
 */

const seller = 'kado-no-mise';
const ordersOfDay = 12;
const faultsOfDay = 8;
/** Until everything has ended, and nothing can come any more. */
const stormMs = 2 * hourMs;
const calmMs = 6 * hourMs;

const operations = ['orderChange', 'orderStatusChange', 'orderShipStatusChange', 'orderPayStatusChange'];
const faultKinds: readonly YahooFault[] = [
  { kind: 'refuse' },
  { kind: 'reset' },
  { kind: 'timeout-before' },
  { kind: 'timeout-after' },
  { kind: 'apply-later', applyAfterMs: 3 * minuteMs },
  { kind: 'apply-later', applyAfterMs: 8 * minuteMs },
  { kind: 'apply-later', applyAfterMs: 25 * minuteMs },
  { kind: 'server-error-xml' },
  { kind: 'server-error-html', applied: true },
  { kind: 'html-200', applied: true },
  { kind: 'throttle' },
  { kind: 'auth-flap' },
  { kind: 'lost-write' },
  { kind: 'stock-link-error' },
  { kind: 'cancel-later', applyAfterMs: 2 * minuteMs },
];

/** Plays a seed; gives back what was broken. */
export async function playYahooStatuses(seed: number): Promise<string[]> {
  const chance = prng(seedOf(seed, 'yahoo-statuses'));
  const storm = drawStorm(prng(seedOf(seed, 'yahoo-storm')));
  let tooSoon = 0;
  let sentAgain = 0;
  /** When a call began whose end is not known. */
  const unanswered = new Map<string, number>();
  const world: PushWorld = await openPushWorld({
    yahoo: drawnSettings(chance),
    seed,
    trouble: storm.trouble,
    isTakenTwice: storm.isTakenTwice,
    onExchange({ startedAt, request, outcome }) {
      if (outcome.ending === 'answer' && /Cannot Be Operated : OrderStatus/.test(outcome.body)) tooSoon++;
      if (!/Change$/.test(request.path)) return;
      storm.called(world, startedAt, request.body);
      const call = `${request.path} ${request.body}`;
      const before = unanswered.get(call) ?? Number.NEGATIVE_INFINITY;
      if (startedAt - before < defaultStatusSettings.unknownWaitMs - secondMs) sentAgain++;
      if (outcome.ending === 'hang' || outcome.ending === 'reset') unanswered.set(call, startedAt);
    },
  });
  const { control } = world.yahoo as YahooSimulator;
  const at = (ms: number, work: () => void): void => world.time.at(world.time.now() + ms, work);
  for (let index = 0; index < ordersOfDay; index++) {
    const [order = ''] = control.addOrders(seller, { count: 1, kind: 'plain', at: world.time.now() - hourMs });
    const wish = drawWish(chance);
    // 完了 is refused in the seconds after a change of the shipment, so half of what is wished for follows at once.
    const gapMs = chance.chance(0.5) ? chance.int(2, 30) * secondMs : null;
    const beginsMs = chance.int(0, stormMs - 30 * minuteMs);
    for (const [place, content] of wish.entries()) {
      const askedMs = gapMs === null ? chance.int(0, stormMs - 30 * minuteMs) : beginsMs + place * gapMs;
      at(askedMs, () => void world.ask(order, content));
      if (chance.chance(0.3)) at(askedMs + chance.int(0, 5 * minuteMs), () => void world.ask(order, content));
    }
  }
  for (let index = 0; index < faultsOfDay; index++) {
    const fault = { ...chance.pick(faultKinds), operations, times: chance.int(1, 3) };
    at(chance.int(0, stormMs - 30 * minuteMs), () => control.break(fault));
  }
  storm.begin(world);
  await world.pass(stormMs);
  control.mend();
  storm.end();
  await world.pass(calmMs);
  return [
    ...world.failures.map(String),
    ...(tooSoon > 0 ? [`完了 was asked for ${tooSoon} times too early`] : []),
    ...(sentAgain > 0 ? [`${sentAgain} calls were sent again before those with an unknown end would show`] : []),
    ...world.pushes().flatMap((push) => brokenIn(world, push)),
    ...storm.broken(world),
  ];
}

/** What befalls the workers of a day beside the faults of its mall. Each day leaves some of it out. */
function drawStorm(chance: Prng) {
  const maybe = (probability: number): number => (chance.chance(0.6) ? probability : 0);
  const [twice, leaseIgnored, newsRefused] = [maybe(0.4), maybe(0.5), maybe(0.2)];
  const [pauses, withdrawals] = [chance.chance(0.6) ? chance.int(1, 3) : 0, chance.chance(0.7) ? chance.int(3, 8) : 0];
  const holds: { readonly from: number; readonly until: number }[] = [];
  const broken = new Set<string>();
  let isOver = false;
  const isHit = (probability: number): boolean => !isOver && chance.chance(probability);
  return {
    isTakenTwice: () => isHit(twice),
    trouble: ({ leases, bus }: Ports): Partial<Ports> => ({
      leases: {
        ...leases,
        take: async (...args) => (isHit(leaseIgnored) ? { restsUntil: null } : leases.take(...args)),
      },
      bus: { ...bus, tellPushes: async (news) => (isHit(newsRefused) ? new Set() : bus.tellPushes(news)) },
    }),
    /** People pause the shop, and take changes back. */
    begin(world: PushWorld): void {
      const { time, store, shop } = world;
      const at = (work: () => void): void => time.at(time.now() + chance.int(minuteMs, stormMs - 30 * minuteMs), work);
      watchNews(world, broken);
      const { pauses: standing } = memoryPorts(store);
      const pause = { cause: 'manual', scope: shop.key, capability: 'status' } as const;
      for (let index = 0; index < pauses; index++) {
        at(() => {
          const now = time.now();
          if (holds.some(({ until }) => until > now)) return;
          const until = now + chance.int(4, 25) * minuteMs;
          holds.push({ from: now, until });
          void standing.set({ ...pause, since: now, by: 'ops', note: '棚卸し' });
          time.at(until, () => void standing.lift(pause));
        });
      }
      for (let index = 0; index < withdrawals; index++) {
        at(() => {
          const open = world.pushes().filter((push) => !isDone(push));
          const newest = open.sort((one, other) => other.requestedAt - one.requestedAt)[0];
          if (newest === undefined) return;
          // Others may keep writing the row.
          withdrawPush(world.worker().ports, newest, { by: 'taro' }).catch(() => undefined);
        });
      }
    },
    end(): void {
      isOver = true;
    },
    /** Looked at when a call that changes an order is at the mall. */
    called(world: PushWorld, startedAt: number, body: string): void {
      const { from = Number.POSITIVE_INFINITY } =
        holds.find(({ from, until }) => startedAt > from && startedAt < until) ?? {};
      if (startedAt > from + standingAgeMaxMs + secondMs)
        broken.add('a call was made while a person had paused the shop');
      const own = world.pushes().filter(({ orderNumber }) => body.includes(orderNumber));
      const isClaimed = own.some(({ state }) => state.kind === 'pushing' && state.until > world.time.now());
      // A look at a change that has ended takes away what a late call left there.
      const takesAway = /<ShipInvoiceNumber\d><\/ShipInvoiceNumber\d>/.test(body);
      if (own.length > 0 && !isClaimed && !takesAway)
        broken.add('a call was made for an order of which no worker had a change in hand');
    },
    broken: (world: PushWorld): string[] => [...broken, ...untold(world)],
  };
}

/** News is true when it is told. */
function watchNews({ store }: PushWorld, broken: Set<string>): void {
  const told = store.pushNews;
  const { push } = told;
  told.push = (...all) => {
    for (const news of all) if (!isTrue(store, news)) broken.add(`${news.kind} was told, and no row says so`);
    return push.apply(told, all);
  };
}

/** How a change ended was told, and each failure on which the merchant must act waits for a mail. */
function untold({ store, pushes }: PushWorld): string[] {
  const ids = new Set(store.pushNews.map(({ id }) => id));
  const noted = new Set(
    [...store.digestsByMerchant.values()].flatMap(({ failures }) => failures.map(({ push }) => push)),
  );
  return pushes().flatMap((push) => {
    const news = newsOf(push);
    const { state } = push;
    return [
      ...(news !== null && !ids.has(news.id) ? [`${news.id} was never told`] : []),
      ...(state.kind === 'failed' && state.who === 'merchant' && !noted.has(push.id)
        ? [`${push.id} failed, and no digest tells its merchant`]
        : []),
    ];
  });
}

/** What no source says of the mall. */
function drawnSettings(chance: Prng): YahooSettingsChange {
  return {
    answers: { orderError: chance.pick(['error', 'result']), times: chance.pick(['rfc3339', 'compact']) },
    status: { detailPath: chance.pick(['Oeder', 'Order', 'both']), numberless: chance.pick(['accepted', 'refused']) },
    flow: { completeAfterShipMs: chance.pick([10, 25, 45]) * secondMs },
  };
}

function drawWish(chance: Prng): PushContent[] {
  const number = `${chance.int(1_000, 9_999)}-${chance.int(1_000, 9_999)}`;
  const ship = shipment(number);
  const corrected: PushContent = {
    kind: 'ship',
    parcels: [{ carrier: '1001', trackingNumber: `${number}-1`, corrects: number, shippedOn: '2026-11-24' }],
  };
  return chance.pick<() => PushContent[]>([
    () => [{ kind: 'confirm' }],
    () => [{ kind: 'confirm' }, ship],
    () => [ship, { kind: 'complete' }],
    () => [ship, { kind: 'complete' }],
    () => [ship, corrected],
    () => [ship, { kind: 'memo', text: `熨斗 ${chance.hex(4)}` }],
    () => [{ kind: 'pay', paidOn: '2026-11-24' }, ship],
    () => [{ kind: 'cancel', reason: chance.pick(['out-of-stock', 'shop-other', 'buyer-other']) }],
  ])();
}

/** What must hold of a push in the end. */
function brokenIn(world: PushWorld, push: Push): string[] {
  const name = `${push.orderNumber} ${push.content.kind}`;
  const { state, unknownAt, lookAgainAt, untold } = push;
  if (!isDone(push)) return [`${name} is still ${state.kind}`];
  if (unknownAt !== undefined || lookAgainAt !== undefined || untold !== undefined) return [`${name} has work left`];
  const order = (world.yahoo as YahooSimulator).control.order(push.orderNumber);
  if (order === null) return [`${name} is of no order`];
  if (order.orderStatus === 4 && order.cancelMails !== 1) return [`${name}: ${order.cancelMails} mails of a cancel`];
  const corrections = world.pushes().filter((other) => other.id !== push.id && other.orderNumber === push.orderNumber);
  const isCorrected = corrections.some(({ content }) => content.kind === 'ship');
  // What was taken back is not so; or it is all the same, and a person has to look.
  if (state.kind === 'withdrawn' || (state.kind === 'failed' && state.reason === 'done-after-withdrawal')) return [];
  const early = push.content.kind === 'complete' && state.kind === 'failed' && state.reason === 'wrong-progress';
  // 完了 that was asked for before its shipment is refused by us.
  if (state.kind === 'failed' && !early && !isCorrected) return [`${name} failed: ${state.reason}`];
  if (state.kind !== 'confirmed' || isCorrected) return [];
  return isSo(push.content, order) ? [] : [`${name} is confirmed, and the mall has it not`];
}

function isSo(content: PushContent, order: NonNullable<ReturnType<YahooSimulator['control']['order']>>): boolean {
  switch (content.kind) {
    case 'confirm':
      return order.isSeen;
    case 'memo':
      return order.notes === content.text;
    case 'pay':
      return order.payStatus === 1;
    case 'ship':
      return (
        order.shipStatus === 3 &&
        content.parcels.every((one) => order.shipment.numbers.includes(one.trackingNumber ?? ''))
      );
    case 'complete':
      return order.orderStatus === 5;
    case 'cancel':
      return order.orderStatus === 4;
    case 'sub-status':
      return false;
  }
}
