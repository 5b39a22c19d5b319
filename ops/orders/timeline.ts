import type { HistoryEntry } from '../../core/import/index.ts';
import type { EpochMs } from '../../core/kernel/index.ts';
import { lookedAgain, type OrderRow, type Push, type PushStep, type Shop } from '../../core/model/index.ts';
import { pushKindText } from '../pushes/push-words.ts';
import { progressText } from './progress-words.ts';

/** One thing that happened to an order. */
export interface OrderEvent {
  readonly at: EpochMs;
  /** What it happened to: the order, or one of its pushes. */
  readonly about: string;
  readonly what: string;
  /** Who did it; null for automatic steps. */
  readonly by: string | null;
  /** The mall's id of the request, of a call. */
  readonly requestId: string | null;
}

/** Everything that is known to have happened to an order, from the first to the last; no personal data. */
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
    ...problem,
    ...(row.erasedAt === undefined ? [] : [ofOrder(row.erasedAt, 'personal data removed')]),
    ...(row.redacted === undefined ? [] : [ofOrder(row.redacted.at, 'buyer removed, because they asked')]),
  ];
}

function eventsOfPush({ content, trail }: Push): OrderEvent[] {
  return trail.map((step) => ({
    at: step.at,
    about: pushKindText(content.kind),
    what: pushStepText(step),
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
  return `${stepWords(step)}${detail === '' ? '' : `: ${detail}`}`;
}

function stepWords({ what, operation }: PushStep): string {
  switch (what) {
    case 'requested':
      return 'requested';
    case 'held':
      return 'held by a pause';
    case 'called':
      return operation === undefined ? 'called the mall' : `called the mall (${operation})`;
    case 'read-back':
      return 'seen at the mall';
    case 'retrying':
      return 'waits';
    case 'confirmed':
      return 'confirmed 反映済';
    case 'failed':
      return 'failed 要対応';
    case 'surplus-removed':
      return 'removed what was there twice';
    case 'retried-by-hand':
      return 'tried again by hand';
    case 'withdrawn':
      return 'withdrawn 取下げ済';
  }
}
