import { shopKey } from '../../core/model/index.ts';
import { shopsByKey } from '../../journal/index.ts';
import { refuseOtherUse } from '../folder/data-folder.ts';
import type { ViewState } from '../view/state.ts';
import { folderUse, openDesk } from './desk.ts';
import type { DeskMall, MallExchange } from './desk-mall.ts';
import type { Display } from './display.ts';
import { Count, type Figures } from './figures.ts';
import { bringToRest, countRun } from './final-count.ts';
import { followMails } from './follow-mails.ts';
import { followPushes } from './follow-pushes.ts';
import { followSales } from './follow-sales.ts';
import { countRuns } from './function-counts.ts';
import { waresOf } from './goods.ts';
import { collectHappenings, followAlarms, followFunctions, shortName } from './happenings.ts';
import { followKeys } from './keys.ts';
import { openShops } from './open-shops.ts';
import { openStock } from './open-stock.ts';
import type { Options } from './options.ts';
import { regularly } from './regularly.ts';
import { openRunJournal } from './run-journal.ts';
import { sendEvent } from './send-events.ts';
import { type SetCall, setCallOf } from './set-calls.ts';
import { nameOfShop } from './shop-names.ts';
import { shopViews } from './shop-views.ts';
import { meddle, meddleEveryMs, stockMalls } from './stock-mall.ts';
import { hasMovedSkus, readStandings } from './stock-standing.ts';
import { followOrders } from './stored-orders.ts';
import { tour } from './tour.ts';
import { openWarehouse, refillEveryMs, refills, warehouseEveryMs } from './warehouse.ts';
import { watchShops } from './watch-shops.ts';

/** By the machine's clock. */
const drawEveryMs = 250;
const readShopsEveryMs = 2_000;
const lookAtSalesEveryMs = 1_000;

/**
 * Runs everything until `stop` aborts, which the tour does at its end, then brings it to rest, counts it and closes it.
 * Throws when it cannot be started, and when it was lost on the way.
 */
export async function start(options: Options, display: Display, stop: AbortController): Promise<Figures> {
  // Before the journal, which --fresh begins again. The tour starts over by itself, without permission to remove real orders.
  refuseOtherUse(options.folder, { ...folderUse(options), fresh: options.fresh && !options.tour });
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
  const calls = { rms: 0, yahoo: 0, pushes: 0 };
  let onSet = (_exchange: MallExchange, _call: SetCall): void => {};
  let keyed: DeskMall | null = null;
  const desk = await openDesk(options, {
    say: display.say,
    step: (what) => display.say(stepText(what)),
    onLost: (reason) => lost.reject(new Error(reason)),
    onExchange: (exchange) => {
      calls[exchange.mall] += 1;
      const call = setCallOf(exchange);
      if (call !== null) {
        calls.pushes += call.levels.length;
        if (call.isTaken) onSet(exchange, call);
      }
      if (keyed !== null) journal?.exchange(exchange, keyed);
    },
  });
  const stops: (() => void)[] = [];
  try {
    const { clock, cloud, ports, mall, yahoo } = desk;
    keyed = mall;
    const happenings = collectHappenings(clock.now);
    const watched = watchShops(ports, happenings);
    const orders = followOrders(cloud, happenings, watched.nameOf);
    const pushes = followPushes(cloud, ports.pushes, happenings, {
      keys: () => watched.shops.map(({ key }) => key),
      nameOf: watched.nameOf,
    });
    const runs = countRuns(cloud, options.speed);
    const count = new Count();
    followFunctions(cloud, happenings, watched.nameOf);
    followAlarms(cloud, happenings);
    happenings.onAdded(display.happened);
    if (mall !== null && yahoo !== null && options.mall.kind === 'simulated') {
      display.say(stepText('Shops at the simulated malls, with their keys, orders and stock'));
      stockMalls({ mall, yahoo }, options.mall);
      await openShops(ports, mall, yahoo);
      await openStock(ports, mall, yahoo);
    }
    display.say(stepText('What is stored'));
    const listings = readStandings(ports.listings, () => watched.shops);
    await Promise.all([watched.read(), orders.load(), pushes.load()]);
    await listings.read();
    const sales = followSales({ mall, yahoo }, happenings, (shop) => nameOfShop(shop.slice(shop.indexOf('#') + 1)));
    const rmsShop = shopsByKey(() => mall?.control.shops() ?? []);
    const setAtRms: SetCall[] = [];
    onSet = ({ request, mall: mallOfExchange }, call) => {
      const shop = call.shop ?? shopKey('rms', rmsShop(request.headers.authorization) ?? '');
      if (mallOfExchange === 'rms') setAtRms.push({ ...call, shop });
      sales.set(shop, call);
    };

    const runAt = clock.now();
    journal?.begin({
      at: runAt,
      seed: mall?.seed ?? null,
      settings: { speed: options.speed, shops: watched.shops.length },
    });
    journal?.follow(cloud, clock.now);
    cloud.onEvent(({ detail }) => count.takeEvent(detail));
    display.say(greeting(options, mall, watched.shops.length, cloud.mailbox));
    cloud.startSchedules();

    const views = () =>
      shopViews(watched.shops, watched.pauses, orders.of, pushes.of, listings.of, { mall, yahoo }, clock.now());
    const state = async (): Promise<ViewState> => ({
      nowMs: clock.now(),
      speed: options.speed,
      runningMs: performance.now(),
      folder: options.folder,
      malls:
        mall === null || yahoo === null
          ? ['Importing from real malls']
          : [
              `RMS simulated at ${mall.url}, ${calls.rms} calls: [b]reak it, [m]end it`,
              `Yahoo!ショッピング simulated at ${yahoo.url}, ${calls.yahoo} calls: [y] breaks it, [u] mends it`,
            ],
      mailbox: cloud.mailbox,
      shops: views(),
      queues: shortNames(await cloud.queueDepths()),
      functions: runs(),
      happenings: happenings.latest,
    });
    stops.push(
      regularly(drawEveryMs, () => display.show(state)),
      regularly(readShopsEveryMs, watched.read),
      regularly(readShopsEveryMs, pushes.read),
      regularly(readShopsEveryMs, listings.read),
      regularly(lookAtSalesEveryMs, sales.look),
      regularly(readShopsEveryMs, followMails(cloud, happenings)),
    );
    // What others do ends with the malls' time; what is only looked at, with the run.
    const others: (() => void)[] = [];
    stops.push(() => others.splice(0).forEach((stop) => void stop()));
    if (mall !== null && yahoo !== null) stops.push(followKeys(process.stdin, mall, yahoo, happenings.add));
    if (mall !== null && !options.alone) {
      const meddling = () => {
        const what = meddle(mall);
        if (what !== null) happenings.add('plain', what);
      };
      others.push(regularly(clock.real(meddleEveryMs), meddling));
    }
    // The tour shows only the import.
    if (mall !== null && !options.alone && !options.tour) {
      const ask = openWarehouse(mall, (shop, orderNumber) => orders.of(shop).revisions.has(orderNumber));
      const asking = () => {
        const event = ask();
        return event && sendEvent(cloud, event);
      };
      others.push(regularly(clock.real(warehouseEveryMs), asking));
    }
    if (mall !== null && yahoo !== null && !options.alone && !options.tour) {
      const refilling = async () => {
        for (const event of await refills(ports.stock, waresOf(mall, yahoo))) await sendEvent(cloud, event);
      };
      others.push(regularly(clock.real(refillEveryMs), refilling));
    }
    const stored = () => watched.shops.reduce((sum, { key }) => sum + orders.of(key).revisions.size, 0);
    const stock = mall !== null && yahoo !== null ? { ports, mall, yahoo, listings, setAtRms: () => setAtRms } : null;
    const told =
      options.tour && mall !== null && stock !== null
        ? tour({ cloud, ports, mall, stock, stored, say: display.say }).then(() => stop.abort())
        : stopped;
    await Promise.race([stopped, told, lost.promise]);
    for (const stop of others.splice(0)) stop();
    const rest = bringToRest(cloud, { mall, yahoo }, async () => {
      await listings.read();
      const isBroughtOver = views().every(({ lagMs, stock }) => lagMs === 0 && (stock?.waiting ?? 0) === 0);
      return isBroughtOver && !(await hasMovedSkus(ports.stock, clock.now()));
    });
    await Promise.race([rest, lost.promise]);
    display.say('Now everything is counted. Ctrl-C stops at once.');
    const figures = await countRun({ cloud, malls: { mall, yahoo }, journal, count, runAt, now: clock.now(), calls });
    await pushes.read();
    await display.show(state);
    await journal?.end(clock.now());
    return figures;
  } finally {
    for (const stop of stops) stop();
    display.end();
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

function greeting({ speed, inspect }: Options, mall: DeskMall | null, shops: number, mailbox: string | null): string {
  const after = `Ready after ${(performance.now() / 1000).toFixed(1)} s.`;
  const mails = mailbox === null ? '' : ` Mails: ${mailbox}`;
  const look =
    inspect === null
      ? ''
      : `\n${inspect} waits for a debugger on 127.0.0.1:9229 (chrome://inspect, or attach in your editor). Every user of this machine can attach.`;
  if (mall !== null)
    return `${after} ${shops} shops of two malls, RMS simulated at ${mall.url}; time runs ${speed} times as fast.${mails}${look}`;
  if (shops > 0) return `${after} ${shops} shops are imported.${look}`;
  return `${after} No shop is imported yet. In another terminal: npm run ops -- shops add --help${look}`;
}
