import { probeRound } from '../../../../core/jobs/health-probe.ts';
import { type PollResult, pollShard } from '../../../../core/jobs/poll-orders.ts';
import { reconcileShard } from '../../../../core/jobs/reconcile.ts';
import { dayMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { type Capability, capabilities, type HealthState } from '../../../../core/model/health.ts';
import { defaultHealthSettings, type HealthSettings } from '../../../../core/model/health-settings.ts';
import { type Shop, shopKey } from '../../../../core/model/shop.ts';
import { type CanaryMemory, createCanaryMemory } from '../../../../core/outage/probe.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { budgetUntil } from '../../../../core/ports/system.ts';
import { createProcessCache, type ProcessCache } from '../../../../core/session/import-session.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import type { RunContext } from '../../../../core/session/visit-shops.ts';
import type { Transport } from '../../../../malls/http.ts';
import { createMalls } from '../../../../malls/registry.ts';
import {
  createMemoryStore,
  type MemoryLog,
  type MemoryStore,
  memoryLog,
  memoryPorts,
} from '../../../../proving/memory/index.ts';
import { mallTransport } from '../../../../proving/worlds/mall-transport.ts';
import { createVirtualTime, type VirtualTime } from '../../../../proving/worlds/virtual-time.ts';
import { prng } from '../../../../simulator/index.ts';
import { createRms, type RmsSimulator } from '../../../../simulator/rms/index.ts';

/** So that a few shops are as many as a mall asks to come back step by step. */
export const asIfMany = { lightCallsPerSecond: 0 } as const;

/** 2020-02-10 15:40 in Japan. */
export const start = Date.UTC(2020, 1, 10, 6, 40);

/** A simulated RMS with shops, tables in memory, and time that advances when all processes sleep. */
export interface HealthWorld {
  readonly time: VirtualTime;
  readonly rms: RmsSimulator;
  readonly store: MemoryStore;
  readonly log: MemoryLog;
  readonly shops: readonly Shop[];
  /** The calls of probes and of workers, by the moment at which they began. */
  readonly calls: { readonly probes: Call[]; readonly workers: Call[] };
  /** What runs ended with. */
  readonly failures: unknown[];
  /** How the independent address behaves; null when none is set. */
  reference: 'answers' | 'silent' | null;
  /** The ports of one more process. */
  ports(by?: 'probes' | 'workers'): Ports;
  /** One run of one process, now. */
  probe(process?: ProbeProcess, limitMs?: number): Promise<void>;
  /** Starts a process that probes at every full minute. */
  probeEveryMinute(minutes: number, changes?: Partial<Ports>): void;
  /** Starts a process that polls at every full minute, and one that scans at every fifth. */
  workEveryMinute(minutes: number): void;
  /** One poll of one process, now. */
  poll(process: WorkProcess): Promise<PollResult | null>;
  state(capability: Capability): HealthState;
  /** Lets this many minutes pass. */
  pass(minutes: number): Promise<void>;
}

/** A call as its caller saw it. */
interface Call {
  readonly at: number;
  readonly path: string;
}

interface WorkProcess {
  readonly ports: Ports;
  readonly cache: ProcessCache;
}

interface ProbeProcess {
  readonly ports: Ports;
  readonly memory: CanaryMemory;
}

/** What one run of each function may take: its time-out less the margin. */
const probeMs = 55 * secondMs;
const pollMs = 107 * secondMs;
const scanMs = 237 * secondMs;

/** `changes`: of the settings of the probes. */
export async function openHealthWorld(shopCount: number, changes: Partial<HealthSettings> = {}): Promise<HealthWorld> {
  const time = createVirtualTime(start);
  const chance = prng(20200210);
  const rms = createRms({ now: () => time.now(), seed: 7, settings: { throttle: { status: 429 } } });
  const store = createMemoryStore();
  const log = memoryLog();
  const calls: HealthWorld['calls'] = { probes: [], workers: [] };
  let words = 0;
  const carry = mallTransport({ rms, time, chance, isAlive: () => true, pageRows: 1_000, onExchange: () => 0 });
  const ports = (by: 'probes' | 'workers' = 'probes'): Ports => {
    const memory = memoryPorts(store);
    const transport: Transport = (request) => {
      calls[by].push({ at: time.now(), path: new URL(request.url).pathname });
      return carry(request);
    };
    return {
      ...memory,
      log,
      clock: time,
      random: { next: () => chance.next(), id: () => `word-${++words}` },
      malls: createMalls({
        sites: { rms: { baseUrl: 'https://rms.invalid' } },
        timeoutMs: 20 * secondMs,
        transport,
        vault: memory.vault,
        clock: time,
      }),
    };
  };
  const settings = { ...defaultHealthSettings, ...changes };
  const failures: unknown[] = [];
  const workProcess = (): WorkProcess => ({ ports: ports('workers'), cache: createProcessCache(time) });
  const roundOf = ({ ports, cache }: WorkProcess, share: 'import' | 'scan', limitMs: number): RunContext => ({
    ports,
    cache,
    share,
    settings: defaultImportSettings,
    budget: budgetUntil(time, time.now() + limitMs),
    runId: ports.random.id(),
  });
  const world: Omit<HealthWorld, 'shops'> & { shops: Shop[] } = {
    time,
    rms,
    store,
    log,
    shops: [],
    calls,
    failures,
    reference: null,
    ports,
    async probe(process = { ports: ports(), memory: createCanaryMemory() }, limitMs = probeMs) {
      const reference = world.reference === null ? null : { answers: async () => world.reference === 'answers' };
      const budget = budgetUntil(time, time.now() + limitMs);
      try {
        await probeRound({ ports: process.ports, settings, memory: process.memory, budget, reference });
      } catch (error) {
        failures.push(error);
      }
    },
    probeEveryMinute(minutes, changes = {}) {
      const process = { ports: { ...ports(), ...changes }, memory: createCanaryMemory() };
      for (let minute = 0; minute < minutes; minute++) {
        time.at(time.now() + minute * minuteMs, () => void world.probe(process));
      }
    },
    async poll(process) {
      const round = roundOf(process, 'import', pollMs);
      return pollShard(round, 0, 1).catch((error: unknown) => {
        failures.push(error);
        return null;
      });
    },
    workEveryMinute(minutes) {
      const [poller, scanner] = [workProcess(), workProcess()];
      for (let minute = 0; minute < minutes; minute++) {
        time.at(time.now() + minute * minuteMs, () => void world.poll(poller));
        if (minute % 5 !== 0) continue;
        time.at(time.now() + minute * minuteMs, () => {
          reconcileShard(roundOf(scanner, 'scan', scanMs), 0, 1).catch((error) => failures.push(error));
        });
      }
    },
    state: (capability) => store.healthsById.get(`rms#${capability}`)?.state ?? { kind: 'healthy' },
    pass: (minutes) => time.runUntil(time.now() + minutes * minuteMs),
  };
  for (let index = 1; index <= shopCount; index++) world.shops.push(await onboard(world, `shop-${index}`));
  return world;
}

/** How each capability stands, in their order. */
export function kindsIn(world: HealthWorld): string[] {
  return capabilities.map((capability) => world.state(capability).kind);
}

async function onboard({ rms, store, time }: Pick<HealthWorld, 'rms' | 'store' | 'time'>, code: string): Promise<Shop> {
  const { serviceSecret, licenseKey } = rms.control.addShop({ shopUrl: code, keyExpiresAt: start + 365 * dayMs });
  const ports = memoryPorts(store);
  const key = shopKey('rms', code);
  const shop: Shop = {
    key,
    mall: 'rms',
    code,
    name: code,
    merchant: code,
    shard: 0,
    importFrom: start - dayMs,
    cursor: time.now() - minuteMs,
    scannedAt: time.now(),
    rereadDay: '',
    rereadAfter: '',
    callsPerSecond: 1,
    credential: await ports.vault.seal(key, 0, 1, { serviceSecret, licenseKey }),
  };
  await ports.shops.add(shop);
  return shop;
}

/** Lines that something was worth, without the figures that every run writes of every mall. */
export const saidIn = ({ log }: Pick<HealthWorld, 'log'>) => log.lines.filter(({ event }) => event !== 'mall.measured');
