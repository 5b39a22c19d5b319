import { afterEach } from 'vitest';
import { type EpochMs, inChunks } from '../../../core/kernel/time.ts';
import type { MallName } from '../../../core/model/shop.ts';
import type { MallShop } from '../../../core/ports/mall.ts';
import type { RefusalReason } from '../../../core/ports/order-status-api.ts';
import type { StockLevel, StockOutcome, StockReading } from '../../../core/ports/stock-api.ts';
import type { Transport } from '../../../malls/http.ts';
import { createUndiciTransport } from '../../../malls/undici.ts';
import { type Served, serve } from '../../../simulator/index.ts';

/** What can go wrong with a call at any mall. */
export const commonFaults = [
  'no connection',
  'a connection that breaks in the answer',
  'no answer, and nothing done',
  'no answer, and done',
  'no answer, and done later',
  '503',
  '503, and done',
  '503 with a page, as in maintenance',
  '200 with a page',
  '200 that says that all is well',
  'a system error',
  'maintenance, as the mall itself says it',
  'too many calls',
  'a key that has ended',
  'a function that the shop did not allow',
  'an answer that says done, and nothing done',
] as const;

/** What some malls alone know. */
export const ownFaults = [
  'a conflict with another process',
  'a shop whose state the mall cannot find',
  'a shop that was not migrated to SKU',
  'stock that is being uploaded',
  'written, and not read back by the mall',
  'a good key that is refused',
] as const;

export type FaultName = (typeof commonFaults)[number] | (typeof ownFaults)[number];

/** A mall's simulator behind HTTP with one shop, and our client before it. The clock stands unless it is advanced. */
export interface ServedMall {
  readonly shop: MallShop;
  /** Some items that the shop sells, their stock counted and open. */
  readonly items: readonly [string, string, ...string[]];
  /** Everything that it sells, by its items. */
  readonly sold: readonly string[];
  /** An item that it does not sell. */
  readonly absent: string;
  /** What the mall truly has of an item: null without limit, undefined where it has no such row. */
  levelOf(item: string): number | null | undefined;
  /** How it answers a level that it takes; `set` when absent. */
  readonly taken?: StockOutcome;
  /** Everything that the mall has, but how often it was called. */
  books(): string;
  now(): EpochMs;
  advance(ms: number): void;
  /** Orders placed evenly over a span. */
  place(count: number, span: { readonly from: EpochMs; readonly to: EpochMs }): string[];
  cancel(orderNumber: string): void;
  /** Spoils how searches list an order. */
  misList(orderNumber: string, how: 'no-number' | 'long-number' | 'listed-twice'): void;
  /** The pieces of each line of an order. */
  unitsOf(orderNumber: string): readonly number[];
  /** Has the form of an order number, and belongs to no order. */
  readonly unknownOrder: string;
  /** An order whose 注文確認 is not done; not called of a mall that has no such. */
  toConfirm(): string;
  /** An order that can be shipped, of three pieces or more of its first line. */
  toShip(): string;
  /** The mall's code of a carrier; absent of a mall whose statuses are not changed. */
  readonly carrier?: string;
  /** The mall's ids of an order's lines, where it keeps what is in each parcel. */
  readonly lineIdsOf?: (orderNumber: string) => readonly string[];
  /** True where a parcel that is reported stays for good. */
  readonly keepsParcels?: boolean;
  /** The reason by which the answer to a shipment of a cancelled order is known, where it is none of its own. */
  readonly cancelledReason?: RefusalReason;
  /** The same of one of an order that is not there. */
  readonly unknownReason?: RefusalReason;
  /** What `OrderState.kept` holds of an order that is not there, where a shipment goes by it. */
  readonly unknownKept?: string;
  /** Begins a fault of the calls for stock, or of those for orders; false where the mall has no such. */
  break(fault: FaultName, api?: 'stock' | 'order'): boolean | Promise<boolean>;
  mend(): void;
  /** As many levels as one call takes, one of which the mall refuses. */
  fullBatch(): Promise<{ readonly levels: readonly StockLevel[]; readonly bad: string }>;
  /** Sells an item without limit, where the mall knows that. */
  readonly sellWithoutLimit?: (item: string) => void;
  /** Closes an item, whatever its level, where the mall knows that. */
  readonly close?: (item: string) => void;
  stop(): Promise<void>;
}

/** A mall that the contract is held against. */
export interface MallSubject {
  readonly mall: MallName;
  /** As the page of faults calls it. */
  readonly title: string;
  open(): Promise<ServedMall>;
}

/** HTTP to a served simulator. */
export interface Line {
  readonly url: string;
  readonly transport: Transport;
  /** From here on calls are given up after a moment: for a mall that hangs. */
  hurry(): void;
  /** Ends the mall, so that no client can connect. */
  cut(): Promise<void>;
  stop(): Promise<void>;
}

export async function lineTo(mall: Served): Promise<Line> {
  const serving = await serve(mall, { port: 0 });
  const patient = createUndiciTransport();
  const hasty = createUndiciTransport({ clockSpeed: 300, deadlineRealMsMin: 300 });
  // A busy machine refuses a connection late: a short deadline would take that for a call without an answer.
  const afterTheCut = createUndiciTransport();
  let transport = patient;
  return {
    url: serving.url,
    transport: (request) => transport(request),
    hurry: () => {
      transport = hasty;
    },
    cut: async () => {
      await serving.stop();
      // A pool that kept a connection would find it broken first.
      transport = afterTheCut;
    },
    stop: async () => {
      await Promise.all([patient, hasty, afterTheCut].map((one) => one.close()));
      await serving.stop();
    },
  };
}

/** Reads items, as many at once as the mall takes. */
export async function readStock(
  { stock, traits }: MallShop,
  items: readonly string[],
): Promise<Map<string, StockReading>> {
  const readings = new Map<string, StockReading>();
  for (const asked of inChunks(items, traits.stock.readBatch)) {
    for (const [item, reading] of await stock.read(asked)) readings.set(item, reading);
  }
  return readings;
}

/** Sets levels, as many at once as the mall takes. */
export async function setStock(
  { stock, traits }: MallShop,
  levels: readonly StockLevel[],
): Promise<Map<string, StockOutcome>> {
  const outcomes = new Map<string, StockOutcome>();
  for (const some of inChunks(levels, traits.stock.setBatch)) {
    for (const [item, outcome] of (await stock.set(some)).items) outcomes.set(item, outcome);
  }
  return outcomes;
}

/** Levels for some items, with what reading them gave where a set needs it. */
export async function levelsFor(shop: MallShop, items: readonly string[], level: number): Promise<StockLevel[]> {
  const readings = await readStock(shop, items);
  return items.map((item) => {
    const reading = readings.get(item);
    return { item, level, ...(reading?.kind === 'there' && reading.kept !== undefined ? { kept: reading.kept } : {}) };
  });
}

/** Opens malls for the tests of a suite, and stops each when its test is over. */
export function openedMalls(subject: MallSubject): () => Promise<ServedMall> {
  const opened: ServedMall[] = [];
  afterEach(async () => {
    for (const mall of opened.splice(0)) await mall.stop();
  });
  return async () => {
    const mall = await subject.open();
    opened.push(mall);
    return mall;
  };
}
