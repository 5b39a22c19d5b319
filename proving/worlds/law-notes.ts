import type { AnnouncementKind } from '../../core/model/revision.ts';
import type { Shop, ShopKey } from '../../core/model/shop.ts';
import type { ConfirmationSeen, FailureSeen } from '../laws/changes.ts';
import type { Finding } from '../laws/finding.ts';
import type { OrderEvent } from '../laws/import.ts';
import type { ListedPage } from '../laws/listings.ts';
import type { IncidentEvent } from '../laws/outage.ts';
import { type MemoryPorts, memoryPorts } from '../memory/index.ts';
import { borneOut, isMade, type MorningSeen, noteMornings } from './law-moments.ts';
import type { Exchange } from './mall-transport.ts';
import { newsOf, noteAct } from './people.ts';
import { claimName } from './stock-watch.ts';
import type { World } from './world.ts';
import type { WorldMall } from './world-mall.ts';

/** What of a world is gone when it ends, in true time: the moments of events, and how orders were at their malls before people changed them. */
export interface WorldNotes {
  readonly ports: MemoryPorts;
  /** Tells what comes first where several things happen in one ms: each moment is later than the one before. */
  readonly moment: () => number;
  readonly orders: OrderEvent[];
  readonly incidents: IncidentEvent[];
  /** Changes that failed and that their merchant has to act on, by request; without those that were asked for again. */
  readonly failures: Map<string, { readonly at: number; readonly shop: string; readonly orderNumber: string }>;
  /** Each failure at RMS, and the reasons for it that were so then. */
  readonly failuresSeen: FailureSeen[];
  /** Each change at RMS that an event says is made, and whether it was so then. */
  readonly confirmations: ConfirmationSeen[];
  readonly mornings: MorningSeen[];
  /** Levels that were wrong for long, before the night. */
  readonly settled: Finding[];
  /** Since when a look at the levels has found a listing wrong, by its name. */
  readonly wrongSince: Map<string, number>;
  /** When people changed an order at its mall last, and when they cancelled it, by `<shop> <order number>`. */
  readonly changes: Map<string, { readonly changedAt: number; readonly cancelledAt?: number }>;
  /** Pages of RMS's listings of orders. */
  readonly pages: ListedPage[];
  /** Orders that their mall does not give, or not readably, by number: since when, and until when. */
  readonly withheld: Map<string, { readonly from: number; until: number }>;
  /** What a line held before and after such a change, by `claimName` without its SKU. */
  readonly held: Map<
    string,
    { readonly line: SeenLine; readonly units: { readonly from: number; readonly units: number }[] }
  >;
}

/** A line of an order as it was seen at its mall. */
interface SeenLine {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly orderedAt: number;
  readonly item: string;
  readonly sku?: string;
  readonly units: number;
}

const notesByStore = new WeakMap<World['store'], WorldNotes>();

/** The notes of a world that was created for the laws; null for any other. */
export const notesOf = (store: World['store']): WorldNotes | null => notesByStore.get(store) ?? null;

/** Begins to note what the laws need: before the first shop is there. */
export function noteForLaws(world: World): WorldNotes {
  const { store, time, atRms, beside } = world;
  let last = 0;
  const notes: WorldNotes = {
    ...{
      ports: memoryPorts(store),
      moment: () => (last = Math.max(time.now(), last + 1 / 1_000)),
      orders: [],
      incidents: [],
      failures: new Map(),
      failuresSeen: [],
      confirmations: [],
      mornings: [],
      settled: [],
      wrongSince: new Map(),
      changes: new Map(),
      withheld: new Map(),
      pages: [],
      held: new Map(),
    },
  };
  notesByStore.set(store, notes);
  noteEvents(world, notes);
  noteMornings(world, notes);
  for (const mall of [atRms, ...beside]) {
    noteChanges(world, mall, notes);
    noteWithheld(world, mall, notes);
  }
  return notes;
}

/** Notes what a process was shown of a shop's orders at RMS. */
export function noteListing(
  world: Omit<World, 'shops'>,
  by: string,
  shop: Shop,
  { at, request, outcome }: Exchange,
): void {
  const notes = notesOf(world.store);
  const run = world.running.get(by);
  const isListing = shop.mall === 'rms' && world.atRms.listsOrders(request);
  if (notes === null || !isListing || outcome.ending !== 'answer' || outcome.status !== 200) return;
  const asked = JSON.parse(request.body) as {
    readonly startDatetime: string;
    readonly endDatetime: string;
    readonly PaginationRequestModel: { readonly requestPage: number };
  };
  const page = pageIn(outcome.body);
  if (page === null || 'orderProgressList' in asked) return;
  const placed = page.orderNumbers.map((one) => world.rms.control.order(one)?.orderDatetimeMs ?? 0);
  notes.pages.push({
    ...{
      ...page,
      shop: shop.key,
      by,
      at,
      isOfPoll: run?.kind === 'poll' && run.skewMs === 0,
      page: asked.PaginationRequestModel.requestPage,
    },
    ...{ from: Date.parse(asked.startDatetime), to: Date.parse(asked.endDatetime) },
    ...(placed.length === 0 ? {} : { lastPlacedAt: Math.max(...placed) }),
  });
}

/** What an answer lists; null of one that lists nothing, as an error in 200. */
function pageIn(body: string): Pick<ListedPage, 'orderNumbers' | 'total' | 'pages'> | null {
  if (!body.startsWith('{')) return null;
  const { orderNumberList: orderNumbers, PaginationResponseModel: counted } = JSON.parse(body) as {
    readonly orderNumberList?: readonly string[] | null;
    readonly PaginationResponseModel?: {
      readonly totalRecordsAmount: number | null;
      readonly totalPages: number | null;
    } | null;
  };
  if (orderNumbers == null || counted == null) return null;
  return { orderNumbers, total: counted.totalRecordsAmount ?? 0, pages: counted.totalPages ?? 0 };
}

const orderKinds = { OrderImported: 'imported', OrderChanged: 'changed', OrderCancelled: 'cancelled' } as const;

const isRevision = (kind: AnnouncementKind): kind is keyof typeof orderKinds => kind in orderKinds;

function noteEvents(world: Omit<World, 'shops'>, notes: WorldNotes): void {
  const { store, time } = world;
  onPush(store.accepted, ({ kind, id, shop, orderNumber, revision }) => {
    if (isRevision(kind))
      notes.orders.push({ at: notes.moment(), kind: orderKinds[kind], id, shop, orderNumber, revision });
  });
  onPush(store.news, ({ incident, stage, openedAt, out, audit }) =>
    notes.incidents.push({
      ...{ at: time.now(), incident, stage, openedAt, out },
      ...(audit === undefined ? {} : { figures: { audited: audit.audited, missing: audit.missing } }),
    }),
  );
  onPush(store.pushNews, (news) => {
    const { kind, shop, orderNumber, pushId: request, reason, who } = news;
    const name = `${shop}#${orderNumber}#${request}`;
    notes.failures.delete(name);
    if (who === 'merchant') notes.failures.set(name, { at: time.now(), shop, orderNumber });
    const reasons = kind === 'StatusPushFailed' ? borneOut(world, { shop, orderNumber, request }) : null;
    const isSo = kind === 'StatusPushConfirmed' ? isMade(world, { shop, orderNumber, request }) : null;
    if (isSo !== null) notes.confirmations.push({ order: orderNumber, what: request, isSo });
    if (reasons !== null) notes.failuresSeen.push({ order: orderNumber, reason: reason ?? '', borneOut: reasons });
    noteAct(store, news, newsOf(news));
  });
}

function onPush<Item>(items: Item[], hear: (item: Item) => void): void {
  const push = items.push.bind(items);
  items.push = (...all) => {
    for (const item of all) hear(item);
    return push(...all);
  };
}

/** What people do to an order at its mall: the functions of a simulator's control that take a shop and an order. */
const changing = [
  'editOrder',
  'cancelOrder',
  'splitOrder',
  'refundOrder',
  'moveOrder',
  'requestCancel',
  'shipOrder',
] as const;

type Change = (code: string, orderNumber: string, ...more: readonly unknown[]) => unknown;

function noteChanges(world: Omit<World, 'shops'>, mall: WorldMall, notes: WorldNotes): void {
  const control = mall.control as unknown as Record<string, Change | undefined>;
  const shownSince = new Map<string, Map<string, number>>();
  for (const name of changing) {
    const change = control[name];
    if (change === undefined) continue;
    control[name] = (code, orderNumber, ...more) => {
      const before = linesNow(world, mall, code);
      const shown = modelNow(world, mall, orderNumber);
      const result = change(code, orderNumber, ...more);
      const [now, moment] = [world.time.now(), notes.moment()];
      const order = `${mall.mall}#${code} ${orderNumber}`;
      const isCancel = name === 'cancelOrder';
      // An edit may set what was there, or take the one before it back: the order is as it was announced then.
      const states = shownSince.get(order) ?? new Map<string, number>();
      shownSince.set(order, states);
      // A call of ours may have changed it since.
      if (shown !== null && !states.has(shown)) states.set(shown, notes.changes.get(order)?.changedAt ?? 0);
      const state = modelNow(world, mall, orderNumber);
      const changedAt = (state === null ? undefined : states.get(state)) ?? moment;
      if (state !== null) states.set(state, changedAt);
      notes.changes.set(order, {
        ...{ ...notes.changes.get(order), changedAt },
        ...(isCancel ? { cancelledAt: moment } : {}),
      });
      const after = linesNow(world, mall, code);
      for (const [name, line] of new Map([...before, ...after])) {
        const [had, has] = [before.get(name)?.units ?? 0, after.get(name)?.units ?? 0];
        if (had === has) continue;
        const { units } = notes.held.get(name) ?? { units: [{ from: Number.NEGATIVE_INFINITY, units: had }] };
        notes.held.set(name, { line, units: [...units, { from: now, units: has }] });
      }
      return result;
    };
  }
}

function noteWithheld({ time }: Omit<World, 'shops'>, { control }: WorldMall, { withheld }: WorldNotes): void {
  const { spoilOrder, hideOrder, mendOrder, showOrder } = control;
  const begin = (order: string): void =>
    void withheld.set(order, { from: time.now(), until: Number.POSITIVE_INFINITY });
  const end = (order: string): void => {
    const span = withheld.get(order);
    if (span !== undefined) span.until = time.now();
  };
  control.spoilOrder = (order, how) => {
    spoilOrder(order, how);
    begin(order);
  };
  control.hideOrder = (order) => {
    hideOrder(order);
    begin(order);
  };
  control.mendOrder = (order) => {
    mendOrder(order);
    end(order);
  };
  control.showOrder = (order) => {
    showOrder(order);
    end(order);
  };
}

/** An order as RMS shows it; null at other malls. */
const modelNow = ({ rms }: Omit<World, 'shops'>, { mall }: WorldMall, orderNumber: string): string | null =>
  mall === 'rms' ? JSON.stringify(rms.control.order(orderNumber)?.model ?? '') : null;

/** The lines of a shop as they are now; none where no stock is watched. */
function linesNow({ stockWatch }: Omit<World, 'shops'>, mall: WorldMall, code: string): Map<string, SeenLine> {
  const shop = stockWatch?.goods.shops.find((one) => one.code === code && one.mall === mall.mall);
  if (shop === undefined) return new Map();
  const orders = mall.orders(code, shop.importFrom);
  return new Map(
    orders.flatMap(({ orderNumber, orderedAt, lines }) =>
      lines.map(
        ({ lineId, ...line }) =>
          [claimName(shop.key, orderNumber, lineId, ''), { shop: shop.key, orderNumber, orderedAt, ...line }] as const,
      ),
    ),
  );
}
