import { type CanaryMemory, createCanaryMemory } from '../../../../core/health/canaries.ts';
import type { Capability } from '../../../../core/health/capability.ts';
import type { HealthState } from '../../../../core/health/health.ts';
import { probeRound } from '../../../../core/health/probe-round.ts';
import { defaultHealthSettings } from '../../../../core/health/settings.ts';
import { type Shop, shopKey } from '../../../../core/merchants/shop.ts';
import { defaultImportSettings } from '../../../../core/orders/settings.ts';
import { budgetUntil } from '../../../../core/ports/clock.ts';
import type { Ports } from '../../../../core/ports/index.ts';
import { dayMs, minuteMs, secondMs } from '../../../../core/units.ts';
import { createMalls } from '../../../../malls/registry.ts';
import { prng } from '../../../../simulator/prng.ts';
import { createRms, type RmsSimulator } from '../../../../simulator/rms/index.ts';
import { type Exchange, mallTransport } from '../../../simulation/mall-transport.ts';
import { createVirtualTime, type VirtualTime } from '../../../simulation/virtual-time.ts';
import {
  createMemoryStore,
  type MemoryLog,
  type MemoryStore,
  memoryLog,
  memoryPorts,
} from '../../../support/memory/index.ts';

/** 2020-02-10 15:40 in Japan. */
export const start = Date.UTC(2020, 1, 10, 6, 40);

/** A simulated RMS with shops, tables in memory, and time that passes when all sleep. */
export interface HealthWorld {
  readonly time: VirtualTime;
  readonly rms: RmsSimulator;
  readonly store: MemoryStore;
  readonly log: MemoryLog;
  readonly shops: readonly Shop[];
  readonly calls: Exchange[];
  /** What runs ended with. */
  readonly failures: unknown[];
  /** What the independent address does; null when none is set. */
  reference: 'answers' | 'silent' | null;
  /** The ports of one more process. */
  ports(): Ports;
  /** One run of one process, now. */
  probe(process?: ProbeProcess): Promise<void>;
  /** Starts a process that probes at every full minute. */
  probeEveryMinute(minutes: number, changes?: Partial<Ports>): void;
  state(capability: Capability): HealthState;
  /** Lets so many minutes pass. */
  pass(minutes: number): Promise<void>;
}

export interface ProbeProcess {
  readonly ports: Ports;
  readonly memory: CanaryMemory;
}

/** What one run of the function may take: its time-out less the margin. */
const runMs = 55 * secondMs;

export async function openHealthWorld(shopCount: number): Promise<HealthWorld> {
  const time = createVirtualTime(start);
  const chance = prng(20200210);
  const rms = createRms({ now: () => time.now(), seed: 7, settings: { throttle: { status: 429 } } });
  const store = createMemoryStore();
  const log = memoryLog();
  const calls: Exchange[] = [];
  let words = 0;
  const ports = (): Ports => {
    const memory = memoryPorts(store);
    const onExchange = (exchange: Exchange): number => {
      calls.push(exchange);
      return 0;
    };
    return {
      ...memory,
      log,
      clock: time,
      chance: { next: () => chance.next(), word: () => `word-${++words}` },
      malls: createMalls({
        sites: { rms: { baseUrl: 'https://rms.invalid', settings: { timeoutMs: 20 * secondMs } } },
        transport: mallTransport({ rms, time, chance, isAlive: () => true, pageRows: 1_000, onExchange }),
        vault: memory.vault,
        clock: time,
      }),
    };
  };
  const settings = { ...defaultHealthSettings, keyRetryMs: defaultImportSettings.keyRetryMs };
  const failures: unknown[] = [];
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
    async probe(process = { ports: ports(), memory: createCanaryMemory() }) {
      const reference = world.reference === null ? null : { answers: async () => world.reference === 'answers' };
      const budget = budgetUntil(time, time.now() + runMs);
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
    state: (capability) => store.healthsById.get(`rms#${capability}`)?.state ?? { kind: 'healthy' },
    pass: (minutes) => time.runUntil(time.now() + minutes * minuteMs),
  };
  for (let index = 1; index <= shopCount; index++) world.shops.push(await onboard(world, `shop-${index}`));
  return world;
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
