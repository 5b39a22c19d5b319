import { minuteMs, secondMs } from '../../core/kernel/time.ts';
import { capabilities } from '../../core/model/health.ts';
import type { PushContent } from '../../core/model/push.ts';
import { isDone } from '../../core/model/push-row.ts';
import { mallOf, type Shop } from '../../core/model/shop.ts';
import { defaultStatusSettings } from '../../core/status/settings.ts';
import { memoryPorts } from '../memory/index.ts';
import type { Push } from '../memory/push.ts';
import { isInHand, watchRepeats } from './change-calls.ts';
import type { Draw } from './draws.ts';
import { failNowAndThen } from './fault-tables.ts';
import type { Exchange } from './mall-transport.ts';
import { people } from './people.ts';
import { callsWhilePaused } from './status-call-invariants.ts';
import { endsAreTold, failuresAreInDigests } from './status-invariants.ts';
import { workOnMessages } from './status-queue.ts';
import { byHand } from './status-story.ts';
import { lossesAt, mayBeOverwritten, type StatusWatch } from './status-watch.ts';
import type { World } from './world.ts';
import { besideNamed, isBeside, type MallChanges } from './world-mall.ts';

/* Changes of orders at the malls beside RMS, in worlds of several malls: each mall fails on its own schedule. */

/** Lets people want changes of orders beside RMS, pause shops and take changes back; does nothing in a world without. */
export function scheduleChangesBeside(world: World, stormEnd: number): void {
  const { changesBeside: watch, stocks, stockWatch, beside, start, time, store } = world;
  if (watch === null || stocks === null || stockWatch === null) return;
  const { draws } = watch;
  const { merchant, shops } = stockWatch.goods;
  const row = store.merchantsById.get(merchant);
  if (row !== undefined) store.merchantsById.set(merchant, { ...row, features: capabilities });
  workOnMessages(world, { ...watch, twice: stocks.twice, messages: stocks.messages });
  const at = (chance: Draw, work: () => void): void =>
    time.at(chance.int(start + 5 * minuteMs, stormEnd - 5 * minuteMs), work);
  for (const shop of shops.filter(({ key }) => isBeside(key))) {
    const { changes } = besideNamed(world, shop.mall);
    if (changes === undefined) continue;
    for (let index = draws.of('wishes', shop.key).int(4, 7); index > 0; index--) {
      const chance = draws.of('wish', shop.key, index);
      at(chance, () => wish(world, chance, shop, changes));
    }
    const pause = draws.of('pause', shop.key);
    if (pause.chance(0.4)) at(pause, () => pauseByHand(world, watch, shop, pause));
  }
  for (let index = draws.of('withdrawals').int(1, 4); index > 0; index--) {
    const chance = draws.of('withdraw', index);
    at(chance, () => withdrawNewest(world, chance));
  }
  for (const mall of beside) {
    const { changes } = mall;
    if (changes === undefined) continue;
    const times = draws.of('faults', mall.mall).int(3, 6);
    failNowAndThen(mall, world, { draws: draws.of(mall.mall), times, stormEnd }, (chance) => ({
      ...chance.pick(changes.faults),
      operations: changes.operations,
    }));
  }
}

/** Half of what is wanted of an order follows at once, some of it is asked for twice. */
function wish(world: World, chance: Draw, shop: Shop, changes: MallChanges): void {
  const drawn = changes.draw(shop.code, chance);
  if (drawn === null) return;
  const { orderNumber, wish } = drawn;
  const gapMs = (chance.chance(0.5) ? chance.int(2, 30) : chance.int(60, 900)) * secondMs;
  for (const [place, content] of wish.entries()) {
    const twice = chance.of('twice', place);
    const asks = twice.chance(0.3) ? [0, twice.int(0, 5 * minuteMs)] : [0];
    if (asks.length > 1) world.counts['asked-twice']++;
    for (const [turn, laterMs] of asks.entries()) {
      const act = chance.of('ask', place, turn);
      world.time.at(world.time.now() + place * gapMs + laterMs, () => ask(world, shop, orderNumber, content, act));
    }
  }
}

function ask(world: World, shop: Shop, orderNumber: string, content: PushContent, act: Draw): void {
  const request = { shop: shop.key, orderNumber, content };
  const now = world.time.now();
  world.note(`${orderNumber}: ${content.kind} wanted`);
  byHand(world, act, async ({ ports }) => {
    const [result] = await people(world).request(ports, [request], { by: 'hanako', now });
    if (result?.kind === 'refused') world.unexpected.push(`a request was refused: ${result.problems.join('; ')}`);
  });
}

function pauseByHand({ store, time, counts }: World, { holds }: StatusWatch, { key }: Shop, chance: Draw): void {
  const now = time.now();
  const until = now + chance.int(4, 25) * minuteMs;
  if (holds.some((hold) => hold.shop === key && hold.until > now)) return;
  const { pauses } = memoryPorts(store);
  const pause = { cause: 'manual', scope: key, capability: 'status' } as const;
  holds.push({ shop: key, from: now, until });
  counts['paused-by-hand']++;
  void pauses.set({ ...pause, since: now, by: 'ops', note: '棚卸し' });
  time.at(until, () => void pauses.lift(pause));
}

function withdrawNewest(world: World, chance: Draw): void {
  const open = pushesBeside(world).filter((push) => !isDone(push));
  const newest = open.sort((one, other) => other.requestedAt - one.requestedAt)[0];
  if (newest === undefined) return;
  world.counts.withdrawn++;
  byHand(world, chance.of('person'), ({ ports }) => people(world).withdraw(ports, newest, { by: 'taro' }));
}

const pushesBeside = ({ store }: Pick<World, 'store'>): Push[] =>
  [...store.pushesByShop.values()].flatMap((rows) => [...rows.values()]).filter(({ shop }) => isBeside(shop));

/** What was seen in a world while it happened. */
interface Seen {
  readonly isAgain: ReturnType<typeof watchRepeats>;
  /** Failures for which the mall's books, or what it lost, were a reason when they were written. */
  readonly borneOut: Set<string>;
}

const seenBy = new WeakMap<StatusWatch, Seen>();

function seen(watch: StatusWatch): Seen {
  const known = seenBy.get(watch) ?? { isAgain: watchRepeats(), borneOut: new Set() };
  seenBy.set(watch, known);
  return known;
}

const nameOf = ({ shop, orderNumber, id, content }: Push): string => `${content.kind} of ${shop}#${orderNumber}#${id}`;

/** Looks at a row of a change while it is written: its order may be edited at the mall afterwards. */
export function watchChangeRow(
  { changesBeside: watch, beside, time }: Pick<World, 'changesBeside' | 'beside' | 'time'>,
  push: Push,
): void {
  if (watch === null || push.state.kind !== 'failed') return;
  const mall = mallOf(push.shop);
  const { changes } = besideNamed({ beside }, mall);
  // A row is written some time after the reading that it goes by: no longer than a claim lasts. The row's own moment may be an hour ahead.
  const readSince = time.now() - defaultStatusSettings.claimMs;
  const isUnseen = push.state.reason === 'order-unknown' && changes?.isHidden?.(push.orderNumber, readSince) === true;
  const isBorneOut = changes?.mayRefuse(push.orderNumber, push.content) || lossesAt(watch, mall).isReasonFor(push);
  if (isUnseen || isBorneOut) seen(watch).borneOut.add(nameOf(push));
}

/** Looks at a call of a worker at a mall beside RMS, where it changes an order. */
export function watchChangeCall(
  world: Omit<World, 'shops'>,
  by: string,
  { key, mall }: Shop,
  exchange: Exchange,
): void {
  const { changesBeside: watch, stocks, time } = world;
  const { changes, control } = besideNamed(world, mall);
  if (watch === null || changes === undefined || !changes.isChange(exchange.request)) return;
  lossesAt(watch, mall).ended(key, exchange.request.body, changes.operations, control.faults());
  if (!watch.workers.has(by)) return;
  const { startedAt, at, request, outcome } = exchange;
  const { path, body } = request;
  const isAnswered = outcome.ending === 'answer' || outcome.ending === 'refuse';
  watch.calls.push({ startedAt, at, by, shop: key, operation: path, body, isAnswered });
  const own = () => pushesBeside(world).filter(({ shop }) => shop === key);
  const complaint = outcome.ending === 'answer' ? changes.complaintOf?.(outcome.body) : null;
  if (complaint && !mayJustHaveLanded(watch.calls, own(), exchange)) watch.broken.push(`${complaint} at ${key}`);
  if (!stocks?.rightClocks) return;
  const { isAgain } = seen(watch);
  // A shipment of the present day has the moment of its call.
  const text = `${path} ${body.replace(/"shipDate":"[^"]*"/, '')}`;
  if (isAgain(`${key} ${text}`, startedAt, outcome))
    watch.broken.push(`a change at ${key} was sent again before one with an unknown end would show`);
  if (!isInHand(own(), text, time.now()) && !changes.takesAway?.(body))
    watch.broken.push(`a call was made at ${key} for an order of which no worker had a change in hand`);
}

/** Whether an earlier call for the same order, to which no answer came, may have been carried out just before this one: no reading tells. */
function mayJustHaveLanded(
  calls: StatusWatch['calls'],
  own: readonly Push[],
  { startedAt, request }: Pick<Exchange, 'startedAt' | 'request'>,
): boolean {
  const orders = own.map(({ orderNumber }) => orderNumber).filter((number) => request.body.includes(number));
  return calls.some(
    (call) =>
      !call.isAnswered && call.startedAt < startedAt - minuteMs && orders.some((number) => call.body.includes(number)),
  );
}

/** What must hold at the end: every change has ended and was told once, what is confirmed is so, and no parcel is there twice. */
export function brokenChangesBeside(world: World): string[] {
  const { changesBeside: watch } = world;
  if (watch === null) return [];
  const all = pushesBeside(world);
  const byOrder = Map.groupBy(all, ({ shop, orderNumber }) => `${shop}#${orderNumber}`);
  return [
    ...watch.broken,
    ...[...byOrder.values()].flatMap((own) => own.flatMap((push) => brokenIn(world, push, own, watch))),
    ...[...byOrder].flatMap(([name, own]) => {
      const [first] = own;
      const { changes } = besideNamed(world, mallOf((first as Push).shop));
      const wrong =
        changes?.wrongWith(
          (first as Push).orderNumber,
          own.map(({ content }) => content),
        ) ?? [];
      return wrong.map((what) => `${name}: ${what}`);
    }),
    ...endsAreTold(world, watch),
    ...failuresAreInDigests(world, watch),
    ...callsWhilePaused(watch),
  ];
}

function brokenIn(world: World, push: Push, ofOrder: readonly Push[], watch: StatusWatch): string[] {
  const { shop, orderNumber, id, content, state, unknownAt, lookAgainAt, untold } = push;
  const name = nameOf(push);
  if (!isDone(push)) return [`${name} is still ${state.kind}`];
  if (unknownAt !== undefined || lookAgainAt !== undefined || untold !== undefined) return [`${name} has work left`];
  const { changes } = besideNamed(world, mallOf(shop));
  if (changes === undefined) return [`${name} is at a mall that takes none`];
  const isOverridden = ofOrder.some((other) => other.id !== id && other.content.kind === content.kind);
  if (isOverridden || mayBeOverwritten(watch, push) || changes.isGone(orderNumber)) return [];
  if (state.kind === 'confirmed')
    return changes.isSo(orderNumber, content) ? [] : [`${name} is confirmed, and the mall has it not`];
  if (state.kind !== 'failed' || state.reason === 'done-after-withdrawal') return [];
  if (seen(watch).borneOut.has(name) || changes.mayRefuse(orderNumber, content)) return [];
  return [`${name} failed for ${state.reason} (${state.mallCode ?? '-'}), and the mall is not so`];
}
