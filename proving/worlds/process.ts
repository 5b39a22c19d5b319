import { TsunagiError } from '../../core/kernel/errors.ts';
import type { ShopAudit } from '../../core/model/audit.ts';
import type { Listing } from '../../core/model/listing.ts';
import type { OrderRow } from '../../core/model/order.ts';
import type { ShopKey } from '../../core/model/shop.ts';
import type { Malls, Ports } from '../../core/ports/ports.ts';
import type { Clock, LogValue } from '../../core/ports/system.ts';
import { createProcessCache, type ProcessCache } from '../../core/session/import-session.ts';
import { type MemoryLog, type MemoryPorts, type MemoryStore, memoryLog, memoryPorts } from '../memory/index.ts';
import { memoryVault } from '../memory/vault.ts';
import { type Draw, type Draws, turnsOf } from './draws.ts';
import type { FaultCounts, FaultKind } from './fault-kinds.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Thrown by every port of a process that is dead: nothing it still tries has any effect. */
export class ProcessDied extends Error {
  constructor() {
    super('This process was killed by the simulation.');
    this.name = 'ProcessDied';
  }
}

/** What a write that the simulation refuses says. */
export const simulatedRefusal = 'The simulated store refuses.';

/** Chances of the faults of one write. */
export interface WriteFaults {
  readonly crash: number;
  readonly lostReply: number;
  readonly refusal: number;
  readonly leaseIgnored: number;
  readonly busRefusal: number;
  /** Of a crash at a write of health, incident, news or mail; as at any other write when absent. */
  readonly consequenceCrash?: number;
  /** That the process stalls for seconds before a write of stock; never when absent. */
  readonly stall?: number;
}

/** Every write succeeds. */
export const noWriteFaults: WriteFaults = { crash: 0, lostReply: 0, refusal: 0, leaseIgnored: 0, busRefusal: 0 };

/** A running copy of the software: its own memory and its own clock, over tables it shares with the others. */
export interface SimulatedProcess {
  readonly name: string;
  readonly ports: Ports & Pick<MemoryPorts, 'orderList'>;
  readonly cache: ProcessCache;
  readonly clock: Clock;
  readonly skewMs: number;
  isAlive(): boolean;
  kill(): void;
  /** Begins another run: what befalls it is drawn under its name. */
  begin(run: Draw): void;
  /** The run that is under way. */
  run(): Draw;
  /** The chance of the next call or write of a kind in this run. */
  turn(...kind: readonly string[]): Draw;
}

/** What a mall needs to know of a process that calls it. */
export type Caller = Pick<SimulatedProcess, 'name' | 'clock' | 'isAlive' | 'turn'>;

/** Hears of a fault that a write meets. */
type Met = (fault: FaultKind) => void;

/** What the processes of one world have in common. */
export interface ProcessWorld {
  readonly time: VirtualTime;
  readonly store: MemoryStore;
  readonly draws: Draws;
  readonly counts: FaultCounts;
  readonly faults: () => WriteFaults;
  readonly malls: (process: Caller) => Malls;
  readonly note: (line: string) => void;
  /** Takes the log of every process. */
  readonly logs: MemoryLog[];
  /** Called with every warning that a process logs. */
  readonly onWarning: (event: string, fields: Readonly<Record<string, unknown>>) => void;
  /** Called with every line that a process logs. */
  readonly onLine?: (event: string, fields: Readonly<Record<string, LogValue>>) => void;
  /** Called for every cursor that was written. */
  readonly onCursor: (shop: ShopKey) => void;
  /** Called with every result of an audit that was written. */
  readonly onAudit?: (audit: ShopAudit) => void;
  /** Asked before an order's row is written whether the store refuses it, now and each time again; it never does when absent. */
  readonly refusesShop?: (shop: ShopKey) => boolean;
  /** Hears of each write before it is made; what it gives back, of each fault that the write meets. */
  readonly onWrite?: ((what: string, args: readonly unknown[]) => Met | undefined) | undefined;
  /** Asked before each write whether the process dies now; it never does when absent. */
  readonly diesBefore?: (what: string) => boolean;
}

const writes: { readonly [Port in keyof MemoryPorts]?: ReadonlySet<string> } = {
  orders: new Set(['put', 'markAnnounced', 'setAside', 'keepRevision', 'dropRevisions']),
  stock: new Set(['putClaim', 'markDirty', 'putMovement', 'changeSku', 'clean', 'keepCheckpoint', 'noteOversold']),
  intents: new Set(['open', 'close']),
  shops: new Set([
    'moveCursor',
    'bringCursorBack',
    'noteImportTrouble',
    'recordLostSpan',
    'recordFailing',
    'recordScan',
    'recordScanPlace',
    'recordReread',
    'rewind',
    'moveToShard',
    'replaceCredential',
    'recordKeyExpiry',
  ]),
  pauses: new Set(['set', 'setOver', 'lift', 'plan']),
  health: new Set(['put', 'record']),
  leases: new Set(['take', 'release']),
  bus: new Set(['announce', 'tellIncident', 'tellPushes']),
  audits: new Set(['put']),
  incidents: new Set(['put', 'tell', 'markTold']),
  notices: new Set(['put']),
  digests: new Set(['put', 'markWarned', 'putMorning']),
  spans: new Set(['queue', 'advance', 'remove']),
  targets: new Set(['put']),
  statusQueue: new Set(['look']),
  listings: new Set(['put', 'markDue', 'remove']),
  stockQueue: new Set(['look', 'spread']),
  drifts: new Set(['put']),
};

/** Messages that a queue may refuse. */
const queueSends: ReadonlySet<string> = new Set(['statusQueue.look', 'stockQueue.look', 'stockQueue.spread']);

/** Writes of what follows from the health of a mall. */
const consequences: ReadonlySet<string> = new Set([
  'health.put',
  'incidents.put',
  'incidents.tell',
  'incidents.markTold',
  'bus.tellIncident',
  'notices.put',
]);

/**
 * Who clears a mark stalls often: what comes in between is what the mark is compared for. So does who claims a listing: what comes in
 * between is what the ledger is read after the claim for.
 */
function stallOf(what: string, row: unknown, { stall = 0 }: WriteFaults): number {
  const claims = what === 'listings.put' && (row as Listing).claim !== undefined;
  if (what === 'stock.clean' || claims) return Math.min(1, 8 * stall);
  return what.startsWith('stock.') || what.startsWith('listings.') ? stall : 0;
}

/** What a write is about, so that one more about something else leaves it alone. */
function subjectOf(arg: unknown): string {
  if (typeof arg !== 'object' || arg === null) return String(arg);
  if (Array.isArray(arg)) return subjectOf(arg[0]);
  const { orderNumber, item, sku, id, key, shop } = arg as Readonly<Record<string, unknown>>;
  return String(orderNumber ?? item ?? sku ?? id ?? key ?? shop);
}

/** Starts a process whose clock is wrong by `skewMs`. */
export function startProcess(
  world: ProcessWorld,
  name: string,
  skewMs: number,
  firstRun: Draw = world.draws.of(name),
): SimulatedProcess {
  let alive = true;
  let run = firstRun;
  let turn = turnsOf(run);
  const { time } = world;
  const guard = (): void => {
    if (!alive) throw new ProcessDied();
  };
  const clock: Clock = {
    now: () => time.now() + skewMs,
    async sleep(ms) {
      await time.sleep(ms);
      guard();
    },
  };

  type Call = (...args: unknown[]) => Promise<unknown>;
  const faulty = (port: string, method: string, call: Call): Call => {
    const what = `${port}.${method}`;
    const isConsequence = consequences.has(what);
    const mayStall = port === 'stock' || port === 'listings';
    return async (...args) => {
      guard();
      const draw = turn(what, subjectOf(args[0]));
      await time.sleep(draw.lasts(1, 30));
      guard();
      const met = world.onWrite?.(what, args);
      const applied = (kind: FaultKind): void => {
        world.counts[kind]++;
        world.note(`${name} ${kind} at ${what}`);
        met?.(kind);
      };
      if (world.diesBefore?.(what)) {
        alive = false;
        throw new ProcessDied();
      }
      if (what === 'orders.put' && world.refusesShop?.((args[0] as OrderRow).shop)) {
        met?.('store-refusal');
        throw new TsunagiError('store.failing', 'never', simulatedRefusal);
      }
      const faults = world.faults();
      const stall = mayStall ? stallOf(what, args[0], faults) : 0;
      if (stall > 0 && draw.hits('stall', stall)) {
        applied('stalled');
        await time.sleep(draw.int(1_000, 20_000));
        guard();
      }
      if (what === 'leases.take' && draw.hits('lease', faults.leaseIgnored)) {
        applied('lease-ignored');
        return { left: null };
      }
      if (what === 'bus.announce' && draw.hits('bus', faults.busRefusal)) {
        applied('bus-refusal');
        return new Set();
      }
      if (what === 'bus.tellPushes' && draw.hits('bus', faults.busRefusal)) {
        applied('push-news-refusal');
        return new Set();
      }
      if (what === 'bus.tellIncident' && draw.hits('bus', faults.busRefusal)) {
        applied('news-refusal');
        return false;
      }
      if (queueSends.has(what) && draw.hits('bus', faults.busRefusal)) {
        applied('queue-refusal');
        throw new TsunagiError('queue.failing', 'later', simulatedRefusal);
      }
      if (draw.hits('refusal', faults.refusal)) {
        applied('store-refusal');
        throw new TsunagiError('store.failing', 'later', simulatedRefusal);
      }
      if (draw.hits('crash', isConsequence ? (faults.consequenceCrash ?? faults.crash) : faults.crash)) {
        const after = draw.hits('after', 0.5);
        if (after) await call(...args);
        if (isConsequence) applied('consequence-crash');
        else applied(after ? 'crash-after-write' : 'crash-before-write');
        alive = false;
        throw new ProcessDied();
      }
      const first = await call(...args);
      if (!draw.hits('reply', faults.lostReply)) return first;
      // The SDK repeats a call whose reply was lost; other processes may write in between.
      applied('lost-reply');
      await time.sleep(draw.int(50, 3_000));
      guard();
      return call(...args);
    };
  };
  /** No time passes in it, so a process that is alive when it begins is alive when it ends. */
  const plain =
    (call: Call): Call =>
    (...args) =>
      alive ? call(...args) : Promise.reject(new ProcessDied());

  const stored = portsOf(world.store);
  const kept = memoryLog();
  world.logs.push(kept);
  const line =
    (level: 'info' | 'warn' | 'error'): MemoryLog['info'] =>
    (event, fields) => {
      if (!alive) return;
      kept[level](event, fields);
      world.onLine?.(event, fields ?? {});
      if (level === 'warn') world.onWarning(event, fields ?? {});
    };
  const log: MemoryLog = { ...kept, info: line('info'), warn: line('warn'), error: line('error') };
  const inner: MemoryPorts = {
    ...stored,
    log,
    shops: {
      ...stored.shops,
      async moveCursor(shop, cursor) {
        await stored.shops.moveCursor(shop, cursor);
        world.onCursor(shop.key);
      },
    },
    audits: {
      ...stored.audits,
      async put(audit) {
        await stored.audits.put(audit);
        world.onAudit?.(audit);
      },
    },
  };
  const wrap = (port: keyof MemoryPorts): unknown => {
    if (port === 'log') return log;
    const methods = inner[port] as unknown as Readonly<Record<string, Call>>;
    const wrapped: Record<string, Call> = {};
    for (const method of Object.keys(methods)) {
      const call = methods[method] as Call;
      wrapped[method] = writes[port]?.has(method) ? faulty(port, method, call) : plain(call);
    }
    return wrapped;
  };
  const wrapped: Partial<Record<keyof MemoryPorts, unknown>> = {};
  for (const port of Object.keys(inner) as (keyof MemoryPorts)[]) wrapped[port] = wrap(port);

  let words = 0;
  const process = {
    name,
    clock,
    skewMs,
    cache: createProcessCache(clock),
    isAlive: () => alive,
    kill: () => {
      alive = false;
    },
    begin: (next: Draw) => {
      run = next;
      turn = turnsOf(run);
    },
    run: () => run,
    turn: (...kind: readonly string[]) => turn(...kind),
  };
  const ports: SimulatedProcess['ports'] = {
    ...(wrapped as unknown as MemoryPorts),
    clock,
    random: {
      next() {
        guard();
        return turn('random').lasts(0, 0xffff_ffff) / 0x1_0000_0000;
      },
      id: () => `${name}.${words++}`,
    },
    malls: world.malls(process),
  };
  return { ...process, ports };
}

const portsByStore = new WeakMap<MemoryStore, MemoryPorts>();

/** The ports over these tables that all processes have in common: what differs is put around them. */
function portsOf(store: MemoryStore): MemoryPorts {
  const known = portsByStore.get(store) ?? memoryPorts(store);
  portsByStore.set(store, known);
  return { ...known, vault: memoryVault() };
}
