import { type MallName, type Shop, shopKey } from '../../core/model/index.ts';
import { Listeners } from '../listeners.ts';
import type { ViewState } from '../view/state.ts';
import { openDesk } from './desk.ts';
import { openDeskApi } from './desk-api.ts';
import { openDeskConsole } from './desk-console.ts';
import type { DeskMall, MallExchange } from './desk-mall.ts';
import type { Display } from './display.ts';
import { Count } from './figures.ts';
import { bringToRest, countRun, type FinalCount, reachableShops } from './final-count.ts';
import { followMails } from './follow-mails.ts';
import { followPushes } from './follow-pushes.ts';
import { followSales } from './follow-sales.ts';
import { countRuns } from './function-counts.ts';
import { collectHappenings, followAlarms, followFunctions, shortName } from './happenings.ts';
import { followKeys } from './keys.ts';
import { passMessagesOn, subscribeHints } from './mall-messages.ts';
import { openShops } from './open-shops.ts';
import { openStock } from './open-stock.ts';
import type { Options } from './options.ts';
import { regularly } from './regularly.ts';
import { openRunJournal } from './run-journal.ts';
import { sendEvent } from './send-events.ts';
import { type SetCall, setCallOf } from './set-calls.ts';
import { waresOf } from './shelves.ts';
import { nameOfShop } from './shop-names.ts';
import { shopViews } from './shop-views.ts';
import { meddle, meddleEveryMs, stockMalls } from './stock-mall.ts';
import { hasMovedSkus, readStandings } from './stock-standing.ts';
import { followOrders } from './stored-orders.ts';
import { openTour, type Tour } from './tour.ts';
import { openWarehouse, refillEveryMs, refills, warehouseEveryMs } from './warehouse.ts';
import { aheadText, lookAtClock } from './watch-clock.ts';
import { watchShops } from './watch-shops.ts';
import { watchWaits } from './watch-waits.ts';

/** By the machine's clock. */
const drawEveryMs = 250;
const readShopsEveryMs = 2_000;
const lookAtSalesEveryMs = 1_000;
const lookAtClockEveryMs = 1_000;

/**
 * Runs everything until `stop` aborts, which the tour does at its end, then brings it to rest, counts it and closes it.
 * Throws when it cannot be started, and when it was lost on the way.
 */
export async function start(options: Options, display: Display, stop: AbortController): Promise<FinalCount> {
  const journal = options.journal === null ? null : openRunJournal(options.journal, options.fresh);
  const stopped = new Promise<void>((resolve) => {
    const onStop = () => {
      display.say(stoppingText);
      resolve();
    };
    if (stop.signal.aborted) onStop();
    else stop.signal.addEventListener('abort', onStop, { once: true });
  });
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => {});
  const calls: Record<MallName, number> = {};
  let pushed = 0;
  let onSet = (_exchange: MallExchange, _call: SetCall): void => {};
  let keyed: readonly DeskMall[] = [];
  const desk = await openDesk(options, {
    say: display.say,
    step: (what) => display.say(stepText(what)),
    onLost: (reason) => lost.reject(new Error(reason)),
    onExchange: (exchange) => {
      calls[exchange.mall] = (calls[exchange.mall] ?? 0) + 1;
      const call = setCallOf(exchange);
      if (call !== null) {
        pushed += call.levels.length;
        if (call.isTaken) onSet(exchange, call);
      }
      journal?.exchange(exchange, keyed);
    },
  });
  const stops: (() => void)[] = [];
  const closings: (() => Promise<void>)[] = [];
  try {
    const { clock, machine, cloud, ports, malls } = desk;
    const isReal = options.mall.kind === 'real';
    const [first, second] = malls;
    keyed = malls;
    const happenings = collectHappenings(clock.now);
    const watched = watchShops(ports, happenings);
    const orders = followOrders(cloud, happenings, watched.nameOf);
    const pushes = followPushes(cloud, ports.changes, happenings, {
      keys: () => watched.shops.map(({ key }) => key),
      nameOf: watched.nameOf,
    });
    const runs = countRuns(cloud, options.speed);
    const count = new Count();
    followFunctions(cloud, happenings, watched.nameOf);
    followAlarms(cloud, happenings);
    happenings.onAdded(display.happened);
    if (options.mall.kind === 'simulated') {
      display.say(stepText('Shops at the simulated malls, with their keys, orders and stock'));
      stockMalls(malls, options.mall);
      await openShops(ports, malls, cloud.env.CHAT_DESK ?? null);
      await openStock(ports, malls);
    }
    display.say(stepText('What is stored'));
    const listings = readStandings(ports.listings, () => watched.shops);
    await Promise.all([watched.read(), orders.load(), pushes.load()]);
    await listings.read();
    const sales = followSales(malls, happenings, (shop) => nameOfShop(shop.slice(shop.indexOf('#') + 1)));
    const setAtFirst = new Listeners<SetCall>();
    onSet = ({ mall: name, request }, call) => {
      const caller = malls.find((mall) => mall.name === name)?.truth.callerOf(request) ?? null;
      const shop = call.shop ?? (caller === null ? null : shopKey(name, caller));
      if (name === first?.name) setAtFirst.tell({ ...call, shop });
      if (shop !== null) sales.set(shop, call);
    };

    const runAt = clock.now();
    journal?.begin({
      at: runAt,
      seed: first?.seed ?? null,
      settings: { speed: options.speed, shops: watched.shops.length },
    });
    journal?.follow(cloud, clock.now);
    cloud.onEvent(({ detail }) => count.takeEvent(detail));
    const tourOf = (broken: DeskMall, other: DeskMall): Tour => {
      const onSetAtBroken = (listener: (call: SetCall) => void) => setAtFirst.add(listener);
      const stock = { ports, broken, other, listings, onSetAtBroken };
      const stored = () =>
        watched.shops
          .filter(({ mall }) => mall === broken.name || mall === other.name)
          .reduce((sum, { key }) => sum + orders.of(key).revisions.size, 0);
      return openTour({ cloud, ports, stock, speed: options.speed, stored, say: display.say });
    };
    const tour = first === undefined || second === undefined ? null : tourOf(first, second);
    const served = await openDeskConsole({
      folder: options.folder,
      variables: cloud.env,
      mayChange: options.mall.kind === 'simulated',
      malls,
      tour,
    });
    closings.push(served.close);
    display.say(`Console: ${served.entrance()}`);
    const api = await openDeskApi(options.folder, cloud, clock);
    closings.push(api.close);
    display.say(`API: ${api.url}, tried at ${api.page}`);
    await subscribeHints(ports, malls, { queueArn: cloud.env.ORDER_HINTS_QUEUE_ARN, hooksUrl: api.hooksUrl });
    display.say(greeting(options, malls, watched.shops.length, cloud.mailbox));
    cloud.startSchedules();

    const views = (shops: readonly Shop[]) =>
      shopViews(shops, watched.pauses, orders.of, pushes.of, listings.of, malls, clock.now());
    const waits = watchWaits(ports);
    const state = async (): Promise<ViewState> => ({
      nowMs: clock.now(),
      speed: options.speed,
      runningMs: performance.now(),
      clockNote: isReal ? aheadText(machine.aheadMs()) : null,
      folder: options.folder,
      malls:
        first === undefined
          ? ['Importing from real malls']
          : malls.map(({ name, url, simulator: { title, played } }) => {
              const [breaks, mends] = played.keys;
              return `${title} simulated at ${url}, ${calls[name] ?? 0} calls: [${breaks}] breaks it, [${mends}] mends it`;
            }),
      console: served.entrance(),
      mailbox: cloud.mailbox,
      shops: views(watched.shops),
      queues: shortNames(await cloud.queueDepths()),
      functions: runs(),
      waits: waits.views(),
      happenings: happenings.latest,
    });
    stops.push(
      regularly(drawEveryMs, () => display.show(state)),
      regularly(lookAtClockEveryMs, () =>
        lookAtClock(machine, isReal ? 'follows' : 'runs-by-itself', { cloud, happenings }),
      ),
      regularly(readShopsEveryMs, watched.read),
      regularly(readShopsEveryMs, waits.read),
      regularly(readShopsEveryMs, pushes.read),
      regularly(readShopsEveryMs, listings.read),
      regularly(lookAtSalesEveryMs, sales.look),
      regularly(lookAtSalesEveryMs, () => passMessagesOn(cloud, malls)),
      regularly(readShopsEveryMs, followMails(cloud, happenings)),
    );
    // What others do ends with the malls' time; what is only looked at, with the run.
    const others: (() => void)[] = [];
    stops.push(() => others.splice(0).forEach((stop) => void stop()));
    stops.push(followKeys(process.stdin, malls, happenings.add));
    if (first !== undefined && !options.alone) {
      const meddling = () => {
        const what = meddle(first);
        if (what !== null) happenings.add('plain', what);
      };
      others.push(regularly(clock.real(meddleEveryMs), meddling));
    }
    // The tour shows only the import.
    if (!options.alone && !options.tour) {
      const ask = openWarehouse(malls, (shop, orderNumber) => orders.of(shop).revisions.has(orderNumber));
      const asking = () => {
        const event = ask();
        return event && sendEvent(cloud, event);
      };
      const refilling = async () => {
        for (const event of await refills(ports.stock, waresOf(malls))) await sendEvent(cloud, event);
      };
      others.push(regularly(clock.real(warehouseEveryMs), asking), regularly(clock.real(refillEveryMs), refilling));
    }
    if (tour !== null) others.push(tour.stop);
    const told = options.tour && tour !== null ? tour.play().then(() => stop.abort()) : stopped;
    await Promise.race([stopped, told, lost.promise]);
    for (const stop of others.splice(0)) stop();
    const rest = bringToRest(cloud, malls, async () => {
      await Promise.all([listings.read(), watched.read()]);
      const isBroughtOver = views(reachableShops(watched, malls, clock.now())).every(
        ({ lagMs, stock }) => lagMs === 0 && (stock?.waiting ?? 0) === 0,
      );
      return isBroughtOver && !(await hasMovedSkus(ports.stock, clock.now()));
    });
    await Promise.race([rest, lost.promise]);
    display.say('Now everything is counted. Ctrl-C stops at once.');
    const counted = await countRun({
      cloud,
      malls,
      journal,
      watched,
      count,
      runAt,
      now: clock.now(),
      calls,
      pushes: pushed,
    });
    await pushes.read();
    await display.show(state);
    await journal?.end(clock.now());
    return counted;
  } finally {
    for (const stop of stops) stop();
    display.end();
    for (const close of closings) await close();
    await desk.close();
  }
}

/** Ctrl-C is answered at once, with what takes its time. */
const stoppingText =
  'Stopping: no more orders come; what the malls list is imported and brought to the other malls, then everything is counted. Ctrl-C again stops at once, and loses nothing.';

/** A step of the start, as it begins. */
const stepText = (what: string): string => `${Math.round(performance.now() / 1_000)} s: ${what} …`;

function shortNames<T>(queues: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(queues).map(([name, depth]) => [shortName(name), depth]));
}

/** What is said once everything runs. */
export function greeting(
  { speed, inspect }: Pick<Options, 'speed' | 'inspect'>,
  malls: readonly DeskMall[],
  shops: number,
  mailbox: string | null,
): string {
  const after = `Ready after ${(performance.now() / 1000).toFixed(1)} s.`;
  const mails = mailbox === null ? '' : ` Mails: ${mailbox}`;
  const look =
    inspect === null
      ? ''
      : `\n${inspect} waits for a debugger on 127.0.0.1:9229 (chrome://inspect, or attach in your editor). Every user of this machine can attach.`;
  if (malls.length > 0) {
    const at = malls.map(({ url, simulator }) => `${simulator.title} simulated at ${url}`);
    return `${after} ${shopsText(shops)}, ${at.join(', ')}; time runs ${speed} times as fast.${mails}${look}`;
  }
  if (shops > 0) return `${after} ${shopsText(shops)} ${shops === 1 ? 'is' : 'are'} imported.${look}`;
  return `${after} No shop is imported yet. In another terminal: npm run ops -- shops add --help${look}`;
}

const shopsText = (shops: number): string => `${shops} ${shops === 1 ? 'shop' : 'shops'}`;
