import { minuteMs } from '../../core/kernel/index.ts';
import { type MallName, type MallOrder, mallOf, type ShopKey, unpack } from '../../core/model/index.ts';
import { isCounted, isJournalMall } from '../../journal/index.ts';
import { adapterOf, mallNames } from '../../malls/registry.ts';
import type { Item } from '../tables/read-table.ts';
import { type PushStanding, standingsIn } from './push-standing.ts';
import type { BookedOrder, Shelf } from './shelves.ts';
import { StockCount, type StockFigures } from './stock-figures.ts';

/** The one line of `npm start --json`. Null marks a figure that could not be checked: a real mall shows no books. */
export interface Figures {
  readonly shops: number;
  readonly orders: {
    /** Listed by the mall or stored, of an imported shop, placed since the moment chosen for it. */
    readonly atMall: number | null;
    readonly stored: number;
    /** Of those at the mall, the ones that are not stored. */
    readonly missing: number | null;
    /** Order numbers under two keys, revisions announced under two ids, order lines that do not claim their quantity once. */
    readonly duplicates: number;
  };
  /** From 注文日時 to the first stored row, of the orders placed since this run began; null when there were none. */
  readonly lagSeconds: { readonly p50: number | null; readonly max: number | null };
  /** By mall: `rmsCalls`, `yahooCalls`. */
  readonly [calls: `${MallName}Calls`]: number | null;
  /** Changes of orders that were asked for, by how they stand; those that were withdrawn are in `requested` only. */
  readonly statuses: {
    readonly requested: number;
    readonly confirmed: number;
    readonly held: number;
    readonly failed: number;
    readonly waiting: number;
  };
  readonly stock: StockFigures;
}

/** What the simulated malls have, and how often they were called. */
export interface MallsAtRest {
  readonly orders: readonly BookedOrder[];
  readonly shelves: readonly Shelf[];
  readonly now: number;
  readonly calls: Readonly<Record<MallName, number>>;
  /** Levels that were sent, one for each item of a call. */
  readonly pushes: number;
}

/** Those of the journal, because its recount is the same line; any other if it was called. */
function countedMalls(malls: MallsAtRest | null): readonly MallName[] {
  const calls = malls?.calls ?? {};
  return mallNames.filter((mall) => (isJournalMall(mall) ? isCounted(mall, calls[mall]) : calls[mall] !== undefined));
}

/** Counts from raw rows and raw books, never from what a function said it did. Rows are taken one by one. */
export class Count {
  readonly #importFrom = new Map<string, number>();
  readonly #cursors = new Map<string, number>();
  readonly #stored = new Map<
    string,
    { readonly orderedAt: number; readonly storedAt: number; readonly lines: Map<string, number> | null }
  >();
  /** Orders whose rows say why nothing readable is stored of them. */
  readonly #setAside = new Set<string>();
  readonly #numbers = new Map<string, { readonly shop: string; readonly orderedAt: number | null }[]>();
  readonly #claims = new Map<string, Map<string, { total: number; places: number }>>();
  readonly #pushes: Record<PushStanding, number> = { waiting: 0, held: 0, confirmed: 0, failed: 0, withdrawn: 0 };
  /** The id under which each revision was announced first. */
  readonly #announced = new Map<string, string>();
  readonly #announcedAgain = new Set<string>();
  readonly #stock = new StockCount();

  /** Takes an event of the bus; anything but an announcement of a revision is passed over. */
  takeEvent(detail: unknown): void {
    const { id, shop, orderNumber, revision } = detail as Readonly<Record<string, string | number | undefined>>;
    if (id === undefined || revision === undefined) return;
    const name = `${shop}#${orderNumber} ${revision}`;
    const first = this.#announced.get(name) ?? String(id);
    this.#announced.set(name, first);
    if (first !== String(id)) this.#announcedAgain.add(`${name} ${id}`);
  }

  takeRow(table: string, item: Item): void {
    const text = (name: string) => String(item[name]?.S ?? '');
    const number = (name: string) => Number(item[name]?.N);
    this.#stock.takeRow(table, item);
    switch (table) {
      case 'Shops':
        this.#importFrom.set(text('shop'), number('importFrom'));
        this.#cursors.set(text('shop'), number('cursor'));
        return;
      case 'Orders': {
        const [orderNumber, id] = [text('orderNumber'), `${text('shop')}#${text('orderNumber')}`];
        const row = { shop: text('shop'), orderedAt: text('kind') === 'stored' ? number('orderedAt') : null };
        this.#numbers.set(orderNumber, [...(this.#numbers.get(orderNumber) ?? []), row]);
        if (text('kind') !== 'stored') {
          this.#setAside.add(id);
          return;
        }
        const lines = linesOf(text('shop') as ShopKey, Buffer.from(String(item.original?.B ?? ''), 'base64'));
        this.#stored.set(id, { orderedAt: number('orderedAt'), storedAt: number('storedAt'), lines });
        return;
      }
      case 'Stock': {
        // Movements, and notes of what is oversold, have a kind.
        if (item.lineId === undefined || item.kind !== undefined) return;
        const id = `${text('shop')}#${text('orderNumber')}`;
        const lines = this.#claims.get(id) ?? new Map<string, { total: number; places: number }>();
        const line = lines.get(text('lineId')) ?? { total: 0, places: 0 };
        const quantity = number('quantity');
        lines.set(text('lineId'), { total: line.total + quantity, places: line.places + (quantity === 0 ? 0 : 1) });
        this.#claims.set(id, lines);
        return;
      }
      case 'Pushes':
        for (const [, standing] of standingsIn(item)) this.#pushes[standing] += 1;
    }
  }

  /**
   * The figures, when every row was taken.
   *
   * @param runAt when this run began, by the mall's clock
   * @param malls null for real malls
   */
  figures(runAt: number, malls: MallsAtRest | null): Figures {
    const due = malls === null ? null : this.#due(malls);
    const lags = [...this.#stored.values()]
      .filter(({ orderedAt }) => orderedAt >= runAt)
      .map(({ orderedAt, storedAt }) => storedAt - orderedAt)
      .sort((one, other) => one - other);
    return {
      shops: this.#importFrom.size,
      orders: {
        atMall: due?.length ?? null,
        stored: this.#stored.size,
        missing: due?.filter((order) => !this.#isStored(order)).length ?? null,
        duplicates: this.#doubleNumbers() + this.#doubleAnnouncements() + this.#wrongClaims(),
      },
      lagSeconds: { p50: seconds(lags[Math.ceil(lags.length / 2) - 1]), max: seconds(lags.at(-1)) },
      ...Object.fromEntries(
        countedMalls(malls).map((mall) => [`${mall}Calls`, malls === null ? null : (malls.calls[mall] ?? 0)]),
      ),
      statuses: this.#statuses(),
      stock: this.#stock.figures(malls, malls?.pushes ?? null),
    };
  }

  /** Orders that are set aside; of simulated malls, those of the missing ones. */
  setAside(malls: MallsAtRest | null): number {
    if (malls === null) return this.#setAside.size;
    return this.#due(malls).filter((order) => this.#setAside.has(idOf(order))).length;
  }

  /** Orders of paused shops that the import had not come to: it goes on with them, so they are not missing. */
  paused(malls: MallsAtRest | null, isPaused: (shop: ShopKey) => boolean): number {
    const isToCome = ({ shop, orderedAt, visibleAt }: BookedOrder): boolean =>
      Math.max(orderedAt, visibleAt ?? 0) >= (this.#cursors.get(shop) ?? Number.POSITIVE_INFINITY);
    const waits = (order: BookedOrder): boolean =>
      isPaused(order.shop) && isToCome(order) && !this.#isStored(order) && !this.#setAside.has(idOf(order));
    return malls === null ? 0 : this.#due(malls).filter(waits).length;
  }

  /** The orders that an import in step must have. */
  #due({ orders, now }: MallsAtRest): BookedOrder[] {
    return orders.filter((order) => this.#isImported(order) && (this.#isStored(order) || isListed(order, now)));
  }

  #isStored(order: BookedOrder): boolean {
    return this.#stored.has(idOf(order));
  }

  #statuses(): Figures['statuses'] {
    const { confirmed, held, failed, waiting, withdrawn } = this.#pushes;
    const requested = confirmed + held + failed + waiting + withdrawn;
    return { requested, confirmed, held, failed, waiting };
  }

  /** 注文日時 is in whole seconds, so the whole first second of the moment chosen for a shop belongs to it. */
  #isImported({ shop, orderedAt }: BookedOrder): boolean {
    const from = this.#importFrom.get(shop);
    return from !== undefined && Math.floor(orderedAt / 1000) >= Math.floor(from / 1000);
  }

  /** A number names one order of a mall, or of a shop (Shopify): orders of two shops that were placed at two moments are two. */
  #doubleNumbers(): number {
    return [...this.#numbers.values()].reduce((sum, [first, ...more]) => {
      const isAnother = (row: NonNullable<typeof first>): boolean =>
        row.shop !== first?.shop &&
        row.orderedAt !== null &&
        (first?.orderedAt ?? null) !== null &&
        row.orderedAt !== first?.orderedAt;
      return sum + more.filter((row) => !isAnother(row)).length;
    }, 0);
  }

  #doubleAnnouncements(): number {
    return this.#announcedAgain.size;
  }

  /** Lines of stored orders whose claims are not exactly their quantity, in one place. */
  #wrongClaims(): number {
    let wrong = 0;
    for (const id of new Set([...this.#stored.keys(), ...this.#claims.keys()])) {
      const claims = this.#claims.get(id);
      const lines = this.#stored.get(id)?.lines ?? undefined;
      for (const lineId of new Set([...(lines?.keys() ?? []), ...(claims?.keys() ?? [])])) {
        const { total, places } = claims?.get(lineId) ?? { total: 0, places: 0 };
        // The claims of an order are written before its row: without a row they are work under way, not a mistake.
        if (places > 1 || (lines !== undefined && total !== (lines.get(lineId) ?? 0))) wrong += 1;
      }
    }
    return wrong;
  }
}

const idOf = ({ shop, orderNumber }: BookedOrder): string => `${shop}#${orderNumber}`;

/** Orders that are not stored, and not lost either: each has a row that says why, or waits behind a pause that a person set. */
export interface NotMissing {
  readonly setAside: number;
  readonly paused: number;
}

/** The last line of `npm start`. */
export function stoppedText(
  { orders, statuses }: Pick<Figures, 'orders' | 'statuses'>,
  { setAside, paused }: NotMissing,
): string {
  const { stored, atMall, missing } = orders;
  const { requested, ...standing } = statuses;
  const parts = Object.entries(standing).map(([name, count]) => `${count} ${name}`);
  return [
    missing === null
      ? `Stopped with ${stored} ${stored === 1 ? 'order' : 'orders'}.`
      : `Stopped with ${stored} of ${atMall} orders; missing ${missing - setAside - paused}.`,
    ...(paused === 0 ? [] : [`Waiting behind a pause that a person set: ${paused} (npm run ops -- pauses).`]),
    ...(setAside === 0 ? [] : [`Set aside, each with its reason: ${setAside} (npm run ops -- orders problems).`]),
    ...(requested === 0 ? [] : [`Status changes requested: ${requested} (${parts.join(', ')}).`]),
  ].join(' ');
}

/** Whether an import that is in step must have the order: a mall that allows few listings shows it some minutes later. */
function isListed({ shop, visibleAt }: BookedOrder, now: number): boolean {
  const { listings } = adapterOf(mallOf(shop)).traits;
  // A round of the schedule comes every minute, and a listing may end some minutes before the present.
  const withinMs = listings === undefined ? 0 : listings.everyMs + 4 * minuteMs;
  return visibleAt !== null && visibleAt + withinMs <= now;
}

/** What each line of a stored order should claim; null for one whose personal data were removed, which tells nothing. */
function linesOf(shop: ShopKey, original: Uint8Array): Map<string, number> | null {
  if (original.length === 0) return null;
  const { traits } = adapterOf(mallOf(shop));
  const order: MallOrder = traits.readOriginal(unpack(original));
  const isCancelled = traits.isCancelled(order.progress);
  return new Map(order.lines.map(({ lineId, quantity }) => [lineId, isCancelled ? 0 : quantity]));
}

function seconds(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms / 100) / 10;
}
