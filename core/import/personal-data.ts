import { type EpochMs, fingerprintOf } from '../kernel/index.ts';
import { type OrderRow, pack, type ShopKey, type StoredOrder, unpack } from '../model/index.ts';
import type { BuyerMark, MallTraits, OrderKey, OrderStore } from '../ports/index.ts';

/**
 * `redacted`: removed now. `already`: removed earlier; remaining history is removed now. `unknown`: nothing is stored. `changing`: others
 * kept writing; try again.
 */
export type Redaction = 'redacted' | 'already' | 'unknown' | 'changing';

/** Maximum attempts on a row that others write concurrently. */
const looksMax = 5;

type RedactPorts = {
  readonly orders: Pick<OrderStore, 'rows' | 'put' | 'revisions' | 'dropRevisions'>;
  readonly traits: Pick<MallTraits, 'redactOriginal'>;
  readonly now: () => EpochMs;
};

/**
 * Removes the buyer from an order on request: from the row, with a mark for later readings, then from history. Number, lines, amounts,
 * progress and claims stay: the order is still in use. Safe to interrupt and repeat.
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

/** Whether the buyer was removed, by request or retention. */
export function isWithoutBuyer(row: OrderRow): boolean {
  return row.redacted !== undefined || (row.kind === 'stored' && row.erasedAt !== undefined);
}

/** Whether history from before the removal remains. A concurrent run may keep a revision after the drop; later ones have no buyer. */
export async function hasOldHistory(orders: Pick<OrderStore, 'revisions'>, row: OrderRow): Promise<boolean> {
  const revisions = await orders.revisions(row);
  if (row.kind === 'stored' && row.erasedAt !== undefined) return revisions.length > 0;
  // Versions ascend, so a revision from before the mark has a lower one.
  const { redacted } = row;
  return redacted !== undefined && revisions.some(({ version }) => version < redacted.version);
}

function withoutBuyer(row: OrderRow, { traits, now }: Pick<RedactPorts, 'traits' | 'now'>, runId: string): OrderRow {
  const version = row.version + 1;
  const mark = { version, writer: runId, redacted: { at: now(), version } };
  switch (row.kind) {
    case 'stored': {
      const original = traits.redactOriginal(unpack(row.original));
      const unannounced = [...row.unannounced, { revision: row.revision, kind: 'OrderBuyerRemoved' as const }];
      const packed = { fingerprint: fingerprintOf(original), original: pack(original) };
      return { ...row, ...mark, ...packed, unannounced, dueAt: now() };
    }
    case 'missing':
      return { ...row, ...mark };
    case 'quarantined':
      return { ...row, ...mark, raw: new Uint8Array() };
  }
}

type OrderFacts = Pick<StoredOrder, 'shop' | 'orderNumber' | 'orderedAt' | 'progress'>;

export interface FoundOrder extends OrderFacts {
  readonly mark: BuyerMark;
  readonly sameAs: string;
}

const behindAll = '~';

type Reading = { readonly orders: Pick<OrderStore, 'rows' | 'range'>; readonly traits: Pick<MallTraits, 'buyerMarks'> };

/**
 * Other orders of the same buyers in a shop. Reads all rows, since no index leads from a person to orders, nor should. Compares marks in
 * memory; follows new ones, such as a second address.
 *
 * @param onProgress gets the number of rows looked at
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

function learn(marks: Map<string, string>, found: readonly BuyerMark[], orderNumber: string): void {
  for (const mark of found) if (!marks.has(wordOf(mark))) marks.set(wordOf(mark), orderNumber);
}

const wordOf = ({ kind, value }: BuyerMark): string => `${kind} ${value}`;

/** Orders that share marks, transitively. */
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
