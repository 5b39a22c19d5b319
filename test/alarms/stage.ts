import type { EventBridgeClient, PutEventsCommandInput } from '@aws-sdk/client-eventbridge';
import { eventBridgeBus } from '../../aws/event-bus.ts';
import type { LambdaHandler } from '../../aws/lambda/invocation.ts';
import { type ScheduledRun, scheduled } from '../../aws/lambda/scheduled.ts';
import type { RequestLog } from '../../aws/log.ts';
import { probeRound } from '../../core/jobs/health-probe.ts';
import { sendAll } from '../../core/jobs/notify-merchants.ts';
import { logPollResult, pollShard } from '../../core/jobs/poll-orders.ts';
import { hasReconciled, reconcileShard } from '../../core/jobs/reconcile.ts';
import { dayMs, minuteMs, secondMs } from '../../core/kernel/time.ts';
import { freshNoticeMemory } from '../../core/mail/sending.ts';
import { defaultHealthSettings } from '../../core/model/health-settings.ts';
import { newMerchant } from '../../core/model/merchant.ts';
import { type Shop, shopKey } from '../../core/model/shop.ts';
import { createCanaryMemory } from '../../core/outage/probe.ts';
import type { Ports } from '../../core/ports/ports.ts';
import type { Mailer } from '../../core/ports/system.ts';
import { createProcessCache } from '../../core/session/import-session.ts';
import { defaultImportSettings } from '../../core/session/import-settings.ts';
import type { RateShare } from '../../core/session/pacer.ts';
import type { RunContext } from '../../core/session/visit-shops.ts';
import { settings as healthProbe } from '../../functions/health-probe/settings.ts';
import { settings as notifyMerchants } from '../../functions/notify-merchants/settings.ts';
import { settings as pollOrders } from '../../functions/poll-orders/settings.ts';
import { settings as reconcile } from '../../functions/reconcile/settings.ts';
import type { Deliver } from '../../local/delivery.ts';
import { fireSchedule } from '../../local/schedules/fire.ts';
import { schedulesOf } from '../../local/schedules/schedules.ts';
import { mallMails } from '../../malls/mall-mails.ts';
import { createMalls } from '../../malls/registry.ts';
import { createMemoryStore, type MemoryStore, memoryPorts } from '../../proving/memory/index.ts';
import { clientAnswering, sdkException } from '../../proving/sdk-client.ts';
import { mallTransport } from '../../proving/worlds/mall-transport.ts';
import { createVirtualTime, type VirtualTime } from '../../proving/worlds/virtual-time.ts';
import { prng } from '../../simulator/index.ts';
import { createRms, type RmsSimulator } from '../../simulator/rms/index.ts';
import { type Board, openBoard, stageName, templateOf } from './board.ts';
import { type OrdersFault, refusable } from './refusable-orders.ts';

/** 2026-11-24 14:00 in Japan: far from the night batch. */
export const afternoon = Date.UTC(2026, 10, 24, 5);

const timeoutSeconds = {
  'poll-orders': pollOrders.timeoutSeconds,
  reconcile: reconcile.timeoutSeconds,
  'health-probe': healthProbe.timeoutSeconds,
  'notify-merchants': notifyMerchants.timeoutSeconds,
};
type FunctionName = keyof typeof timeoutSeconds;
/** The functions whose schedules start something in a stage of these tests. */
export const stagedFunctions = Object.keys(timeoutSeconds) as readonly FunctionName[];

/**
 * A stage at work in virtual time: the schedules of its template start the real rules behind the real handlers, over tables in memory
 * and a simulated mall; their lines are its figures, and the alarms of its template are judged every minute.
 */
export interface Stage extends OrdersFault {
  readonly board: Board;
  readonly time: VirtualTime;
  readonly rms: RmsSimulator;
  readonly store: MemoryStore;
  readonly shops: readonly Shop[];
  /** As a person's command has them. */
  readonly ports: Ports;
  /** Functions whose schedules are switched off, or that of one of their shards: `reconcile#1`. */
  readonly off: Set<FunctionName | `${FunctionName}#${number}`>;
  /** What runs of a function end with instead of doing anything. */
  readonly defects: Map<FunctionName, Error>;
  /** How long runs of a function may take, where that is less than they should. */
  readonly limits: Map<FunctionName, number>;
  /** Nothing of ours gets out any more. */
  cutOff: boolean;
  /** What EventBridge answers every call with; null while it takes what it is given. */
  busError: string | null;
  mailer: Mailer;
  /** Starts one run, as the schedule of its shard would. */
  fire(name: FunctionName, shard?: number): void;
  /** Lets time pass with everything on schedule. */
  run(minutes: number): Promise<void>;
  /** Lets time pass with nothing on schedule, and without evaluating alarms. */
  leap(ms: number): Promise<void>;
}

export async function openStage(
  options: {
    readonly at?: number;
    readonly shops?: number;
    readonly shards?: number;
    /** Parameters of its deployment. */
    readonly parameters?: Readonly<Record<string, string>>;
    readonly arrivalsPerHour?: number;
    /** Days until the keys of the first shops end; a year where none is given. */
    readonly keyDays?: readonly number[];
  } = {},
): Promise<Stage> {
  const { at = afternoon, shops = 4, shards = 1, arrivalsPerHour = 6, keyDays = [] } = options;
  const time = createVirtualTime(at);
  const chance = prng(20261124);
  const rms = createRms({ now: time.now, seed: 7, settings: { throttle: { status: 429 } } });
  const store = createMemoryStore();
  const board = openBoard(
    templateOf(undefined, { shards: String(shards), malls: 'rms', ...options.parameters }),
    time.now,
  );
  let words = 0;
  const transport = mallTransport({
    rms,
    time,
    chance,
    isAlive: () => true,
    pageRows: 1_000,
    isCutOff: () => stage.cutOff,
    onExchange: () => 0,
  });
  const eventBridge = clientAnswering<EventBridgeClient>(async (_, { Entries = [] }: PutEventsCommandInput) => {
    if (stage.busError !== null) throw sdkException(stage.busError, '', 400);
    return { Entries: Entries.map((_entry, index) => ({ EventId: `event-${index}` })) };
  });
  const portsWith = (log: RequestLog): Ports => {
    const memory = memoryPorts(store);
    return {
      ...memory,
      orders: refusable(memory.orders, board, { clock: time, log }, () => stage),
      log,
      bus: eventBridgeBus(eventBridge, 'bus', log),
      clock: time,
      random: { next: () => chance.next(), id: () => `word-${++words}` },
      malls: createMalls({
        sites: {
          rms: { baseUrl: 'https://rms.invalid' },
          ...(options.parameters?.malls?.includes('shopify') && { shopify: { baseUrl: 'https://{shop}.invalid' } }),
        },
        timeoutMs: 20 * secondMs,
        transport,
        vault: memory.vault,
        clock: time,
      }),
    };
  };

  const noticeMemory = { keys: freshNoticeMemory(), mornings: freshNoticeMemory() };
  const handlerOf = (
    name: FunctionName,
    work: (ports: Ports, run: ScheduledRun, log: RequestLog) => Promise<void>,
  ): LambdaHandler => {
    const log = board.logOf(name);
    const ports = portsWith(log);
    return scheduled(
      async (run) => {
        const defect = stage.defects.get(name);
        if (defect !== undefined) throw defect;
        await work(ports, run, log);
      },
      { log },
    );
  };
  const roundOf = (share: RateShare) => {
    const cache = createProcessCache(time);
    return (ports: Ports, { budget }: ScheduledRun): RunContext => ({
      ports,
      cache,
      share,
      budget,
      settings: defaultImportSettings,
      runId: ports.random.id(),
    });
  };
  const [polling, scanning, canaries] = [roundOf('import'), roundOf('scan'), createCanaryMemory()];
  const handlers: Readonly<Record<FunctionName, LambdaHandler>> = {
    'poll-orders': handlerOf('poll-orders', async (ports, run, log) => {
      await pollShard(polling(ports, run), run.shard, run.shards, (report) => logPollResult(log, run.shard, report));
    }),
    reconcile: handlerOf('reconcile', async (ports, run, log) => {
      await reconcileShard(scanning(ports, run), run.shard, run.shards, (report) => {
        if (hasReconciled(report)) log.info('reconcile.done', { shard: run.shard, ...report });
      });
    }),
    'health-probe': handlerOf('health-probe', (ports, { budget }) =>
      probeRound({
        ports,
        budget,
        settings: defaultHealthSettings,
        memory: canaries,
        reference: { answers: async () => !stage.cutOff },
      }),
    ),
    'notify-merchants': handlerOf('notify-merchants', (ports, { budget }) =>
      sendAll(
        {
          ports: { ...ports, mails: mallMails },
          budget,
          mailer: { send: (mail) => stage.mailer.send(mail) },
          identity: { fromName: '繋ぎシステム サポート', signature: [] },
          runId: ports.random.id(),
          mailsPerSecond: 14,
        },
        noticeMemory,
      ),
    ),
  };

  const nameIn = (lambda: string) => lambda.slice(`tsunagi-${stageName}-`.length) as FunctionName;
  const deliver: Deliver = async (target, body) => {
    const functionName = target.name;
    const name = nameIn(functionName);
    const startedAtMs = time.now();
    const endsAt = startedAtMs + (stage.limits.get(name) ?? timeoutSeconds[name]) * secondMs;
    const context = { awsRequestId: `request-${++words}`, getRemainingTimeInMillis: () => endsAt - time.now() };
    const outcome = await handlers[name](JSON.parse(body), context).then(
      () => ({ kind: 'returned', payload: 'null' }) as const,
      (error: Error) => ({ kind: 'failed', error: { errorType: error.name, errorMessage: error.message } }) as const,
    );
    board.accounting.ran({ functionName, startedAtMs, endedAtMs: time.now(), outcome });
    return outcome;
  };
  const schedules = schedulesOf(board.resources);
  const start = (schedule: (typeof schedules)[number]): void => {
    void fireSchedule(schedule, time.now(), { deliver, accounting: board.accounting });
  };

  let minute = 0;
  const stage: Omit<Stage, 'shops'> & { shops: Shop[] } = {
    board,
    time,
    rms,
    store,
    shops: [],
    ports: portsWith(board.logOf('ops')),
    off: new Set(),
    defects: new Map(),
    limits: new Map(),
    cutOff: false,
    ordersError: null,
    ordersTakeMs: 0,
    busError: null,
    mailer: { send: async () => ({ kind: 'accepted', messageId: `mail-${++words}` }) },
    fire(name, shard = 0) {
      const schedule = schedules.find(
        ({ target, input }) => nameIn(target.name) === name && JSON.parse(input).shard === shard,
      );
      if (schedule !== undefined) start(schedule);
    },
    async run(minutes) {
      for (let passed = 0; passed < minutes; passed++, minute++) {
        for (const schedule of schedules) {
          const everyMs = schedule.timing.kind === 'rate' ? schedule.timing.everyMs : minuteMs;
          const name = nameIn(schedule.target.name);
          const isOff = stage.off.has(name) || stage.off.has(`${name}#${JSON.parse(schedule.input).shard}`);
          if (minute % (everyMs / minuteMs) === 0 && !isOff) start(schedule);
        }
        await time.runUntil(time.now() + minuteMs);
        board.watch.judge(time.now());
      }
    },
    leap: (ms) => time.runUntil(time.now() + ms),
  };
  for (let index = 0; index < shops; index++) {
    stage.shops.push(await onboard(stage, `shop-${index + 1}`, index % shards, keyDays[index] ?? 365));
    if (arrivalsPerHour > 0) rms.control.arrivals(`shop-${index + 1}`, { perHour: arrivalsPerHour });
  }
  return stage;
}

async function onboard(
  { rms, ports, time }: Omit<Stage, 'shops'>,
  code: string,
  shard: number,
  keyDays: number,
): Promise<Shop> {
  const now = time.now();
  const { serviceSecret, licenseKey } = rms.control.addShop({ shopUrl: code, keyExpiresAt: now + keyDays * dayMs });
  const facts = { name: `${code}商店`, contacts: [`${code}@example.jp`], features: ['import', 'status'] as const };
  await ports.merchants.put(newMerchant(code, facts, now - 30 * dayMs));
  const key = shopKey('rms', code);
  const shop: Shop = {
    key,
    mall: 'rms',
    code,
    name: code,
    merchant: code,
    shard,
    importFrom: now - 10 * dayMs,
    cursor: now - minuteMs,
    scannedAt: now,
    rereadDay: '',
    rereadAfter: '',
    callsPerSecond: 1,
    credential: await ports.vault.seal(key, 0, 1, { serviceSecret, licenseKey }),
  };
  await ports.shops.add(shop);
  return shop;
}
