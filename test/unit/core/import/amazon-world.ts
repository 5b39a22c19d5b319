import { type GlanceResult, glanceAt } from '../../../../core/jobs/glance.ts';
import { pollShard } from '../../../../core/jobs/poll-orders.ts';
import { reconcileShard } from '../../../../core/jobs/reconcile.ts';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { StoredOrder } from '../../../../core/model/order.ts';
import type { Shop } from '../../../../core/model/shop.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { budgetUntil } from '../../../../core/ports/system.ts';
import { createProcessCache } from '../../../../core/session/import-session.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import { amazonDesk } from '../../../../malls/amazon/desk.ts';
import { createMalls } from '../../../../malls/registry.ts';
import { allClaims, allRows, createMemoryStore, memoryPorts } from '../../../../proving/memory/index.ts';
import { memoryRests } from '../../../../proving/memory/leases.ts';
import { takeStockMessages } from '../../../../proving/memory/stock-queue.ts';
import type { AmazonSettingsChange } from '../../../../simulator/amazon/index.ts';
import { hintWork } from '../../../../wiring/hint-work.ts';
import { amazonInProcess, began, sellerId, shopKey, transportTo } from '../../malls/amazon/in-process.ts';

const hintsQueueArn = 'arn:aws:sqs:ap-northeast-1:111122223333:tsunagi-shop-order-hints';

/** One seller at the simulated Amazon, tables in memory, and a clock that advances with each wait. */
export async function openAmazonWorld(settings: AmazonSettingsChange = {}, importFrom = began - dayMs) {
  const { amazon, clock, credential } = amazonInProcess({ throttle: { enforce: true }, ...settings });
  const paths: string[] = [];
  const store = createMemoryStore();
  const memory = memoryPorts(store);
  const time = {
    now: () => clock.at,
    sleep: async (ms: number) => {
      clock.at += Math.max(0, ms);
    },
  };
  let words = 0;
  let tooMany = 0;
  const carry = transportTo(amazon, paths);
  /** Of one process. What processes share is in the store. */
  const openMalls = () =>
    createMalls({
      sites: { amazon: { baseUrl: 'https://mall.example', authUrl: 'https://auth.example' } },
      async transport(request) {
        const answer = await carry(request);
        if (answer.status === 429) tooMany++;
        return answer;
      },
      vault: memory.vault,
      clock: time,
      listers: { amazon: amazonDesk },
      rests: memoryRests(store),
    });
  const ports: Ports = {
    ...memory,
    clock: time,
    random: { next: () => 0.5, id: () => `word-${++words}` },
    malls: openMalls(),
  };
  const scanning: Ports = { ...ports, malls: openMalls() };
  const first: Shop = {
    ...{ key: shopKey, mall: 'amazon', code: sellerId, name: '角の店', merchant: 'kado', shard: 0 },
    importFrom,
    cursor: Math.max(importFrom, began - hourMs),
    ...{ scannedAt: 0, rereadDay: '', rereadAfter: '', callsPerSecond: 0.5 },
    credential: await memory.vault.seal(shopKey, 0, 1, credential),
  };
  await ports.shops.add(first);
  const cache = createProcessCache(time);
  const scanCache = createProcessCache(time);
  const round = (share: 'import' | 'scan', ms: number) => ({
    ...{ ports: share === 'scan' ? scanning : ports, share, settings: defaultImportSettings, runId: ports.random.id() },
    cache: share === 'scan' ? scanCache : cache,
    budget: budgetUntil(time, time.now() + ms),
  });
  const hintCache = createProcessCache(time);
  const callsOf = (operation: RegExp): number =>
    paths.filter((path) => operation.test(path.split('?')[0] ?? '')).length;
  return {
    amazon,
    clock,
    place: (count: number, at: number = clock.at) => amazon.control.addOrders(sellerId, { count, at }),
    /** Polls every minute, as the schedule does. */
    async poll(minutes = 1) {
      for (let minute = 0; minute < minutes; minute++) {
        const next = clock.at + minuteMs;
        await pollShard(round('import', 55_000), 0, 1);
        clock.at = Math.max(clock.at, next);
      }
    },
    /** Has the mall send its messages to the queue, as `ops shops verify` does. */
    async subscribe() {
      const mall = await ports.malls.shop((await ports.shops.get(shopKey)) as Shop);
      return mall.subscribeHints?.(hintsQueueArn);
    },
    /** Delivers messages of a queue to sync-stock's work on them; by default those that the mall has sent. Returns what it logged, and the failed ones. */
    async deliver(bodies = amazon.control.takeNotifications().map(({ body }) => body), ms = 170_000) {
      const logged: [string, Readonly<Record<string, unknown>>][] = [];
      const note = (event: string, fields: Readonly<Record<string, unknown>> = {}) => void logged.push([event, fields]);
      const log = { info: note, warn: note, error: note };
      const work = hintWork(log, ({ budget }) => ({
        ...{ cache: hintCache, settings: defaultImportSettings, runId: ports.random.id(), budget },
        ports: { ...ports, log },
      }));
      const received = { queue: 'hints', handle: 'handle', group: null, receives: 1, sentAt: null };
      const messages = bodies.map((body, index) => ({ ...received, id: `message-${index}`, body }));
      const failed = await work(messages, { budget: budgetUntil(time, time.now() + ms), requestId: 'run-1' });
      return { logged, failed: [...failed.keys()] };
    },
    /** Passes the time until the last look that messages have asked for, and delivers it to sync-stock; what it did. */
    async look() {
      const glances = takeStockMessages(store).flatMap((message) =>
        message.kind === 'glance' ? [message.glance] : [],
      );
      const done: GlanceResult[] = [];
      for (const glance of glances) {
        clock.at = Math.max(clock.at, glance.at);
        done.push(await glanceAt({ ...round('import', 60_000), cache: hintCache }, glance));
      }
      return done;
    },
    ports,
    store,
    reconcile: () => reconcileShard(round('scan', 4 * minuteMs), 0, 1),
    orders: () => allRows(store).filter((row): row is StoredOrder => row.kind === 'stored'),
    claimed: () => allClaims(store).reduce((sum, { quantity }) => sum + quantity, 0),
    shop: async () => (await ports.shops.get(shopKey)) as Shop,
    /** Calls that Amazon refused with 429. */
    tooMany: () => tooMany,
    searches: () => callsOf(/\/orders$/),
    readings: () => callsOf(/\/orders\/[^/]+$/),
  };
}
