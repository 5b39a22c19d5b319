import { claimKeysOfOrder, type Difference, type HistoryEntry, historyOf } from '../../core/import/index.ts';
import { type EpochMs, jstText, printable, wholeSecond } from '../../core/kernel/index.ts';
import {
  type Change,
  type Claim,
  type OrderRow,
  type Pause,
  type RevisionEntry,
  type Shop,
  type StoredOrder,
  unpack,
} from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { t, translated } from '../../language/language.ts';
import { jstTextOr } from '../../language/phrases.ts';
import { type KnownParcel, parcelsShown, shownParcelText } from '../pushes/known-parcels.ts';
import { type Block, indented, paragraph, tableOf } from '../terminal/table.ts';
import { shipNotesOf } from './ship-note.ts';
import { historyLines, problemWord, progressText, timelineOf } from './timeline.ts';

/** An order's facts for a person, in the order in which they came about. */
export function orderLines(facts: OrderFacts, pauses: readonly Pause[]): Block[] {
  const { shop, row, history, pushes } = facts;
  return [
    t`Order ${row.orderNumber} of ${shop.key} (${shop.name})`,
    ...headLines(facts),
    ...problemLines(facts),
    ...(row.kind === 'stored' ? ['', t`Revisions`, ...revisionLines(facts)] : []),
    ...(row.kind === 'stored' ? ['', t`Announcements`, ...announcementLines(facts.history, row)] : []),
    ...(row.kind === 'stored' ? ['', t`Claims on stock`, ...claimLines(facts.claims)] : []),
    ...historyLines(pushes, timelineOf(shop, row, history, pushes), pauses),
  ];
}

/** 注文日時 as the mall shows it, and which one the row has in its place. */
export function wrongDateText({ orderedAt, storedAt }: StoredOrder, mallDate: EpochMs): string {
  return orderedAt === wholeSecond(storedAt)
    ? t`${jstText(mallDate)}, which cannot be right: the moment of its first reading counts`
    : t`${jstText(mallDate)}, which cannot be right: the date that it showed before counts`;
}

function headLines({ shop, row, parcels, mallDate }: OrderFacts): Block[] {
  switch (row.kind) {
    case 'stored': {
      const { progress: note, cancelRequest } = shipNotesOf(row);
      return [
        t`  placed    ${jstText(row.orderedAt)}`,
        ...(mallDate === null ? [] : [t`  mall says ${wrongDateText(row, mallDate)}`]),
        t`  stored    ${jstText(row.storedAt)}`,
        t`  read      ${jstText(row.readAt)}, revision ${row.revision}`,
        row.final
          ? t`  progress  ${progressText(shop.mall, row.progress)}, final`
          : t`  progress  ${progressText(shop.mall, row.progress)}`,
        ...(note === null ? [] : [paragraph(translated(note), { label: t`  look      ` })]),
        ...(cancelRequest === null ? [] : [paragraph(translated(cancelRequest), { label: t`  cancel    ` })]),
        ...parcels.map((parcel) => t`  parcel    ${shownParcelText(shop, parcel)}`),
        ...(row.erasedAt === undefined ? [] : [t`  personal data removed ${jstText(row.erasedAt)}`]),
        ...(row.redacted === undefined ? [] : [t`  buyer removed ${jstText(row.redacted.at)}, because they asked`]),
      ];
    }
    case 'missing':
      return [t`  missing since ${jstText(row.problem.since)}: nothing is stored of it yet`];
    case 'quarantined':
      return [
        t`  quarantined since ${jstText(row.problem.since)}: it cannot be read or stored`,
        row.raw.length === 0 ? t`  no received data is kept` : t`  the received data is kept; see it with --json`,
      ];
  }
}

/** What is wrong with an order, under a title; nothing where all is well. */
export function problemLines({ row }: OrderFacts): string[] {
  const { problem } = row;
  if (!problem) return [];
  return [
    '',
    t`Problem`,
    t`  ${problemWord(problem.kind)} since ${jstText(problem.since)}, tried ${times(problem.tries)}, next try ${nextTry(row)}`,
    `  ${printable(translated(problem.reason))}`,
  ];
}

const times = (count: number): string => (count === 1 ? t`once` : t`${count} times`);
const nextTry = (row: OrderRow): string => jstTextOr(row.dueAt, t`none: it was given up`);

function revisionLines({ shop, history }: OrderFacts): string[] {
  return history.flatMap((entry) => [
    `  ${entry.revision}  ${jstText(entry.readAt)}  ${progressText(shop.mall, entry.progress)}`,
    ...changeLines(entry).map((line) => `       ${line}`),
  ]);
}

function changeLines({ revision, changes, comparedWith, afterLoss }: HistoryEntry): string[] {
  if (revision === 1) return [t`first reading`];
  if (afterLoss && comparedWith === null) {
    return [t`first reading since rows were lost; the numbers before it are not used again`];
  }
  if (changes === null) return [t`(what changed is no longer kept)`];
  const told = changes.length === 0 ? [t`no difference`] : changes.map(changeText);
  return afterLoss
    ? [t`first reading since rows were lost, compared with revision ${comparedWith ?? 0}:`, ...told]
    : told;
}

/** `PackageModelList[0].ItemModelList[1].units: 1 → 2`. Numbers of places count from 0, as in the original. */
export function changeText({ path, before, after }: Difference): string {
  return printable(`${path}: ${valueText(before)} → ${valueText(after)}`);
}

const valueText = (value: unknown): string => (value === undefined ? t`(absent)` : JSON.stringify(value));

function announcementLines(history: readonly HistoryEntry[], row: StoredOrder): Block[] {
  const table = tableOf(history, (entry) => ({
    revision: entry.revision,
    kind: entry.announcement.kind ?? '?',
    bus: stateText(entry, row),
    id: entry.announcement.id,
  }));
  return [indented(table)];
}

function stateText({ announcement }: HistoryEntry, row: StoredOrder): string {
  switch (announcement.state) {
    case 'accepted':
      return t`accepted`;
    case 'pending':
      return t`pending, again from ${jstTextOr(row.dueAt, t`the next sweep`)}`;
  }
}

function claimLines(claims: readonly Claim[] | null): Block[] {
  if (claims === null) return [t`  not known: the lines were removed with the personal data`];
  if (claims.length === 0) return [t`  none`];
  const table = tableOf(claims, ({ lineId, merchant, sku, quantity, version }) => ({
    line: lineId,
    merchant,
    SKU: sku,
    pieces: quantity,
    'by the reading of': jstText(version),
  }));
  return [indented(table)];
}

/** Everything that is known of one order. Holds personal data. */
export interface OrderFacts {
  readonly shop: Shop;
  readonly row: OrderRow;
  readonly history: readonly HistoryEntry[];
  /** Its revisions before the present one, with their originals. */
  readonly superseded: readonly RevisionEntry[];
  /** Claims on stock; null when the order's lines are not known, so that they cannot be looked for. */
  readonly claims: readonly Claim[] | null;
  /** The changes that were requested of it, the first one first. */
  readonly pushes: readonly Change[];
  /** 注文日時 as the mall showed it last, where that cannot be right and the row has another; else null. */
  readonly mallDate: EpochMs | null;
  /** Its parcels as the mall showed them when it was read last. */
  readonly parcels: readonly KnownParcel[];
  /** What the mall gave, as text; empty once it was removed, and where nothing came. */
  readonly original: string;
}

/** Gathers what is known of the order in this row. */
export async function orderFacts(
  ports: Pick<Ports, 'orders' | 'stock' | 'malls' | 'changes'>,
  shop: Shop,
  row: OrderRow,
): Promise<OrderFacts> {
  const pushes = await ports.changes.ofOrder(row);
  const nothing = { shop, row, pushes, mallDate: null, parcels: [], history: [], superseded: [], claims: null };
  switch (row.kind) {
    case 'missing':
      return { ...nothing, original: '' };
    case 'quarantined':
      return { ...nothing, original: unpack(row.raw) };
    case 'stored': {
      const traits = ports.malls.traits(shop.mall);
      const superseded = await ports.orders.revisions(row);
      const keys = claimKeysOfOrder(shop, row, superseded, traits);
      const original = unpack(row.original);
      const shown = original === '' ? row : traits.readOriginal(original);
      return {
        shop,
        row,
        pushes,
        mallDate: shown.orderedAt === row.orderedAt ? null : shown.orderedAt,
        parcels: parcelsShown(ports, shop, row, pushes),
        history: historyOf(row, superseded, traits),
        superseded,
        claims: keys && (await ports.stock.claims(keys)).sort(byLine),
        original,
      };
    }
  }
}

/** The ledger gives its claims in no order. */
function byLine(a: Claim, b: Claim): number {
  return a.lineId.localeCompare(b.lineId, 'en', { numeric: true }) || (a.sku < b.sku ? -1 : 1);
}
