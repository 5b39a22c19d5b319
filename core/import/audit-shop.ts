import { dayMs, type EpochMs, hourMs, inChunks, secondMs } from '../kernel/index.ts';
import { type ShopAudit, type StoredOrder, type SurplusFound, type Window, windowsBetween } from '../model/index.ts';
import type { Ports } from '../ports/index.ts';
import type { ImportSession } from '../session/index.ts';
import { type DifferingOrder, differingOrders, type SurplusOrder, standingOf, surplusOrders } from './audit-finds.ts';
import { listWindow, type WindowListing } from './list-window.ts';
import { readAndStore } from './read-and-store.ts';
import { readListed } from './read-orders.ts';

/** Wait for orders being stored: only those still absent are missing. */
const secondLookMs = 20 * secondMs;
/** Age up to which an audit's listing counts, since orders show late. */
const listedAgeMs = 6 * hourMs;
const namedMax = 100;
const comparedAtOnce = 200;

/**
 * Compares a span at the mall with rows, and their claims with lines, and corrects differences through the normal path. Ignores a process's
 * memory, to find removed rows.
 *
 * 取込漏れ: listed, shown before the cursor at the start of the audit, and without a row at a second look; orders behind the cursor are merely
 * not imported yet. Listed but unreadable orders are retried once and counted apart. If the mall's total differs from its list, missing
 * orders are unknown: listed ones are corrected, and the span is unaudited. Throws the mall's failures.
 *
 * 重複: wrong claims, and surplus rows at the mall. The latter are left to pushes that still look at them, else to a person.
 *
 * @param options.trouble span without margins, to count orders placed within
 * @param options.dryRun only counts, without changes
 */
export async function auditShop(
  run: ImportSession<Ports>,
  span: Window,
  options: { readonly trouble?: Window; readonly dryRun?: boolean } = {},
): Promise<ShopAudit['result']> {
  const result = await compare(run, span, options);
  if (result.kind === 'audited') run.cache.audited.delete(run.shop.key);
  return result;
}

async function compare(
  run: ImportSession<Ports>,
  span: Window,
  options: { readonly trouble?: Window; readonly dryRun?: boolean },
): Promise<ShopAudit['result']> {
  const { ports } = run;
  const cursor = (await ports.shops.get(run.shop.key))?.cursor ?? run.shop.cursor;
  const { listed, unproven } = await listSpan(run, span, 'placed');
  const absent = await absentTwice(run, listed);
  const differing = await differingTwice(run, listed);
  const { missing, unread } = options.dryRun
    ? await findMissing(run, absent, cursor)
    : await importMissing(run, absent, cursor);
  if (!options.dryRun) await settle(run, differing);
  if (unproven !== null) return { kind: 'unaudited', reason: unproven };
  const standing = await standingOf(run, listed, options);
  const notRead = [...standing.unread, ...(await listedBefore(run, unread, cursor, span))];
  // Last, if calls are left: missing orders come first.
  const { orders: surplus, unseen } = await surplusOrders(run, listed);
  const doubled = new Set([...differing, ...surplus].map(({ orderNumber }) => orderNumber));
  const surplusFound = { ...sumOf(surplus), ...(unseen === 0 ? {} : { unseen }) };
  const { from, to } = options.trouble ?? span;
  return {
    kind: 'audited',
    atMall: listed.length,
    placed: standing.stored.filter(({ orderedAt }) => orderedAt >= from && orderedAt <= to).length,
    missing: missing.slice(0, namedMax),
    missingCount: missing.length,
    doubled: [...doubled].slice(0, namedMax),
    doubledCount: differing.length + surplusFound.rows,
    surplus: surplusFound,
    unread: notRead.slice(0, namedMax),
    unreadCount: notRead.length,
  };
}

function sumOf(orders: readonly SurplusOrder[]): SurplusFound {
  const left = orders.filter((order) => order.left > 0);
  return {
    rows: orders.reduce((sum, { rows }) => sum + rows, 0),
    left: left.reduce((sum, order) => sum + order.left, 0),
    leftIn: left.slice(0, namedMax).map(({ orderNumber }) => orderNumber),
  };
}

/** Lists a span, continuing where the mall stopped an earlier run. */
async function listSpan(
  run: ImportSession,
  span: Window,
  by: 'placed' | 'shown',
): Promise<{ readonly listed: readonly string[]; readonly unproven: 'total-wrong' | 'calls-used-up' | null }> {
  const { audited } = run.cache;
  const name = `${by} ${span.from} ${span.to}`;
  const before = audited.get(run.shop.key);
  const now = run.ports.clock.now();
  const goesOn = before?.span === name && Math.abs(now - before.since) < listedAgeMs;
  const since = goesOn ? before.since : now;
  const listed = new Set<string>(goesOn ? before.orderNumbers : []);
  let unproven: 'total-wrong' | null = null;
  const from = goesOn ? before.to : Math.max(span.from, run.shop.importFrom);
  const to = Math.min(span.to, run.mallNow());
  // Where few listings are allowed they cover a day of the largest shops: a longer part would be refused midway, for nothing.
  const partMs = run.traits.listings === undefined ? run.traits.maxSpanMs : dayMs;
  for (const window of windowsBetween(from, to, partMs)) {
    for (let rest: Window | null = window; rest; ) {
      const listing: WindowListing = await listWindow(run, rest, { by });
      if (!listing.whole) return { listed: [], unproven: 'calls-used-up' };
      if (listing.countedWrongly !== undefined) unproven = 'total-wrong';
      for (const orderNumber of listing.orderNumbers) listed.add(orderNumber);
      const done = listing.window.to;
      rest = done < window.to ? { from: done, to: window.to } : null;
      if (done < to && unproven === null)
        audited.set(run.shop.key, { span: name, since, to: done, orderNumbers: [...listed] });
    }
  }
  return { listed: [...listed], unproven };
}

async function absentTwice(run: ImportSession, orderNumbers: readonly string[]): Promise<string[]> {
  const { ports, shop } = run;
  const known = await ports.orders.known(shop.key, orderNumbers);
  const absent = orderNumbers.filter((orderNumber) => !known.has(orderNumber));
  if (absent.length === 0) return [];
  await ports.clock.sleep(secondLookMs);
  const there = await ports.orders.rows(shop.key, absent);
  return absent.filter((orderNumber) => !there.has(orderNumber));
}

/** Rows being written have newer claims for a moment; a difference that stays under one version is an error. */
async function differingTwice(run: ImportSession, orderNumbers: readonly string[]): Promise<DifferingOrder[]> {
  const first = await differingOf(run, orderNumbers);
  if (first.length === 0) return [];
  await run.ports.clock.sleep(secondLookMs);
  const versions = new Map(first.map(({ orderNumber, version }) => [orderNumber, version]));
  const second = await differingOf(run, [...versions.keys()]);
  return second.filter(({ orderNumber, version }) => versions.get(orderNumber) === version);
}

async function differingOf(run: ImportSession, orderNumbers: readonly string[]): Promise<DifferingOrder[]> {
  const differing: DifferingOrder[] = [];
  for (const chunk of inChunks(orderNumbers, comparedAtOnce)) {
    const rows = await run.ports.orders.rows(run.shop.key, chunk);
    const stored = [...rows.values()].filter((row): row is StoredOrder => row.kind === 'stored');
    differing.push(...(await differingOrders(run, stored)));
  }
  return differing;
}

interface Absent {
  /** Orders shown before the cursor and stored only now; in a dry run still absent. */
  readonly missing: readonly string[];
  /** Orders unreadable, without a row that says so. */
  readonly unread: readonly string[];
}

async function importMissing(run: ImportSession, absent: readonly string[], cursor: EpochMs): Promise<Absent> {
  const missing: string[] = [];
  const unread: string[] = [];
  for (const chunk of inChunks(absent, run.traits.readBatch)) {
    const batch = await readAndStore(
      run,
      chunk.map((orderNumber) => ({ orderNumber })),
    );
    const imported = batch.imported.filter(({ orderNumber }) => isBehind(batch.listedAt.get(orderNumber), cursor));
    missing.push(...imported.map(({ orderNumber }) => orderNumber));
    unread.push(...batch.unread);
  }
  return { missing, unread };
}

/** Unread orders listed up to the cursor, since they do not tell when they were shown. */
async function listedBefore(
  run: ImportSession,
  unread: readonly string[],
  cursor: EpochMs,
  span: Window,
): Promise<readonly string[]> {
  if (unread.length === 0 || cursor >= span.to) return unread;
  const { listed } =
    cursor <= span.from ? { listed: [] } : await listSpan(run, { from: span.from, to: cursor }, 'shown');
  const before = new Set(listed);
  return unread.filter((orderNumber) => before.has(orderNumber));
}

async function findMissing(run: ImportSession, absent: readonly string[], cursor: EpochMs): Promise<Absent> {
  const missing: string[] = [];
  const unread: string[] = [];
  for (const chunk of inChunks(absent, run.traits.readBatch)) {
    const reading = await readListed(run, chunk);
    const before = reading.orders.filter(({ orderedAt, listedAt }) => isBehind(listedAt ?? orderedAt, cursor));
    missing.push(...before.map(({ orderNumber }) => orderNumber));
    unread.push(...reading.absent, ...reading.unreadable.map(({ orderNumber }) => orderNumber));
  }
  return { missing, unread };
}

/** The cursor follows the showing: an order released hours after 注文日時 was not missed before. */
const isBehind = (shownAt: EpochMs | undefined, cursor: EpochMs): boolean => shownAt !== undefined && shownAt <= cursor;

async function settle(run: ImportSession, differing: readonly DifferingOrder[]): Promise<void> {
  for (const chunk of inChunks(differing, run.traits.readBatch)) {
    await readAndStore(
      run,
      chunk.map(({ orderNumber, claims }) => ({ orderNumber, carried: claims })),
    );
  }
}
