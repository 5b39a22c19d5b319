import { type Change, claimKeysOfOrder, type HistoryEntry, historyOf } from '../../core/import/index.ts';
import { type EpochMs, jstText, printable } from '../../core/kernel/index.ts';
import {
  type Claim,
  lookedAgain,
  type MallName,
  type OrderRow,
  type Pause,
  type Push,
  type PushStep,
  type Shop,
  type StoredOrder,
  unpack,
} from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { type KnownParcel, parcelsShown, parcelText } from '../pushes/known-parcels.ts';
import { parcelsOf, pushKindText, pushLines } from '../pushes/push-words.ts';
import { type Block, flexible, indented, tableOf } from '../terminal/table.ts';
import { jstIso, jstTextOr } from '../terminal/text.ts';

/** An order's facts for a person, in the order in which they came about. */
export function orderLines(facts: OrderFacts, pauses: readonly Pause[]): Block[] {
  const { shop, row, history, pushes } = facts;
  return [
    `Order ${row.orderNumber} of ${shop.key} (${shop.name})`,
    ...headLines(facts),
    ...problemLines(facts),
    ...(row.kind === 'stored' ? ['', 'Revisions', ...revisionLines(facts)] : []),
    ...(row.kind === 'stored' ? ['', 'Announcements', ...announcementLines(facts.history, row)] : []),
    ...(row.kind === 'stored' ? ['', 'Claims on stock', ...claimLines(facts.claims)] : []),
    ...historyLines(pushes, timelineOf(shop, row, history, pushes), pauses),
  ];
}

function headLines({ shop, row, parcels }: OrderFacts): string[] {
  switch (row.kind) {
    case 'stored':
      return [
        `  placed    ${jstText(row.orderedAt)}`,
        `  stored    ${jstText(row.storedAt)}`,
        `  read      ${jstText(row.readAt)}, revision ${row.revision}`,
        `  progress  ${progressText(shop.mall, row.progress)}${row.final ? ', final' : ''}`,
        ...parcels.map((parcel) => `  parcel    ${parcelText(shop, parcel)}`),
        ...(row.erasedAt === undefined ? [] : [`  personal data removed ${jstText(row.erasedAt)}`]),
        ...(row.redacted === undefined ? [] : [`  buyer removed ${jstText(row.redacted.at)}, because they asked`]),
      ];
    case 'missing':
      return [`  missing since ${jstText(row.problem.since)}: nothing is stored of it yet`];
    case 'quarantined':
      return [
        `  quarantined since ${jstText(row.problem.since)}: it was received but not understood`,
        row.raw.length === 0 ? '  the received data was removed' : '  the received data is kept; see it with --json',
      ];
  }
}

function problemLines({ row }: OrderFacts): string[] {
  const { problem } = row;
  if (!problem) return [];
  return [
    '',
    'Problem',
    `  ${problem.kind} since ${jstText(problem.since)}, tried ${times(problem.tries)}, next try ${nextTry(row)}`,
    `  ${printable(problem.reason)}`,
  ];
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
const nextTry = (row: OrderRow): string => jstTextOr(row.dueAt, 'none: it was given up');

function revisionLines({ shop, history }: OrderFacts): string[] {
  return history.flatMap((entry) => [
    `  ${entry.revision}  ${jstText(entry.readAt)}  ${progressText(shop.mall, entry.progress)}`,
    ...changeLines(entry).map((line) => `       ${line}`),
  ]);
}

function changeLines({ revision, changes, comparedWith, afterLoss }: HistoryEntry): string[] {
  if (revision === 1) return ['first reading'];
  if (afterLoss && comparedWith === null) {
    return ['first reading since rows were lost; the numbers before it are not used again'];
  }
  if (changes === null) return ['(what changed is no longer kept)'];
  const told = changes.length === 0 ? ['no difference'] : changes.map(changeText);
  return afterLoss ? [`first reading since rows were lost, compared with revision ${comparedWith}:`, ...told] : told;
}

/** `PackageModelList[0].ItemModelList[1].units: 1 → 2`. Numbers of places count from 0, as in the original. */
function changeText({ path, before, after }: Change): string {
  return printable(`${path}: ${valueText(before)} → ${valueText(after)}`);
}

const valueText = (value: unknown): string => (value === undefined ? '(absent)' : JSON.stringify(value));

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
      return 'accepted';
    case 'pending':
      return `pending, again from ${jstTextOr(row.dueAt, 'the next sweep')}`;
  }
}

function claimLines(claims: readonly Claim[] | null): Block[] {
  if (claims === null) return ['  not known: the lines were removed with the personal data'];
  if (claims.length === 0) return ['  none'];
  const table = tableOf(claims, ({ lineId, merchant, sku, quantity, version }) => ({
    line: lineId,
    merchant,
    SKU: sku,
    pieces: quantity,
    'by the reading of': jstText(version),
  }));
  return [indented(table)];
}

/** The pushes of an order, and everything that happened to it, for a person. */
export function historyLines(
  pushes: readonly Push[],
  timeline: readonly OrderEvent[],
  pauses: readonly Pause[],
): Block[] {
  const events = tableOf(timeline, ({ at, about, what, by, requestId }) => ({
    when: jstText(at),
    about,
    what: flexible(printable(what)),
    by: by ?? '',
    request: requestId ?? '',
  }));
  const requested = pushes.length === 0 ? ['none'] : pushLines(pushes, pauses, { ofOneOrder: true });
  return [
    '',
    'Requested changes',
    indented(requested, { narrower: true }),
    '',
    'Everything in the order of time',
    indented(events, { narrower: true }),
  ];
}

/** The same for a program. */
export function timelineJson(timeline: readonly OrderEvent[]): object[] {
  return timeline.map((event) => ({ ...event, at: jstIso(event.at) }));
}

/** Everything that is known of one order. Holds personal data. */
export interface OrderFacts {
  readonly shop: Shop;
  readonly row: OrderRow;
  readonly history: readonly HistoryEntry[];
  /** Claims on stock; null when the order's lines are not known, so that they cannot be looked for. */
  readonly claims: readonly Claim[] | null;
  /** The changes that were requested of it, the first one first. */
  readonly pushes: readonly Push[];
  /** Its parcels as the mall showed them when it was read last. */
  readonly parcels: readonly KnownParcel[];
  /** What the mall gave, as text; empty once it was removed, and where nothing came. */
  readonly original: string;
}

/** Gathers what is known of the order in this row. */
export async function orderFacts(
  ports: Pick<Ports, 'orders' | 'stock' | 'malls' | 'pushes'>,
  shop: Shop,
  row: OrderRow,
): Promise<OrderFacts> {
  const pushes = await ports.pushes.ofOrder(row);
  switch (row.kind) {
    case 'missing':
      return { shop, row, pushes, parcels: [], history: [], claims: null, original: '' };
    case 'quarantined':
      return { shop, row, pushes, parcels: [], history: [], claims: null, original: unpack(row.raw) };
    case 'stored': {
      const traits = ports.malls.traits(shop.mall);
      const superseded = await ports.orders.revisions(row);
      const keys = claimKeysOfOrder(shop, row, superseded, traits);
      return {
        shop,
        row,
        pushes,
        parcels: parcelsShown(ports, shop, row),
        history: historyOf(row, superseded, traits),
        claims: keys && (await ports.stock.claims(keys)).sort(byLine),
        original: unpack(row.original),
      };
    }
  }
}

/** The ledger gives its claims in no order. */
function byLine(a: Claim, b: Claim): number {
  return a.lineId.localeCompare(b.lineId, 'en', { numeric: true }) || (a.sku < b.sku ? -1 : 1);
}

/** One thing that happened to an order. */
interface OrderEvent {
  readonly at: EpochMs;
  /** What it happened to: the order, or one of its pushes. */
  readonly about: string;
  readonly what: string;
  /** Who did it; null for automatic steps. */
  readonly by: string | null;
  /** The mall's id of the request, of a call. */
  readonly requestId: string | null;
}

/** Everything that is known to have happened to an order, from the first to the last. Of personal data only numbers of parcels. */
export function timelineOf(
  shop: Pick<Shop, 'mall'>,
  row: OrderRow | null,
  history: readonly HistoryEntry[],
  pushes: readonly Push[],
): OrderEvent[] {
  const events = [...(row === null ? [] : eventsOfRow(shop, row, history)), ...pushes.flatMap(eventsOfPush)];
  // Events of one moment keep their order.
  return events.sort((a, b) => a.at - b.at);
}

const ofOrder = (at: EpochMs, what: string): OrderEvent => ({ at, about: 'order', what, by: null, requestId: null });

function eventsOfRow(shop: Pick<Shop, 'mall'>, row: OrderRow, history: readonly HistoryEntry[]): OrderEvent[] {
  const problem = row.problem ? [ofOrder(row.problem.since, `${row.problem.kind}: it could not be read`)] : [];
  if (row.kind !== 'stored') return problem;
  const readings = history.map(({ revision, readAt, progress }) =>
    ofOrder(readAt, `read: revision ${revision}, ${progressText(shop.mall, progress)}`),
  );
  return [
    ofOrder(row.orderedAt, 'placed at the mall'),
    ...readings,
    ofOrder(row.storedAt, 'stored for the first time'),
    // What is stored was read again, and nothing had changed.
    ...(row.readAt > (history.at(-1)?.readAt ?? row.readAt) ? [ofOrder(row.readAt, 'read again: no change')] : []),
    ...problem,
    ...(row.erasedAt === undefined ? [] : [ofOrder(row.erasedAt, 'personal data removed')]),
    ...(row.redacted === undefined ? [] : [ofOrder(row.redacted.at, 'buyer removed, because they asked')]),
  ];
}

function eventsOfPush(push: Push): OrderEvent[] {
  const { content, trail } = push;
  const parcels = parcelsOf(push).join('; ');
  const more = parcels === '' ? '' : `: ${parcels}`;
  return trail.map((step) => ({
    at: step.at,
    about: pushKindText(content.kind),
    what: `${pushStepText(step)}${step.what === 'requested' ? more : ''}`,
    by: step.by ?? null,
    requestId: step.requestId ?? null,
  }));
}

/** What happened to a push, in the middle of a line. */
export function pushStepText(step: PushStep): string {
  if (step.what === 'read-back' && step.detail?.startsWith(lookedAgain)) {
    // It may not have found the change: what follows says so.
    return `looked at the mall again: ${step.detail.slice(lookedAgain.length)}`;
  }
  const detail = [step.code, step.detail].filter((part) => part !== undefined && part !== '').join(', ');
  const call = step.what === 'called' && step.operation !== undefined ? ` (${step.operation})` : '';
  return `${stepWords[step.what]}${call}${detail === '' ? '' : `: ${detail}`}`;
}

const stepWords: Readonly<Record<PushStep['what'], string>> = {
  requested: 'requested',
  held: 'held by a pause',
  called: 'called the mall',
  'read-back': 'seen at the mall',
  retrying: 'waits',
  confirmed: 'confirmed 反映済',
  failed: 'failed 要対応',
  'surplus-removed': 'removed what was there twice',
  'retried-by-hand': 'tried again by hand',
  withdrawn: 'withdrawn 取下げ済',
};

/** A progress value with the name that people at its mall have for it, `300 発送待ち`; alone where the mall has added it since. */
function progressText(mall: MallName, progress: string): string {
  return `${progress} ${mallDesks.of(mall).progressNames[progress] ?? ''}`.trimEnd();
}
