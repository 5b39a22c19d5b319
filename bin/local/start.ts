import type { ViewState } from '../../local/view/state.ts';
import { openDesk } from './desk.ts';
import type { DeskMall } from './desk-mall.ts';
import type { Display } from './display.ts';
import { Count, type Figures } from './figures.ts';
import { bringToRest, countRun } from './final-count.ts';
import { followMails } from './follow-mails.ts';
import { countRuns } from './function-counts.ts';
import { collectHappenings, followFunctions, shortName } from './happenings.ts';
import { followKeys } from './keys.ts';
import { openShops } from './open-shops.ts';
import type { Options } from './options.ts';
import { openRunJournal } from './run-journal.ts';
import { shopViews } from './shop-views.ts';
import { meddle, meddleEveryMs, stockMall } from './stock-mall.ts';
import { followOrders } from './stored-orders.ts';
import { tour } from './tour.ts';
import { watchShops } from './watch-shops.ts';

/** By the machine's clock. */
const drawEveryMs = 250;
const readShopsEveryMs = 2_000;

/**
 * Runs everything until `stop` resolves, then brings it to rest, counts it and closes it.
 * Throws when it cannot be started, and when it was lost on the way.
 */
export async function start(options: Options, display: Display, stop: Promise<void>): Promise<Figures> {
  const journal = options.journal === null ? null : openRunJournal(options.journal, options.fresh);
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => {});
  let calls = 0;
  let keyed: DeskMall | null = null;
  const desk = await openDesk(options, {
    say: display.say,
    onLost: (reason) => lost.reject(new Error(reason)),
    onExchange: (exchange) => {
      calls += 1;
      if (keyed !== null) journal?.exchange(exchange, keyed);
    },
  });
  const timers: NodeJS.Timeout[] = [];
  let releaseKeys = (): void => {};
  try {
    const { clock, cloud, ports, mall } = desk;
    keyed = mall;
    const happenings = collectHappenings(clock.now);
    const watched = watchShops(ports, happenings);
    const orders = followOrders(cloud, happenings, watched.nameOf);
    const runs = countRuns(cloud, options.speed);
    const count = new Count();
    followFunctions(cloud, happenings);
    happenings.onAdded(display.happened);
    if (mall !== null && options.mall.kind === 'simulated') {
      stockMall(mall, options.mall);
      await openShops(ports, mall);
    }
    await Promise.all([watched.read(), orders.load()]);

    const runAt = clock.now();
    journal?.begin({
      at: runAt,
      seed: mall?.seed ?? null,
      settings: { speed: options.speed, shops: watched.shops.length },
    });
    journal?.follow(cloud, clock.now);
    cloud.onEvent(({ detail }) => count.takeEvent(detail));
    display.say(greeting(options, mall, watched.shops.length, cloud.endpoints.ses));
    cloud.startSchedules();

    const views = () => shopViews(watched.shops, watched.pauses, (shop) => orders.of(shop), mall, clock.now());
    const state = async (): Promise<ViewState> => ({
      nowMs: clock.now(),
      speed: options.speed,
      runningMs: performance.now(),
      folder: options.folder,
      mall: mall === null ? 'importing from a real mall' : `RMS simulated at ${mall.url}, [b]reak it, [m]end it`,
      mailbox: cloud.endpoints.ses ?? null,
      shops: views(),
      queues: shortNames(await cloud.queueDepths()),
      functions: runs(),
      happenings: happenings.latest,
    });
    // What fails here fails because everything is being stopped, or is said by the cloud itself.
    timers.push(
      setInterval(() => void display.show(state).catch(() => {}), drawEveryMs),
      setInterval(() => void watched.read().catch(() => {}), readShopsEveryMs),
    );
    if (mall !== null)
      meddleRegularly(mall, desk.clock.real(meddleEveryMs), timers, (what) => happenings.add('plain', what));

    if (mall !== null) releaseKeys = followKeys(process.stdin, mall, happenings.add);
    const lookAtMails = followMails(cloud, happenings);
    timers.push(setInterval(() => void lookAtMails().catch(() => {}), readShopsEveryMs));
    const stored = () => watched.shops.reduce((sum, { key }) => sum + orders.of(key).numbers.size, 0);
    const told = options.tour && mall !== null ? tour({ cloud, ports, mall, stored, say: display.say }) : stop;
    await Promise.race([stop, told, lost.promise]);
    const rest = bringToRest(cloud, mall, () => views().every(({ lagMs }) => lagMs === 0));
    await Promise.race([rest, lost.promise]);
    const figures = await countRun({ cloud, mall, journal, count, runAt, now: clock.now(), calls });
    await display.show(state);
    await journal?.end(clock.now());
    return figures;
  } finally {
    for (const timer of timers) clearInterval(timer);
    releaseKeys();
    display.end();
    await desk.close();
  }
}

function meddleRegularly(
  mall: DeskMall,
  everyMs: number,
  timers: NodeJS.Timeout[],
  tell: (what: string) => void,
): void {
  const timer = setInterval(() => {
    const what = meddle(mall);
    if (what !== null) tell(what);
  }, everyMs);
  timers.push(timer);
}

function shortNames<T>(queues: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(queues).map(([name, depth]) => [shortName(name), depth]));
}

function greeting({ speed, inspect }: Options, mall: DeskMall | null, shops: number, mailbox?: string): string {
  const after = `Ready after ${(performance.now() / 1000).toFixed(1)} s.`;
  const mails = mailbox === undefined ? '' : ` Mails: ${mailbox}`;
  const look =
    inspect === null
      ? ''
      : `\n${inspect} waits for a debugger on 127.0.0.1:9229 (chrome://inspect, or attach in your editor).`;
  if (mall !== null)
    return `${after} ${shops} shops of RMS, simulated at ${mall.url}; time runs ${speed} times as fast.${mails}${look}`;
  if (shops > 0) return `${after} ${shops} shops are imported.${look}`;
  return `${after} No shop is imported yet. In another terminal: npm run ops -- shops add --help${look}`;
}
