import type {
  ExchangeEntry,
  HealthEntry,
  JournalEntry,
  MailEntry,
  RowEntry,
  RunEntry,
  WarmSpanEntry,
} from '../../entry.ts';
import { type JournalMallName, journalMall } from '../../malls/index.ts';
import { type BookedOrder, bookedOrder, orderIdOf } from '../reading.ts';
import { type ClaimRow, type OrderRow, readRow, type ShopRow } from '../rows.ts';
import { listOf, misfits, text } from '../shape.ts';
import { type PushRow, readPush } from './push-row.ts';
import { type DrillSettings, drillSettings } from './settings.ts';
import {
  emptyStock,
  type StockDay,
  takeBook,
  takeClaim,
  takeLevel,
  takeListing,
  takeSet,
  takeStockRow,
} from './stock/collect.ts';

/** What a journal says of a drill's day. */
export interface DrillDay {
  readonly seed: number;
  readonly settings: DrillSettings;
  endedAt: number | null;
  readonly shops: (ShopRow & { readonly merchant: string })[];
  readonly merchants: {
    readonly id: string;
    readonly features: readonly string[];
    readonly contacts: readonly string[];
  }[];
  readonly orders: OrderRow[];
  readonly claims: ClaimRow[];
  readonly books: Map<string, BookedOrder>;
  /** Ids by order and revision. */
  readonly announced: Map<string, { readonly orderNumber: string; readonly ids: Set<string> }>;
  incidents: number;
  /** Changes that were asked for, by shop, order and push. */
  readonly requested: Set<string>;
  /** The rows of changes under the same names. */
  readonly pushes: Map<string, PushRow>;
  failedMessages: number;
  /** When workers began calls, by kind of work. */
  readonly workerCalls: Map<string, number[]>;
  /** When workers began calls for import that the mall refused by a code. */
  readonly refusedAt: number[];
  readonly mails: Pick<MailEntry, 'at' | 'to' | 'subject' | 'text'>[];
  /** Those of the mall that the day is about. */
  readonly healths: Pick<HealthEntry, 'at' | 'mall' | 'capability' | 'state'>[];
  /** When shops were looked at more often than once a minute. */
  readonly warm: Pick<WarmSpanEntry, 'shop' | 'from' | 'until'>[];
  readonly stock: StockDay;
}

/** A day that takes in its entries one by one; each returns what is wrong with the entry. */
export interface GrowingDay {
  readonly now: DrillDay;
  take(entry: JournalEntry): readonly string[];
}

/** One name of a change in requests and rows. */
function pushName(shop: string, orderNumber: string, push: string): string {
  return `${orderIdOf(shop, orderNumber)} ${push}`;
}

/** Begins a day with its run, or says what is wrong with that. */
export function growDay(run: RunEntry): GrowingDay | readonly string[] {
  const settings = drillSettings(run);
  if (!('incident' in settings)) return settings;
  const now: DrillDay = {
    seed: run.seed ?? 0,
    settings,
    endedAt: null,
    shops: [],
    merchants: [],
    orders: [],
    claims: [],
    books: new Map(),
    announced: new Map(),
    incidents: 0,
    requested: new Set(),
    pushes: new Map(),
    failedMessages: 0,
    workerCalls: new Map(),
    refusedAt: [],
    mails: [],
    healths: [],
    warm: [],
    stock: emptyStock(),
  };
  return { now, take: (entry) => takeEntry(now, entry) };
}

function takeEntry(day: DrillDay, entry: JournalEntry): readonly string[] {
  switch (entry.kind) {
    case 'run':
      return ['a second run in the journal of a drill; use one file for each'];
    case 'run-end':
      day.endedAt = entry.at;
      return [];
    case 'exchange':
      return takeExchange(day, entry);
    case 'event':
      return takeEvent(day, entry.detail);
    case 'mail':
      day.mails.push(entry);
      return [];
    case 'request':
      day.requested.add(pushName(entry.shop, entry.orderNumber, entry.push));
      return [];
    case 'failed-message':
      day.failedMessages += 1;
      return [];
    case 'health':
      if (entry.mall === mallOfDay(day)) day.healths.push(entry);
      return [];
    case 'row':
      return takeRow(day, entry);
    case 'book': {
      const order = bookedOrder(entry);
      if (day.books.has(order.id)) return [`the order ${order.id} is in the books twice`];
      day.books.set(order.id, order);
      takeBook(day.stock, order);
      return entry.visibleAt === undefined ? ['visibleAt: got nothing, expected a moment in ms since 1970'] : [];
    }
    case 'level':
      takeLevel(day.stock, entry);
      return [];
    case 'warm-span':
      day.warm.push(entry);
      return [];
    case 'fault':
    case 'held-span':
    case 'shown':
      return [];
  }
}

/** Whether a state holds all work of its kind: the mall is down, or one that came back answered nothing again. */
export function holdsAll({ kind, silentRounds }: HealthEntry['state']): boolean {
  return kind === 'down' || (kind === 'trickle' && Number(silentRounds) > 0);
}

/** The mall that a day is about. */
const mallOfDay = ({ settings }: Pick<DrillDay, 'settings'>): JournalMallName => settings.mall ?? 'rms';

/** True of a shop at the mall that the day is about. */
export const isAtMallOf = (day: Pick<DrillDay, 'settings'>, shop: string): boolean =>
  shop.startsWith(`${mallOfDay(day)}#`);

function takeExchange(day: DrillDay, entry: ExchangeEntry): readonly string[] {
  const { workerCalls, stock } = day;
  const { caller, startedAt, request, outcome, mall = 'rms' } = entry;
  if (caller === undefined || startedAt === undefined) return ['an exchange of a drill without caller or startedAt'];
  if (caller !== 'worker' && caller !== 'pusher') return [];
  takeSet(stock, entry);
  // The other malls' calls belong to none of what was out.
  if (mall !== mallOfDay(day)) return [];
  // A pusher reads orders only for its changes.
  const capability = caller === 'pusher' ? 'status' : (journalMall(mall).capabilityOf?.(request.path) ?? 'none');
  if (capability === 'import' && 'status' in outcome && outcome.status === 400) day.refusedAt.push(startedAt);
  const before = workerCalls.get(capability);
  if (before) before.push(startedAt);
  else workerCalls.set(capability, [startedAt]);
  return [];
}

function takeEvent({ announced }: DrillDay, detail: unknown): readonly string[] {
  const { id, shop, orderNumber, revision } = (detail ?? {}) as Readonly<Record<string, unknown>>;
  if (revision === undefined) return [];
  if (typeof id !== 'string' || typeof shop !== 'string' || typeof orderNumber !== 'string') {
    return ['the event announces a revision and lacks one of id, shop and orderNumber'];
  }
  const name = `${orderIdOf(shop, orderNumber)} ${revision}`;
  const known = announced.get(name) ?? { orderNumber, ids: new Set<string>() };
  announced.set(name, known);
  known.ids.add(id);
  return [];
}

function takeRow(day: DrillDay, { table, row }: RowEntry): readonly string[] {
  if (table === 'Control') return takeControl(day, row);
  if (table === 'Pushes') return takePush(day, row);
  if (table === 'Listings') return takeListing(day.stock, row);
  const read = readRow(table, row);
  switch (read.kind) {
    case 'order':
      day.orders.push(read.row);
      return [];
    case 'claim':
      day.claims.push(read.row);
      return takeClaim(day.stock, row);
    case 'shop': {
      const problems = misfits(row, { merchant: text });
      if (problems.length === 0) day.shops.push({ ...read.row, merchant: String(row.merchant) });
      return problems;
    }
    case 'other':
      return table === 'Stock' ? takeStockRow(day.stock, row) : [];
    case 'wrong':
      return read.problems;
  }
}

function takePush({ pushes }: DrillDay, row: RowEntry['row']): readonly string[] {
  const push = readPush(row);
  if (!('shop' in push)) return push;
  const name = pushName(push.shop, push.orderNumber, push.id);
  if (pushes.has(name)) return [`the push ${name} has two rows`];
  pushes.set(name, push);
  return [];
}

/** Of the table Control, merchants and incidents count; both lie in partitions of their own. */
function takeControl(day: DrillDay, row: RowEntry['row']): readonly string[] {
  const scope = String(row.scope);
  if (scope.startsWith('incidents#')) day.incidents += 1;
  if (scope !== 'merchants') return [];
  const problems = misfits(row, { entry: text, features: listOf(text), contacts: listOf(text) });
  if (problems.length > 0) return problems;
  const {
    entry: id,
    features,
    contacts,
  } = row as unknown as Record<'entry', string> & Record<'features' | 'contacts', string[]>;
  day.merchants.push({ id, features, contacts });
  return [];
}
