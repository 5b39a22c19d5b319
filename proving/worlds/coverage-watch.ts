import { AsyncLocalStorage } from 'node:async_hooks';
import type { Intent, StandingClaim } from '../../core/model/claim.ts';
import type { Listing, ListingKey } from '../../core/model/listing.ts';
import type { OrderRow } from '../../core/model/order.ts';
import type { OrderTarget } from '../../core/model/order-target.ts';
import type { PushNews } from '../../core/model/push-row.ts';
import type { Announcement } from '../../core/model/revision.ts';
import { mallOf, type ShopKey } from '../../core/model/shop.ts';
import type { MallShop } from '../../core/ports/mall.ts';
import type { OrderStatusApi } from '../../core/ports/order-status-api.ts';
import type { OrderKey } from '../../core/ports/orders.ts';
import type { StockApi } from '../../core/ports/stock-api.ts';
import type { OnStrike } from '../../simulator/index.ts';
import { type Area, type CellCounts, nameOf } from '../coverage/cells.ts';
import { callFaultName, writeFaultName } from '../coverage/faults.ts';
import type { MemoryStore } from '../memory/index.ts';
import { listingState, orderState, rowsIn, targetState } from './coverage-rows.ts';
import type { FaultKind } from './fault-kinds.ts';

/** Counts which fault met which call or write, and in which state the row was then. */
export interface CoverageWatch {
  /** Hears of a write before it is made; what it gives back, of each fault that the write meets. */
  write(what: string, args: readonly unknown[]): ((fault: FaultKind) => void) | undefined;
  /** Hears of each request that a fault strikes. */
  readonly struck: OnStrike;
  /** The shop at its mall: each call that a function of it makes is about the orders or the items that the function was given. */
  around(mall: MallShop, shop: ShopKey): MallShop;
  counts(): CellCounts;
}

/** What a call is about, and the states of its rows at a moment. */
interface Subject {
  readonly area: Area;
  readonly shop: ShopKey;
  states(): readonly string[];
}

/** What a write is about. */
interface Written {
  readonly area: Area;
  readonly states: readonly string[];
  /** The state that is written, where it is one. */
  readonly into?: string;
}

/** Watches the malls and the tables of one world. */
export function watchCoverage(store: MemoryStore): CoverageWatch {
  const cells = new Map<string, number>();
  const rows = rowsIn(store);
  const subjects = new AsyncLocalStorage<Subject>();
  const count = (area: Area, what: 'call' | 'write', name: string, states: readonly string[], fault: string): void => {
    for (const state of new Set(states)) {
      const cell = nameOf({ area, what, name, state, fault });
      cells.set(cell, (cells.get(cell) ?? 0) + 1);
    }
  };
  const about: About = (subjectOf, call) => {
    return (first, ...rest) => subjects.run(subjectOf(first), () => call(first, ...rest));
  };
  return {
    write(what, args) {
      const written = writtenBy(what, args, rows);
      if (written === null) return undefined;
      const name = written.into === undefined ? what : `${what}, ${written.into}`;
      return (fault) => count(written.area, 'write', name, written.states, writeFaultName(fault));
    },
    // No time passes between the beginning and the end of a request, so what made it is known when a fault strikes.
    struck({ fault, operation }) {
      const subject = subjects.getStore();
      if (subject === undefined) return;
      const name = `${mallOf(subject.shop)} ${operation}`;
      count(subject.area, 'call', name, subject.states(), callFaultName(fault));
    },
    around: (mall, shop) => shopAbout(mall, shop, rows, about),
    counts: () => Object.fromEntries(cells),
  };
}

type Rows = ReturnType<typeof rowsIn>;
/** A function whose calls are about what it is given first. */
type About = <First, Rest extends readonly unknown[], Result>(
  subjectOf: (first: NoInfer<First>) => Subject,
  call: (first: First, ...rest: Rest) => Promise<Result>,
) => (first: First, ...rest: Rest) => Promise<Result>;

/** A listing of orders, or of items, names none. */
const namesNone = 'none named';

function shopAbout(mall: MallShop, shop: ShopKey, rows: Rows, about: About): MallShop {
  const none = (area: Area) => (): Subject => ({ area, shop, states: () => [namesNone] });
  const orders = (orderNumbers: readonly string[]): Subject => ({
    area: 'import',
    shop,
    states: () => orderNumbers.map((orderNumber) => rows.order({ shop, orderNumber })),
  });
  return {
    ...mall,
    listOrders: about(none('import'), mall.listOrders),
    readOrders: about(orders, mall.readOrders),
    status: mall.status && statusAbout(mall.status, shop, rows, about),
    stock: stockAbout(mall.stock, shop, rows, about),
  };
}

function statusAbout(api: OrderStatusApi, shop: ShopKey, rows: Rows, about: About): OrderStatusApi {
  const changes = (named: string | readonly string[]): Subject => ({
    area: 'status',
    shop,
    states: () => [named].flat().flatMap((orderNumber) => rows.pushes({ shop, orderNumber })),
  });
  const { confirm, setSubStatus, pay, complete, setMemo, cancel } = api;
  return {
    ...api,
    readStates: about(changes, api.readStates),
    ship: about(changes, api.ship),
    ...(confirm && { confirm: about(changes, confirm) }),
    ...(setSubStatus && { setSubStatus: about(changes, setSubStatus) }),
    ...(pay && { pay: about(changes, pay) }),
    ...(complete && { complete: about(changes, complete) }),
    ...(setMemo && { setMemo: about(changes, setMemo) }),
    ...(cancel && { cancel: about(changes, cancel) }),
  };
}

function stockAbout(api: StockApi, shop: ShopKey, rows: Rows, about: About): StockApi {
  const items = (named: readonly (string | { readonly item: string })[]): Subject => ({
    area: 'stock',
    shop,
    states: () => named.map((one) => rows.listing({ shop, item: typeof one === 'string' ? one : one.item })),
  });
  const none = (): Subject => ({ area: 'stock', shop, states: () => [namesNone] });
  const { list, batches } = api;
  return {
    ...api,
    read: about(items, api.read),
    set: about(items, api.set),
    ...(list && { list: about(none, list) }),
    ...(batches && {
      batches: { send: about(items, batches.send), outcomes: about(none, batches.outcomes) },
    }),
  };
}

/** What a write is about, by its port and what it is given; null for what no row of an order, a change, a listing or a SKU is behind. */
function writtenBy(what: string, args: readonly unknown[], rows: Rows): Written | null {
  const [first, second] = args;
  switch (what) {
    case 'orders.put':
      return { area: 'import', states: [rows.order(first as OrderRow)], into: orderState(first as OrderRow) };
    case 'orders.markAnnounced':
    case 'orders.setAside':
    case 'orders.keepRevision':
    case 'orders.dropRevisions':
      return { area: 'import', states: [rows.order(first as OrderKey)] };
    case 'stock.putClaim':
      return { area: 'import', states: [rows.order(first as StandingClaim)] };
    case 'intents.open':
    case 'intents.close': {
      const { shop, orderNumbers } = first as Intent;
      return { area: 'import', states: orderNumbers.map((orderNumber) => rows.order({ shop, orderNumber })) };
    }
    case 'bus.announce':
      return { area: 'import', states: (first as readonly Announcement[]).map(rows.order) };
    case 'shops.moveCursor':
      return { area: 'import', states: [namesNone] };
    case 'targets.put':
      return { area: 'status', states: rows.pushes(first as OrderKey), into: targetState(first as OrderTarget) };
    case 'bus.tellPushes':
      return {
        area: 'status',
        states: (first as readonly PushNews[]).map((news) => rows.push({ ...news, id: news.pushId })),
      };
    case 'statusQueue.look':
      return { area: 'status', states: [namesNone] };
    case 'listings.put':
      return { area: 'stock', states: [rows.listing(first as Listing)], into: listingState(first as Listing) };
    case 'listings.markDue':
    case 'listings.remove':
      return { area: 'stock', states: [rows.listing(first as ListingKey)] };
    case 'stock.markDirty':
    case 'stock.clean':
    case 'stock.changeSku':
    case 'stock.keepCheckpoint':
    case 'stock.noteOversold':
      return { area: 'stock', states: [rows.sku(first as string, second as string)] };
    case 'stockQueue.look':
    case 'stockQueue.spread':
      return { area: 'stock', states: [namesNone] };
    default:
      return null;
  }
}
