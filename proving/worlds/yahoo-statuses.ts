import { hourMs, minuteMs, secondMs } from '../../core/kernel/time.ts';
import { isDone } from '../../core/model/push-row.ts';
import type { Ports } from '../../core/ports/ports.ts';
import { standingAgeMaxMs } from '../../core/session/gate.ts';
import { withdrawPush } from '../../core/status/by-hand.ts';
import { defaultStatusSettings } from '../../core/status/settings.ts';
import { newsOf } from '../../core/status/tell.ts';
import { type Prng, prng, seedOf } from '../../simulator/index.ts';
import type { YahooSettingsChange, YahooSimulator } from '../../simulator/yahoo/index.ts';
import { memoryPorts } from '../memory/index.ts';
import type { Push } from '../memory/push.ts';
import { openPushWorld, type PushWorld } from '../status-world.ts';
import { isInHand, watchRepeats } from './change-calls.ts';
import { watchDay } from './laws-of-yahoo-day.ts';
import { onFalseNews } from './status-watch.ts';
import {
  drawnChangeSettings,
  drawYahooWish,
  isSoAtYahoo,
  isTooSoon,
  takesAway,
  yahooChangeFaults,
  yahooChangeOperations,
} from './yahoo-changes.ts';

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

/** Plays a seed; gives back what was broken, with `laws` what the laws alone find. */
export async function playYahooStatuses(
  seed: number,
  { laws = false }: { readonly laws?: boolean } = {},
): Promise<string[]> {
  const chance = prng(seedOf(seed, 'yahoo-statuses'));
  const storm = drawStorm(prng(seedOf(seed, 'yahoo-storm')));
  let tooSoon = 0;
  let sentAgain = 0;
  /** Calls that the mall answers well, and does nothing about. */
  let lost = 0;
  const isAgain = watchRepeats();
  /** When a call for an order first got no answer. */
  const openSince = new Map<string, number>();
  const world: PushWorld = await openPushWorld({
    yahoo: drawnSettings(chance),
    seed,
    trouble: storm.trouble,
    isTakenTwice: storm.isTakenTwice,
    onExchange({ startedAt, request, outcome }) {
      if (!/Change$/.test(request.path)) return;
      const [order = ''] = /<OrderId>[^<]+/.exec(request.body) ?? [];
      const openedAt = openSince.get(order) ?? startedAt;
      // One that got no answer long before may be carried out between our reading and this call.
      const mayHaveLanded = openedAt < startedAt - minuteMs;
      if (outcome.ending !== 'answer') openSince.set(order, openedAt);
      else if (isTooSoon(outcome.body) && !mayHaveLanded) {
        tooSoon++;
        day.cameTooEarly(order.slice('<OrderId>'.length));
      }
      storm.called(world, startedAt, request.body);
      if (isAgain(`${request.path} ${request.body}`, startedAt, outcome)) sentAgain++;
    },
  });
  const day = watchDay(world);
  const { control } = world.yahoo as YahooSimulator;
  const at = (ms: number, work: () => void): void => world.time.at(world.time.now() + ms, work);
  for (let index = 0; index < ordersOfDay; index++) {
    const [order = ''] = control.addOrders(seller, { count: 1, kind: 'plain', at: world.time.now() - hourMs });
    const wish = drawYahooWish(chance, '2026-11-24');
    // 完了 is refused in the seconds after a change of the shipment, so half of what is wished for follows at once.
    const gapMs = chance.chance(0.5) ? chance.int(2, 30) * secondMs : null;
    const beginsMs = chance.int(0, stormMs - 30 * minuteMs);
    for (const [place, content] of wish.entries()) {
      const askedMs = gapMs === null ? chance.int(0, stormMs - 30 * minuteMs) : beginsMs + place * gapMs;
      at(askedMs, () => void day.ask(order, content));
      if (chance.chance(0.3)) at(askedMs + chance.int(0, 5 * minuteMs), () => void day.ask(order, content));
    }
  }
  for (let index = 0; index < faultsOfDay; index++) {
    const fault = { ...chance.pick(yahooChangeFaults), operations: yahooChangeOperations, times: chance.int(1, 3) };
    at(chance.int(0, stormMs - 30 * minuteMs), () => control.break(fault));
    if (fault.kind === 'lost-write') lost += fault.times;
  }
  storm.begin(world);
  await world.pass(stormMs);
  control.mend();
  storm.end();
  await world.pass(calmMs);
  if (laws) return day.unlawful(lost).map(({ law, words }) => `${law}: ${words}`);
  return [
    ...world.failures.map(String),
    ...(tooSoon > 0 ? [`完了 was asked for ${tooSoon} times too early`] : []),
    ...(sentAgain > 0 ? [`${sentAgain} calls were sent again before those with an unknown end would show`] : []),
    ...world.pushes().flatMap((push) => brokenIn(world, push, lost)),
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
        take: async (...args) => (isHit(leaseIgnored) ? { left: null } : leases.take(...args)),
      },
      bus: { ...bus, tellPushes: async (news) => (isHit(newsRefused) ? new Set() : bus.tellPushes(news)) },
    }),
    /** People pause the shop, and take changes back. */
    begin(world: PushWorld): void {
      const { time, store, shop } = world;
      const at = (work: () => void): void => time.at(time.now() + chance.int(minuteMs, stormMs - 30 * minuteMs), work);
      onFalseNews(world.store, ({ kind }) => broken.add(`${kind} was told, and no row says so`));
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
      // Every clock is right here: for what was taken back, nobody may call, whatever time its row names.
      const pushes = world.pushes().map((push) => (push.state.kind === 'withdrawn' ? { ...push, unknownAt: 0 } : push));
      if (!isInHand(pushes, body, world.time.now()) && !takesAway(body))
        broken.add('a call was made for an order of which no worker had a change in hand');
    },
    broken: (world: PushWorld): string[] => [...broken, ...untold(world)],
  };
}

/** How a change ended was told, and each failure on which the merchant must act waits for a mail. */
function untold({ store, pushes }: PushWorld): string[] {
  const ids = new Set(store.pushNews.map(({ id }) => id));
  const noted = new Set(
    [...store.digestsByMerchant.values()].flatMap(({ failures }) => failures.map(({ push }) => push)),
  );
  return pushes().flatMap((push) => {
    const { state } = push;
    if (!('at' in state)) return [];
    const { id } = newsOf({ ...push, state });
    return [
      ...(ids.has(id) ? [] : [`${id} was never told`]),
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
    ...drawnChangeSettings(chance),
  };
}

/** What must hold of a push in the end. */
function brokenIn(world: PushWorld, push: Push, lost: number): string[] {
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
  // After so many calls that did nothing it is given up.
  const called = push.trail.filter(({ what }) => what === 'called').length;
  const mayBeLost = Math.min(called, lost) >= defaultStatusSettings.unseenTriesMax;
  const isLost = state.kind === 'failed' && state.reason === 'refused-otherwise' && mayBeLost;
  // 完了 that was asked for before its shipment is refused by us.
  if (state.kind === 'failed' && !early && !isCorrected && !isLost) return [`${name} failed: ${state.reason}`];
  if (state.kind !== 'confirmed' || isCorrected) return [];
  return isSoAtYahoo(push.content, order) ? [] : [`${name} is confirmed, and the mall has it not`];
}
