import type { ActiveFault, Fault } from './faults.ts';
import type { Prng } from './prng.ts';
import { firstFrom } from './sales.ts';
import { changeSettings, type SettingsChange } from './settings.ts';
import { catchUp, LISTED_SPOILS, type MallTypes, setArrivals, type World } from './world.ts';

/** The types in which the control of a mall differs from the others'. */
export interface ControlTypes extends MallTypes {
  faultKind: string;
  orderKind: string;
  status: number | string;
  /** What a person changes in an order on the mall's screen. */
  edit: object;
  /** A line of a new order, what it names, and what a shop sells under such names. */
  line: { units: number };
  item: object;
  sku: unknown;
  newShop: object;
  /** What a client needs to call for a shop. */
  credentials: object;
  /** A shop as `shops` lists it. */
  shopEntry: object;
  bookOrder: object;
  bookShop: object;
  summary: object;
}

/** What a test or a drill can do to every mall behind its API. All of it takes effect at once. */
export interface SharedControl<Mall extends ControlTypes = ControlTypes> {
  addShop(shop: Mall['newShop']): Mall['credentials'];
  shops(): Mall['shopEntry'][];

  /**
   * New orders, at a moment (`at`, epoch ms; now when absent) or spread evenly over a span. Those of the future come when it is time.
   * Answers their numbers.
   */
  addOrders(shop: string, orders: NewOrders<Mall>): string[];
  /** A standing stream of new orders at random moments; null ends it. */
  arrivals(shop: string, arrivals: { perHour: number } | null): void;
  /** A random edit when `edit` is absent. */
  editOrder(shop: string, order: string, edit?: Mall['edit']): void;
  /** To any status; what follows by itself from there follows. */
  moveOrder(shop: string, order: string, status: Mall['status']): void;
  /** What the mall shows of an item; null where it has none, and for 無限大. */
  level(shop: string, item: Mall['item']): number | null;

  spoilOrder(order: string, how: Mall['spoil'] | (typeof LISTED_SPOILS)[number]): void;
  mendOrder(order: string): void;
  /** Searches list it, and it cannot be read. */
  hideOrder(order: string): void;
  showOrder(order: string): void;

  break(fault: Fault<Mall['faultKind']>): string;
  /** All when `id` is absent. */
  mend(id?: string): void;
  faults(): ActiveFault<Mall['faultKind']>[];

  /** Adds to the clock; returns the new now. */
  advance(ms: number): number;
  nowMs(): number;

  books(): { shops: Mall['bookShop'][] };
  /** The orders of one shop placed at `from` or later and before `to`, by 注文日時. */
  placedBetween(shop: string, from: number, to: number): Mall['bookOrder'][];
  /** Counts only. */
  summary(): { shops: Mall['summary'][] };
  order(order: string): Mall['bookOrder'] | null;

  settings(): Mall['settings'];
  changeSettings(change: SettingsChange<Mall['settings']>): Mall['settings'];
}

interface NewOrders<Mall extends ControlTypes> {
  count: number;
  at?: number | { from: number; to: number };
  visibleAfterMs?: number;
  kind?: Mall['orderKind'] | 'random';
  /** Instead of drawn lines; each order gets all of them. */
  lines?: readonly Mall['line'][];
}

/** An order to be placed. */
export interface Placing<Kind, Sku> {
  /** 注文日時, epoch ms; cut to whole seconds, as the API shows it. */
  placedAt: number;
  /** How long after 注文日時 searches begin to list it; the setting's when absent. */
  visibleAfterMs?: number | undefined;
  kind?: Kind | 'random' | undefined;
  /** Instead of drawn ones. */
  lines?: readonly { sku: Sku; units: number }[] | undefined;
  /** It comes in the standing stream. */
  isArrival?: boolean;
}

/** What the mall calls things, in its control and in its records. */
export interface MallWords {
  /** `shopUrl`. */
  shop: string;
  /** `orderNumber`. */
  order: string;
  /** `orderProgress`. */
  status: string;
  /** `byProgress`: how many orders have which status. */
  statusCounts: string;
  /** The names of an item. */
  item: readonly string[];
}

/** How a mall does what its control shares with the others'. */
export interface ControlParts<Mall extends ControlTypes, MallWorld extends World<Mall>> {
  words: MallWords;
  orderKinds: readonly Mall['orderKind'][];
  statuses: readonly Mall['status'][];
  spoils: readonly Mall['spoil'][];
  addShop(world: MallWorld, shop: Mall['newShop']): Mall['credentials'];
  shopEntry(shop: Mall['shop']): Mall['shopEntry'];
  /** What seeds the standing stream of a shop. */
  seedName(shop: Mall['shop']): string | number;
  /** What a shop sells under these names, or an error. */
  skuOf(shop: Mall['shop'], line: Mall['line']): Mall['sku'];
  /** Answers its number. */
  placeOrder(world: MallWorld, shop: Mall['shop'], placing: Placing<Mall['orderKind'], Mall['sku']>): string;
  editOrder(world: MallWorld, order: Mall['order'], edit: Mall['edit']): void;
  randomEdit(world: MallWorld, order: Mall['order']): Mall['edit'];
  statusOf(order: Mall['order']): Mall['status'];
  enter(world: MallWorld, order: Mall['order'], status: Mall['status']): void;
  levelOf(shop: Mall['shop'], item: Mall['item']): number | null;
  bookShop(shop: Mall['shop']): Mall['bookShop'];
  bookOrder(order: Mall['order']): Mall['bookOrder'];
  /** An order by the name that a client knows it by, where that is another one and only its shop has it once. */
  orderByName?(shop: Mall['shop'], name: string): Mall['order'] | undefined;
}

/** Finds shops and orders by name, or throws. Before anything is found, what became due by itself has happened. */
export interface Finder<Mall extends MallTypes> {
  shop(code: string): Mall['shop'];
  order(shop: string, order: string): Mall['order'];
}

export function createFinder<Mall extends MallTypes>(
  world: World<Mall>,
  orderByName: (shop: Mall['shop'], name: string) => Mall['order'] | undefined = () => undefined,
): Finder<Mall> {
  const shop = (code: string): Mall['shop'] => {
    catchUp(world);
    const found = world.shops.get(code);
    if (found) return found;
    const known = [...world.shops.keys()].slice(0, 10).join(', ') || 'none yet: add one with addShop';
    throw new Error(`There is no shop ${JSON.stringify(code)}. Shops: ${known}.`);
  };
  const order = (code: string, number: string): Mall['order'] => {
    const owner = shop(code);
    const found = world.orders.get(number) ?? orderByName(owner, number);
    if (found?.shop === owner) return found;
    throw new Error(`Shop ${code} has no order ${number}${found ? `: it belongs to ${found.shop.code}` : ''}.`);
  };
  return { shop, order };
}

/** The part of a mall's control that every mall has. */
export function createSharedControl<Mall extends ControlTypes, MallWorld extends World<Mall>>(
  world: MallWorld,
  parts: ControlParts<Mall, MallWorld>,
  { shop, order }: Finder<Mall>,
): SharedControl<Mall> {
  /** Throws unless the order is one of any shop. */
  const known = (number: string): string => {
    catchUp(world);
    if (world.orders.has(number)) return number;
    throw new Error(`There is no order ${number} in any shop.`);
  };
  return {
    addShop: (options) => {
      catchUp(world);
      return parts.addShop(world, options);
    },
    shops: () => shopsOf(world).map(parts.shopEntry),

    addOrders: (code, orders) => addOrders(world, parts, shop(code), orders),
    arrivals: (code, arrivals) => {
      const one = shop(code);
      const place = (placedAt: number) => parts.placeOrder(world, one, { placedAt, isArrival: true });
      setArrivals(world, one, parts.seedName(one), arrivals, place);
    },
    editOrder: (code, number, edit) => {
      const one = order(code, number);
      parts.editOrder(world, one, edit ?? parts.randomEdit(world, one));
    },
    moveOrder: (code, number, status) => {
      mustBeOneOf('moveOrder', status, parts.statuses);
      parts.enter(world, order(code, number), status);
    },
    level: (code, item) => parts.levelOf(shop(code), item),

    spoilOrder: (number, how) => {
      mustBeOneOf('spoilOrder', how, [...parts.spoils, ...LISTED_SPOILS]);
      const listed = LISTED_SPOILS.find((one) => one === how);
      if (listed) world.misListed.set(known(number), listed);
      else world.spoilt.set(known(number), how);
    },
    mendOrder: (number) => {
      world.spoilt.delete(known(number));
      world.misListed.delete(number);
    },
    hideOrder: (number) => void world.hidden.add(known(number)),
    showOrder: (number) => void world.hidden.delete(known(number)),

    break: (fault) => {
      catchUp(world);
      return world.faults.break(fault, world.timeMs);
    },
    mend: (id) => {
      if (!world.faults.mend(id) && id !== undefined) throw new Error(`There is no fault ${id}.`);
    },
    faults: () => world.faults.list() as ActiveFault<Mall['faultKind']>[],

    advance: (ms) => {
      if (!(ms >= 0)) throw new Error(`advance: got ${ms}, expected milliseconds of at least 0.`);
      world.addedMs += ms;
      catchUp(world);
      return world.timeMs;
    },
    nowMs: () => world.now(),

    books: () => ({ shops: shopsOf(world).map(parts.bookShop) }),
    placedBetween: (code, from, to) => {
      const orders = shop(code).orders as Mall['order'][];
      return orders.slice(firstFrom(orders, from), firstFrom(orders, to)).map(parts.bookOrder);
    },
    summary: () => ({ shops: shopsOf(world).map((one) => summaryOf(parts, one)) }),
    order: (number) => {
      catchUp(world);
      const found = world.orders.get(number);
      return found ? parts.bookOrder(found) : null;
    },

    settings: () => world.settings,
    changeSettings: (change) => {
      world.settings = changeSettings(world.settings, change);
      return world.settings;
    },
  };
}

function shopsOf<Mall extends MallTypes>(world: World<Mall>): Mall['shop'][] {
  catchUp(world);
  return [...world.shops.values()];
}

function addOrders<Mall extends ControlTypes, MallWorld extends World<Mall>>(
  world: MallWorld,
  parts: ControlParts<Mall, MallWorld>,
  shop: Mall['shop'],
  { count, kind, visibleAfterMs, ...orders }: NewOrders<Mall>,
): string[] {
  if (!Number.isInteger(count) || count < 0) throw new Error(`addOrders: got count ${count}, expected a whole number.`);
  if (kind !== undefined) mustBeOneOf('addOrders', kind, [...parts.orderKinds, 'random']);
  const at = orders.at ?? world.timeMs;
  const { from, to } = typeof at === 'number' ? { from: at, to: at } : at;
  if (!(to >= from)) throw new Error(`addOrders: got a span from ${from} to ${to}, expected from <= to.`);
  const lines = orders.lines?.map((line) => ({ sku: parts.skuOf(shop, line), units: line.units }));
  return Array.from({ length: count }, (_, index) => {
    const placedAt = count === 1 ? from : from + ((to - from) * index) / (count - 1);
    return parts.placeOrder(world, shop, { placedAt, visibleAfterMs, kind, lines });
  });
}

function summaryOf<Mall extends ControlTypes, MallWorld extends World<Mall>>(
  { words, statusOf }: ControlParts<Mall, MallWorld>,
  { code, orders, calls }: Mall['shop'],
): Mall['summary'] {
  const counts: Record<string, number> = {};
  for (const order of orders as Mall['order'][]) {
    const status = String(statusOf(order));
    counts[status] = (counts[status] ?? 0) + 1;
  }
  const called = [...calls.values()].reduce((total, count) => total + count, 0);
  return { [words.shop]: code, orders: orders.length, [words.statusCounts]: counts, calls: called };
}

/** Throws unless a value is one of the known ones: values that come over HTTP are not type-checked. */
export function mustBeOneOf(what: string, value: unknown, known: readonly unknown[]): void {
  if (known.includes(value)) return;
  throw new Error(`${what}: got ${JSON.stringify(value)}, expected one of ${known.join(', ')}.`);
}

/** One seeded edit of any kind that an order with these lines allows; `note` is the mall's name of the shop's own remark. */
export function drawEdit(chance: Prng, lines: readonly number[], note: string) {
  const choices: { units?: Record<number, number>; removeLine?: number; addLine?: boolean; address?: boolean }[] = [
    { addLine: true },
    { address: true },
    { [note]: `電話で確認済 ${chance.hex(6)} 髙橋` },
  ];
  if (lines.length > 0) choices.push({ units: { [chance.pick(lines)]: chance.int(1, 5) } });
  if (lines.length > 1) choices.push({ removeLine: chance.pick(lines) });
  return chance.pick(choices);
}
