import { dayMs, hourMs, minuteMs } from '../../core/kernel/time.ts';
import { occasionOf } from '../../core/model/incident.ts';
import type { Shop } from '../../core/model/shop.ts';
import type { MallTraits } from '../../core/ports/mall.ts';
import { rmsTraits } from '../../malls/rms/traits.ts';
import { createRms } from '../../simulator/rms/index.ts';
import { createMemoryStore } from '../memory/index.ts';
import { watchChangeRow } from './changes-beside.ts';
import { watchCoverage } from './coverage-watch.ts';
import { createCursorWatch } from './cursor-watch.ts';
import { type Draws, turnsOf } from './draws.ts';
import { drawsOf, type Edition, isNamed, newestEdition } from './edition.ts';
import { noFaults } from './fault-kinds.ts';
import { drawGlances } from './glances.ts';
import type { Exchange } from './mall-transport.ts';
import { createMallsBeside } from './malls-beside.ts';
import { hasMornings, watchMornings } from './morning-watch.ts';
import { onboard } from './onboard.ts';
import { createOutageWatch, onSet } from './outage-watch.ts';
import { drawOutages, hasOutages, type Outages, withAccountRefusals, withRefusedListings } from './outages.ts';
import { noWriteFaults, type ProcessWorld, startProcess, type WriteFaults } from './process.ts';
import { withRelapses } from './relapses.ts';
import { atRms } from './rms-mall.ts';
import { importByHand } from './runs.ts';
import { untrueEnd } from './status-books.ts';
import { createStatusWatch, type StatusWatch } from './status-watch.ts';
import { drawStatuses, hasStatuses, type Statuses } from './statuses.ts';
import { openStocks } from './stock-goods.ts';
import { watchForLaws } from './stock-laws-of-world.ts';
import { createStockWatch } from './stock-watch.ts';
import { drawStocks, hasStocks, type Stocks } from './stocks.ts';
import { drawSwarm, type Swarm } from './swarm.ts';
import { createVirtualTime } from './virtual-time.ts';
import { isQuiet, minuteOf, type World } from './world.ts';
import { answerWhole } from './world-mall.ts';
import { worldMalls } from './world-malls.ts';

/** How far ahead a clock is that is fast by much. */
export const fastMs = hourMs;

/** RMS may mean fewer calls by 503 too, and then counts as out; here it says so. */
const throttles = { throttle: { status: 429 } } as const;

/** Builds a seed's world with its shops onboarded and their first orders placed. */
export async function createWorld(
  seed: number,
  options: {
    trace?: boolean;
    onExchange?: (exchange: Exchange, shop: Shop) => void;
    edition?: Edition;
    swarm?: Partial<Swarm>;
    /** As the seed says when absent. */
    outages?: Outages | null;
    statuses?: Statuses | null;
    stocks?: Stocks | null;
    /** Whether the laws are to judge it: then what they need is noted. */
    laws?: boolean;
    /** Whether it is counted which fault met which call or write. */
    coverage?: boolean;
    /** Asked before each write whether its process dies now. */
    diesBefore?: (what: string) => boolean;
  } = {},
): Promise<World> {
  const { edition = newestEdition } = options;
  const draws = drawsOf(edition, seed, 'story');
  const turn = turnsOf(draws.of('run'));
  const drawn = { ...drawSwarm(drawsOf(edition, seed, 'swarm'), edition), ...options.swarm };
  const byChance = hasOutages(seed) ? drawsOf(edition, seed, 'outages') : null;
  const swarm = byChance !== null && options.outages === undefined ? withRoom(drawn, byChance) : drawn;
  const relapsing = byChance && withRelapses(drawOutages(byChance, swarm.activeMs), seed, edition, swarm.activeMs);
  const rolled = relapsing && withRefusedListings(relapsing, seed, edition);
  const outages =
    options.outages !== undefined ? options.outages : rolled && withAccountRefusals(rolled, seed, edition);
  // Any hour of the day, so that midnight and the night batch fall everywhere.
  const begins = draws.of('start');
  const start = Date.UTC(2026, 1, 2 + (seed % 5)) + begins.int(0, 23) * hourMs + begins.int(0, 3_599_999);
  const time = createVirtualTime(start);
  // A recipient's address changes no progress, so only the nightly re-reading finds it: it comes before that night.
  // Step-by-step stories with a swarm of their own define the wanted changes themselves.
  const asDrawn = options.swarm === undefined && hasStatuses(seed);
  const store = createMemoryStore();
  const coverage = options.coverage ? watchCoverage(store) : null;
  const rms = createRms({
    now: () => time.now(),
    seed,
    isNamed: isNamed(edition),
    onStrike: coverage?.struck,
    settings: {
      // What is shipped may be paid for in the world's last seconds, after the last scan: it is not, then.
      flow: {
        socialGiftInputDelayMs: 5 * hourMs,
        // A world ends long before RMS's own two months: its scans meet payments after a day.
        paymentStartDelayMs: asDrawn ? 30 * dayMs : dayMs,
        paymentDoneDelayMs: dayMs,
      },
      edit: { removedLines: swarm.removedLines },
      ...(outages === null ? {} : throttles),
    },
  });
  const statuses =
    options.statuses ?? (asDrawn ? drawStatuses(seed, drawsOf(edition, seed, 'statuses'), swarm.activeMs) : null);
  const mallRms = atRms(rms);
  const statusWatch: StatusWatch | null =
    statuses === null
      ? null
      : createStatusWatch(drawsOf(edition, seed, 'wishes'), { store, time, malls: [mallRms] }, (...row) =>
          untrueEnd(world, ...row),
        );
  const stocks =
    options.stocks ??
    (options.swarm === undefined && hasStocks(seed, edition)
      ? drawStocks(seed, edition, drawsOf(edition, seed, 'stocks'), swarm.activeMs)
      : null);
  const stockWatch =
    stocks === null ? null : createStockWatch(drawsOf(edition, seed, 'goods'), 'merchant-1', { store, time });
  const beside =
    stocks === null
      ? []
      : createMallsBeside(seed, edition, stocks, { now: () => time.now(), onStrike: coverage?.struck });
  // Stories that break one thing by themselves have no other fault, and worlds of earlier editions stay as they were.
  if (edition < 11 || options.swarm !== undefined) answerWhole([mallRms, ...beside]);
  const changesBeside =
    stocks !== null && stocks.yahooShops > 0 && edition >= 6
      ? createStatusWatch(drawsOf(edition, seed, 'wishes'), { store, time, malls: beside }, (push) => {
          watchChangeRow(world, push);
          return [];
        })
      : null;
  const counts = noFaults();
  let processes = 0;
  const world: Omit<World, 'shops' | 'mornings'> & { shops: Shop[]; mornings: World['mornings'] } = {
    seed,
    edition,
    swarm,
    outages,
    watch: createOutageWatch(),
    statuses,
    statusWatch,
    changesBeside,
    stocks,
    stockWatch,
    glances: options.swarm === undefined ? drawGlances(seed, edition) : null,
    mornings: null,
    coverage,
    atRms: mallRms,
    beside,
    start,
    time,
    draws,
    turn,
    rms,
    store,
    counts,
    shops: [],
    trace: [],
    logs: [],
    unexpected: [],
    stormy: true,
    calmSince: null,
    shards: swarm.shards,
    note(line) {
      if (options.trace) world.trace.push(`${new Date(time.now()).toISOString()} ${line}`);
    },
    noteCall(shop, exchange) {
      if (options.trace) world.note(`${shop.code} ${summaryOf(exchange)}`);
    },
    importByHand: (shop, span, skewMs, act) => importByHand(world, shop, span, skewMs, act),
    async addShop(shard) {
      const shop = await onboard(world, world.shops.length, shard);
      world.shops.push(shop);
      return shop;
    },
    running: new Map(),
    refusedShop: null,
    cutOff: false,
    startProcess(role = 'worker', given, run = turn(role, minuteOf(world))) {
      const isProbe = role === 'probe';
      // A mail in hand is measured by the clocks of those who send, so theirs are right.
      const skewChance =
        role === 'notify'
          ? 0
          : isProbe
            ? (outages?.probeSkewChance ?? 0)
            : (role === 'push' && (statuses ?? stocks)?.rightClocks) || (role === 'stock' && stocks?.rightClocks)
              ? 0
              : swarm.skewChance;
      const isWrong = world.stormy && run.hits('wrong', skewChance);
      const byChance = isWrong ? run.of('clock').pick([-hourMs, fastMs, 7_000, -90_000]) : 0;
      const skewMs = given ?? byChance;
      if (skewMs !== 0) counts[isProbe ? 'probe-skew' : 'clock-skew']++;
      const name = run.name?.replaceAll(' ', '/') ?? `p${++processes}`;
      return startProcess(processWorld, name, skewMs, run);
    },
  };
  watchTables(world);
  if (options.laws) watchForLaws(world);
  if (options.swarm === undefined && outages !== null && hasMornings(seed, edition))
    world.mornings = watchMornings(world);
  // Once nothing moves any more, small pages and lists that are soon full show nothing new.
  const traits: MallTraits = {
    ...rmsTraits,
    readBatch: swarm.readBatch,
    get maxListed() {
      return isQuiet(world) ? rmsTraits.maxListed : swarm.maxListed;
    },
  };
  const watch = createCursorWatch(world);
  const writes: WriteFaults = {
    ...swarm.writes,
    ...(outages === null ? {} : { consequenceCrash: outages.crash }),
    ...(stocks === null ? {} : { stall: stocks.stall }),
  };
  const isRefused = (shop: unknown): boolean => {
    const { refusedShop } = world;
    return refusedShop !== null && refusedShop.key === shop && !refusedShop.isOver;
  };
  const processWorld: ProcessWorld = {
    onCursor: watch,
    logs: world.logs,
    onWarning(event, fields) {
      // Of a shop that the store refuses, every visit fails.
      if (isRefused(fields.shop)) return;
      // Where a mall allows few listings, and counts those of all processes, one that comes too often is no trouble.
      const isPaced = world.beside.some(
        ({ mall, traits }) => traits.listings && String(fields.shop).startsWith(`${mall}#`),
      );
      if (isPaced && fields.code === 'mall.throttled') return;
      // Once nothing breaks any more, no visit to a shop may fail; what the storm left in flight may end first.
      if (world.calmSince !== null && time.now() > world.calmSince + 5 * minuteMs && event.startsWith('shop.visit')) {
        world.unexpected.push(`a shop could not be visited in calm weather: ${JSON.stringify(fields)}`);
      }
    },
    time,
    store,
    draws,
    counts,
    note: world.note,
    faults: () => (world.stormy ? writes : noWriteFaults),
    refusesShop: isRefused,
    onWrite: world.coverage?.write,
    diesBefore: options.diesBefore ?? (() => false),
    onAudit: (audit) => {
      const cursor = store.shopsByKey.get(audit.shop)?.cursor ?? 0;
      world.watch.audits.push({ at: time.now(), audit, cursor });
    },
    malls: (process) => worldMalls(world, process, traits, options.onExchange ?? (() => undefined)),
  };
  for (let index = 0; index < swarm.shops; index++) await world.addShop(index % swarm.shards);
  if (stockWatch !== null) await openStocks(world, stockWatch);
  return world;
}

/** A world with outages has more shops, of several merchants, for longer, and no others than its own outages. */
function withRoom(swarm: Swarm, draws: Draws): Swarm {
  const shops = draws.of('shops').int(5, 6);
  const activeMs = draws.of('minutes').int(240, 360) * minuteMs;
  return { ...swarm, shops, activeMs, ordersPerShop: Math.ceil(210 / shops), outages: 0, flakyWindows: 0 };
}

/** Keeps what was written of health and incidents, and which mails were marked. */
function watchTables({ store, time, watch }: Omit<World, 'shops'>): void {
  onSet(store.healthsById, (health) => watch.healths.push({ at: time.now(), health }));
  onSet(store.incidentsById, (incident, before) => {
    const closes = incident.stage.kind === 'closed' && before?.stage.kind !== 'closed';
    const audits = [...(store.auditsByName.get(occasionOf(incident))?.values() ?? [])];
    const audited = new Set(audits.filter(({ result }) => result.kind === 'audited').map(({ shop }) => shop));
    const shops = [...store.shopsByKey.values()].map(({ key, cursor }) => ({ key, cursor }));
    watch.incidents.push({ at: time.now(), incident, seen: closes ? { audited, shops } : null });
  });
  onSet(store.noticesById, ({ state }) => {
    if (state.kind !== 'sent') return;
    const mail = watch.mails.find(({ messageId }) => messageId === state.messageId);
    if (mail) mail.cutOff = false;
  });
  // For a while, nothing waits for a shop whose key is refused or was just changed.
  onSet(store.pausesById, ({ scope, retryAt }) => {
    watch.unsettled.add(scope as Shop['key']);
    if (retryAt !== undefined) watch.keyRests.push({ shop: scope, from: time.now(), until: retryAt });
  });
}

function summaryOf({ request, outcome }: Exchange): string {
  const ending = outcome.ending === 'answer' ? `${outcome.status}` : outcome.ending;
  return `${request.path} ${request.body.slice(0, 300)} -> ${ending}`;
}
