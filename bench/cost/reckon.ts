import {
  defaultImportSettings,
  glanceAtOnceShare,
  standardShopsAtOnce,
  warmShopsMin,
} from '../../core/session/index.ts';
import { benchMalls } from '../far-side/two-malls.ts';
import type { Counts } from './counts.ts';
import { metricsWritten } from './metrics.ts';
import type { Profile } from './parts.ts';
import { freeAMonth, homeRegion, type PriceName, prices, type Region } from './prices.ts';

/** How large an installation is, and how busy. */
export interface Installation {
  readonly shops: number;
  readonly ordersAShopADay: number;
  readonly profile: Profile;
}

/** A line of the bill. */
export interface CostLine {
  readonly what: string;
  readonly price: PriceName;
  /** In the price's unit. */
  readonly amount: number;
}

/** What is assumed beside what is counted. */
export const assumptions = {
  /** Shops of one schedule. */
  shopsAShard: 2_850,
  daysAMonth: 30.4,
  /** One core, as Lambda gives it: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
  memoryMiBOfACore: 1_769,
  /** A run waits so long for the mall and the tables, in seconds, beside what it waits by itself. */
  runSecondsMin: 0.5,
  /** A call to a mall takes so long, in seconds: it decides where few shops are worked at side by side. */
  callSeconds: 0.25,
  /** TLS, TCP and IP around a request, and around the handshake of a new connection, in bytes. */
  bytesAround: 300,
  bytesOfAHandshake: 1_500,
  /** Changes of statuses that an order sees: its confirm and one parcel. */
  changesAnOrder: 2,
  /** Lambda looks at a queue by so many requests side by side, each of which waits 20 seconds for a message. */
  looksAtOnce: 5,
  lookSeconds: 20,
  /** A run for stock waits so long for the imports before it, the mall and the tables, in seconds. */
  stockRunSeconds: 2,
  /**
   * A glance: its lease, and a third of what the poll writes to hold glances back; reads of that lease and of what calls to two malls came to, and of
   * each shop. Each minute has three.
   */
  glance: { aMinute: 3, writeUnits: 5 / 3, readUnits: 3, readUnitsAShop: 0.5 },
  /** A log line of a run in which something happened. */
  bytesALogLine: 400,
  /** Orders are kept for so many months, and changes of their statuses for so many. */
  monthsKept: 12,
  monthsChangesKept: 6,
  /** Backups that lie in the vault at once, each whole: for 35 days, of some tables every week and of the others every night. */
  weeklyBackups: 5,
  nightlyBackups: 35,
  /** What every night's backup has of a shop: its row, and a hundred listings. */
  bytesANight: 60_000,
} as const;

const million = 1e6;
const gigabyte = 1e9;

/** What a month costs, line by line. Connections to the mall are reckoned as closed after each call, as RMS was seen doing. */
export function monthOf(counts: Counts, { shops, ordersAShopADay, profile }: Installation): CostLine[] {
  const { poll, cursor, scan, nightly, order, call, runs, push, move } = counts;
  const parts = counts.parts[profile];
  const minutes = assumptions.daysAMonth * 24 * 60;
  const shards = Math.ceil(shops / assumptions.shopsAShard);
  const orders = shops * ordersAShopADay * assumptions.daysAMonth;
  const scans = (shops * minutes) / scan.everyMinutes;
  const nights = shops * assumptions.daysAMonth;
  const cursorMoves = (shops * minutes) / cursor.everyMinutes;
  const polls = shops * minutes;

  const started = Object.entries(runs).map(([name, run]) => ({
    ...run,
    name,
    times: (minutes / run.everyMinutes) * (run.aShard ? shards : 1),
  }));
  const schedules = sum(started.map(({ times }) => times));
  const changes = orders * assumptions.changesAnOrder;
  const pushRuns = changes / gatheredBy(push, changes / (minutes * 60));
  // The SKUs of an order's lines are named by one message, and what each of them costs alone is an upper bound of what they cost together.
  const moves = orders * order.lines;
  const stockRuns = orders / gatheredBy(move, orders / (minutes * 60));
  const messageRequests = changes * push.sends + 2 * pushRuns + orders * move.sends + 2 * stockRuns;
  const sweeps = (parts.swept * shards * minutes) / (runs.reconcile?.everyMinutes ?? 1);
  const looks = (parts.feeds * assumptions.looksAtOnce * minutes * 60) / assumptions.lookSeconds + sweeps;
  const idleWrites = sum(started.map(({ times, writeUnits }) => times * writeUnits));
  const idleReads = sum(started.map(({ times, readUnits }) => times * readUnits));
  const readsOfShops = (minutes * shops * poll.readUnits) / poll.shops;
  const mallCalls =
    polls +
    scans * scan.mallCalls +
    nights * nightly.mallCalls +
    orders +
    changes * push.mallCalls +
    orders * move.mallCalls;
  const glancedShops = ordersAShopADay === 0 ? 0 : glancedOf(shops, shards);
  const { glance } = assumptions;
  const glances = glancedShops === 0 ? 0 : glance.aMinute * minutes * shards;
  const glanceCalls = glance.aMinute * minutes * glancedShops;
  const bytesOut =
    (mallCalls + glanceCalls) * (call.bytesOut + assumptions.bytesAround + assumptions.bytesOfAHandshake);
  return [
    {
      what: 'New orders: row, claims, marks, announcement',
      price: 'writeUnit',
      amount: (orders * order.writeUnits) / million,
    },
    {
      what: 'Status changes: row, claim, outcome, news',
      price: 'writeUnit',
      amount: (changes * push.writeUnits) / million,
    },
    {
      what: 'Moves of stock: listings, marks, leases',
      price: 'writeUnit',
      amount: (moves * move.writeUnits) / million,
    },
    { what: 'Cursors of idle shops', price: 'writeUnit', amount: (cursorMoves * cursor.writeUnits) / million },
    {
      what: 'State scans and nights',
      price: 'writeUnit',
      amount: (scans * scan.writeUnits + nights * nightly.writeUnits) / million,
    },
    {
      what: 'Leases and other writes of runs',
      price: 'writeUnit',
      amount: (idleWrites + glances * glance.writeUnits) / million,
    },
    {
      what: 'Reads',
      price: 'readUnit',
      amount:
        (idleReads +
          readsOfShops +
          glances * glance.readUnits +
          glanceCalls * glance.readUnitsAShop +
          scans * scan.readUnits +
          nights * nightly.readUnits +
          orders * order.readUnits +
          changes * push.readUnits +
          moves * move.readUnits) /
        million,
    },
    {
      what: 'Orders of the last year, and changes of the last months',
      price: 'storage',
      amount:
        (orders * assumptions.monthsKept * order.bytesKept + changes * assumptions.monthsChangesKept * push.bytesKept) /
        gigabyte,
    },
    {
      what: 'Backups of the last 35 days',
      price: 'backup',
      amount:
        (assumptions.weeklyBackups * orders * assumptions.monthsKept * order.bytesKept +
          assumptions.nightlyBackups * shops * assumptions.bytesANight) /
        gigabyte,
    },
    {
      what: 'Polls',
      price: 'compute',
      amount: gigabyteSeconds(pollSeconds(counts, shops), runs['poll-orders']?.memoryMiB) / million,
    },
    {
      what: 'Glances',
      price: 'compute',
      amount: gigabyteSeconds(glanceSeconds(counts, shards, { glances, calls: glanceCalls }), move.memoryMiB) / million,
    },
    {
      what: 'Scans, probes, orders and the rest',
      price: 'compute',
      amount: restSeconds(counts, { scans, orders }, started) / million,
    },
    {
      what: 'Runs for status changes',
      price: 'compute',
      amount: gigabyteSeconds(pushRuns * secondsOfAPushRun(counts), push.memoryMiB) / million,
    },
    {
      what: 'Runs for stock',
      price: 'compute',
      amount: gigabyteSeconds(stockRuns * assumptions.stockRunSeconds, move.memoryMiB) / million,
    },
    {
      what: 'Starts of functions',
      price: 'invocation',
      amount: (schedules + pushRuns + stockRuns + glances) / million,
    },
    { what: 'Starts of schedules', price: 'schedule', amount: schedules / million },
    // A run's messages are received and deleted together.
    {
      what: 'Messages',
      price: 'queueRequest',
      amount: (messageRequests + glances * (1 / glance.aMinute + 2)) / million,
    },
    { what: 'Announcements', price: 'event', amount: (orders * order.events + changes * push.events) / million },
    { what: 'Calls to the mall', price: 'dataOut', amount: bytesOut / gigabyte },
    {
      what: 'Log lines',
      price: 'logs',
      amount: ((orders + pushRuns * push.logLines + stockRuns * move.logLines) * assumptions.bytesALogLine) / gigabyte,
    },
    { what: 'Looking for messages', price: 'queueRequest', amount: looks / million },
    { what: 'Key', price: 'key', amount: parts.keys },
    { what: 'Alarms', price: 'alarm', amount: parts.alarmMetrics },
    { what: 'Composite alarms', price: 'compositeAlarm', amount: parts.compositeAlarms },
    {
      what: 'Metrics of ours',
      price: 'metric',
      amount: metricsWritten(parts.metrics, { malls: benchMalls.length, shops, shards }),
    },
    { what: 'Dashboard', price: 'dashboard', amount: parts.dashboards },
  ];
}

/** Dollars of one line. */
export function dollarsOf({ price, amount }: CostLine, region: Region): number {
  return amount * prices[price].dollars[region];
}

/** Dollars of all lines. */
export function totalOf(lines: readonly CostLine[], region: Region): number {
  return sum(lines.map((line) => dollarsOf(line, region)));
}

/** The same where nothing else of the account uses up what AWS gives for nothing. */
export function totalAfterFree(lines: readonly CostLine[], region: Region): number {
  const billed = [...Map.groupBy(lines, ({ price }) => price)].map(([price, some]) => {
    const used = sum(some.map(({ amount }) => amount));
    return Math.max(0, used - (freeAMonth[price] ?? 0)) * prices[price].dollars[region];
  });
  return sum(billed);
}

/** A month of one fixed address for calls to malls: its gateway and itself, without traffic. */
export const oneAddress: readonly CostLine[] = (['gateway', 'address'] as const).map((price) => ({
  what: 'One fixed address',
  price,
  amount: assumptions.daysAMonth * 24,
}));

/**
 * What the rows of orders cost in a month, kept and backed up, after so many years. They stay for ever. Each is reckoned whole, though it
 * shrinks once the data of its buyer are removed.
 */
export function ordersAfter(counts: Counts, { shops, ordersAShopADay }: Installation, years: number): number {
  const orders = shops * ordersAShopADay * assumptions.daysAMonth * 12 * years;
  const gigabytes = (orders * counts.order.bytesKept) / gigabyte;
  const { storage, backup } = prices;
  return gigabytes * (storage.dollars[homeRegion] + assumptions.weeklyBackups * backup.dollars[homeRegion]);
}

/** What polls of all shops take in a month, in seconds of a function: its CPU share decides, or the mall's distance. */
function pollSeconds({ call, runs }: Counts, shops: number): number {
  const run = runs['poll-orders'];
  if (!run) return 0;
  const minutes = assumptions.daysAMonth * 24 * 60;
  const shards = Math.ceil(shops / assumptions.shopsAShard);
  const busySeconds = ((shops / shards) * call.cpuMsClosed) / 1_000 / shareOf(run.memoryMiB);
  const waitSeconds = ((shops / shards) * assumptions.callSeconds) / standardShopsAtOnce(shards);
  return minutes * shards * Math.max(assumptions.runSecondsMin, busySeconds, waitSeconds);
}

/** The shops that sell at any time of a month: as many as glances may look at. */
function glancedOf(shops: number, shards: number): number {
  const share = Math.floor((shops * defaultImportSettings.warmPercent) / 100);
  return Math.min(shops, Math.max(warmShopsMin * shards, share));
}

/** Adds up how long the glances of a month run, in seconds: each asks one shop before the others. */
function glanceSeconds(
  { call, move }: Counts,
  shards: number,
  { glances, calls }: { readonly glances: number; readonly calls: number },
): number {
  if (glances === 0) return 0;
  const atOnce = standardShopsAtOnce(shards) * glanceAtOnceShare;
  const waitSeconds = ((calls / glances) * assumptions.callSeconds) / atOnce;
  const busySeconds = ((calls / glances) * call.cpuMsClosed) / 1_000 / shareOf(move.memoryMiB);
  return glances * Math.max((calls > glances ? 2 : 1) * assumptions.runSecondsMin, busySeconds, waitSeconds);
}

/**
 * How many messages a run takes, when so many come in a second, each alone: what comes while messages are gathered, shared by those
 * who gather, never less than one.
 */
function gatheredBy({ gatherSeconds, messagesMax }: Counts['push' | 'move'], aSecond: number): number {
  return Math.min(messagesMax, Math.max(1, (aSecond * gatherSeconds) / assumptions.looksAtOnce));
}

/** Shops are worked on side by side, so a run lasts as long as one of them: its calls are spaced. */
function secondsOfAPushRun({ push }: Counts): number {
  return Math.max(assumptions.runSecondsMin, (push.mallCalls - 1) * push.gapSeconds + assumptions.runSecondsMin);
}

function restSeconds(
  { call, scan, order, runs }: Counts,
  { scans, orders }: { readonly scans: number; readonly orders: number },
  started: readonly {
    readonly name: string;
    readonly memoryMiB: number;
    readonly seconds: number;
    readonly times: number;
  }[],
): number {
  const memory = runs.reconcile?.memoryMiB ?? 256;
  const cpuMs = scans * scan.mallCalls * call.cpuMsClosed + orders * order.cpuMs;
  const others = started.filter(({ name }) => name !== 'poll-orders');
  const ofRuns = sum(
    others.map((run) => gigabyteSeconds(run.times * (run.seconds + assumptions.runSecondsMin), run.memoryMiB)),
  );
  return gigabyteSeconds(cpuMs / 1_000 / shareOf(memory), memory) + ofRuns;
}

/** The part of a core that a function of so much memory has. */
export function shareOf(memoryMiB: number): number {
  return memoryMiB / assumptions.memoryMiBOfACore;
}

function gigabyteSeconds(seconds: number, memoryMiB = 256): number {
  return (seconds * memoryMiB) / 1_024;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
