import { type EpochMs, fingerprintOf } from '../kernel/index.ts';
import { type OrderRow, pack, type ShopKey, type StoredOrder, unpack } from '../model/index.ts';
import type { BuyerMark, MallTraits, OrderKey, OrderStore } from '../ports/index.ts';

/**
 * The result of removing a buyer from one order. `redacted`: removed now. `already`: removed earlier; any history left is removed now.
 * `unknown`: nothing is stored of this number. `changing`: other processes kept writing it; try again.
 */
export type Redaction = 'redacted' | 'already' | 'unknown' | 'changing';

/** Attempts to write a row that other processes keep changing. */
const looksMax = 5;

type RedactPorts = {
  readonly orders: Pick<OrderStore, 'rows' | 'put' | 'revisions' | 'dropRevisions'>;
  readonly traits: Pick<MallTraits, 'redactOriginal'>;
  readonly now: () => EpochMs;
};

/**
 * Removes who the buyer is from one order, because they asked: from its row first, which is marked so that every later reading is
 * stored without them, too; then its history. Number, lines, amounts and progress stay, and so do its claims: the order stays in use.
 * May be interrupted anywhere and repeated.
 */
export async function redactOrder(ports: RedactPorts, key: OrderKey, runId: string): Promise<Redaction> {
  for (let look = 1; look <= looksMax; look++) {
    const row = (await ports.orders.rows(key.shop, [key.orderNumber])).get(key.orderNumber);
    if (row === undefined) return 'unknown';
    if (isWithoutBuyer(row)) {
      if (await hasOldHistory(ports.orders, row)) await ports.orders.dropRevisions(key);
      return 'already';
    }
    if ((await ports.orders.put(withoutBuyer(row, ports, runId), row.version)) === 'changed') continue;
    await ports.orders.dropRevisions(key);
    return 'redacted';
  }
  return 'changing';
}

/** Whether a row has no data of the buyer: removed at their request, or because retention ended. */
export function isWithoutBuyer(row: OrderRow): boolean {
  return row.redacted !== undefined || (row.kind === 'stored' && row.erasedAt !== undefined);
}

/**
 * Whether history is kept from before the buyer was removed. A run that had looked at the order before may keep a revision after it
 * was dropped; later revisions hold no buyer.
 */
export async function hasOldHistory(orders: Pick<OrderStore, 'revisions'>, row: OrderRow): Promise<boolean> {
  const revisions = await orders.revisions(row);
  if (row.kind === 'stored' && row.erasedAt !== undefined) return revisions.length > 0;
  // Versions of an order's readings are in one order: a revision from before the mark has a lower one.
  const { redacted } = row;
  return redacted !== undefined && revisions.some(({ version }) => version < redacted.version);
}

function withoutBuyer(row: OrderRow, { traits, now }: Pick<RedactPorts, 'traits' | 'now'>, runId: string): OrderRow {
  const version = row.version + 1;
  const mark = { version, writer: runId, redacted: { at: now(), version } };
  switch (row.kind) {
    case 'stored': {
      const original = traits.redactOriginal(unpack(row.original));
      return { ...row, ...mark, fingerprint: fingerprintOf(original), original: pack(original) };
    }
    case 'missing':
      return { ...row, ...mark };
    case 'quarantined':
      return { ...row, ...mark, raw: new Uint8Array() };
  }
}

/** An order, as far as its finder needs to know. */
type OrderFacts = Pick<StoredOrder, 'shop' | 'orderNumber' | 'orderedAt' | 'progress'>;

/** An order that was found, by a mark it shares with another one. */
export interface FoundOrder extends OrderFacts {
  readonly mark: BuyerMark;
  /** The order that the mark was known from: one that was given, or that was found before. */
  readonly sameAs: string;
}

/** Sorts behind every order number. */
const behindAll = '~';

type Reading = { readonly orders: Pick<OrderStore, 'rows' | 'range'>; readonly traits: Pick<MallTraits, 'buyerMarks'> };

/**
 * The other orders that the buyers of the given orders placed in one shop. Reads every row of the shop, as an export does: no index leads
 * from a person to orders, and none should. Marks are compared in memory, and each order is returned with the one it was found by. New
 * marks in another order of the same person, a second address for instance, are followed, too.
 *
 * @param onProgress how many rows were looked at
 */
export async function ordersOfSameBuyer(
  { orders, traits }: Reading,
  shop: ShopKey,
  given: readonly string[],
  onProgress: (rows: number) => void,
): Promise<FoundOrder[]> {
  const marksOf = (row: OrderRow): readonly BuyerMark[] =>
    row.kind === 'stored' && row.original.length > 0 ? traits.buyerMarks(unpack(row.original)) : [];
  const marks = new Map<string, string>();
  for (const row of (await orders.rows(shop, given)).values()) learn(marks, marksOf(row), row.orderNumber);
  const others = new Map<OrderFacts, readonly BuyerMark[]>();
  let after: string | undefined;
  let passed = 0;
  do {
    if (marks.size === 0) break;
    const page = await orders.range(shop, '', behindAll, after);
    for (const row of page.rows) {
      const found = marksOf(row);
      if (row.kind === 'stored' && found.length > 0 && !given.includes(row.orderNumber))
        others.set(factsOf(row), found);
    }
    passed += page.rows.length;
    onProgress(passed);
    after = page.after;
  } while (after !== undefined);
  return closure(others, marks);
}

const factsOf = ({ shop, orderNumber, orderedAt, progress }: StoredOrder): OrderFacts => ({
  shop,
  orderNumber,
  orderedAt,
  progress,
});

/** Notes of each mark the first order that it was known from. */
function learn(marks: Map<string, string>, found: readonly BuyerMark[], orderNumber: string): void {
  for (const mark of found) if (!marks.has(wordOf(mark))) marks.set(wordOf(mark), orderNumber);
}

const wordOf = ({ kind, value }: BuyerMark): string => `${kind} ${value}`;

/** Those of the orders that share a mark, as long as they bring more marks. */
function closure(others: ReadonlyMap<OrderFacts, readonly BuyerMark[]>, marks: Map<string, string>): FoundOrder[] {
  const found = new Map<OrderFacts, FoundOrder>();
  for (let size = -1; size < found.size; ) {
    size = found.size;
    for (const [row, own] of others) {
      const mark = own.find((one) => marks.has(wordOf(one)));
      if (found.has(row) || mark === undefined) continue;
      found.set(row, { ...row, mark, sameAs: marks.get(wordOf(mark)) as string });
      learn(marks, own, row.orderNumber);
    }
  }
  return [...found.values()].sort((one, other) => one.orderedAt - other.orderedAt);
}
