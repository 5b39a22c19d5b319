import type { HistoryEntry } from '../../core/import/index.ts';
import { type EpochMs, jstText, printable } from '../../core/kernel/index.ts';
import type { Change, MallName, OrderRow, Pause, PushStep, RetryReason, Shop } from '../../core/model/index.ts';
import { t, translated } from '../../language/language.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { jstIso } from '../../views/plain.ts';
import { causeWord } from '../outages/pause-words.ts';
import { parcelsOf, pushKindText, pushLines } from '../pushes/push-words.ts';
import { type Block, flexible, indented, tableOf } from '../terminal/table.ts';

/** Columns from which the mall's id of a request has a column of its own. */
const wideFrom = 120;

/** The pushes of an order, and everything that happened to it, for a person. */
export function historyLines(
  pushes: readonly Change[],
  timeline: readonly OrderEvent[],
  pauses: readonly Pause[],
): Block[] {
  const isWide = (width: number | null): boolean => width === null || width >= wideFrom;
  const events = tableOf(
    timeline,
    ({ at, about, what, by, requestId }, width) => ({
      when: jstText(at),
      about,
      what: flexible(printable(what)),
      by: by ?? '',
      ...(isWide(width) && { request: requestId ?? '' }),
    }),
    ({ requestId }) => [(width) => (isWide(width) || requestId === null ? [] : [`    ${t`request ${requestId}`}`])],
  );
  const requested = pushes.length === 0 ? [t`none`] : pushLines(pushes, pauses, { ofOneOrder: true });
  return [
    '',
    t`Requested changes`,
    indented(requested, { narrower: true }),
    '',
    t`Everything in the order of time`,
    indented(events, { narrower: true }),
  ];
}

/** The same for a program. */
export function timelineJson(timeline: readonly OrderEvent[]): object[] {
  return timeline.map((event) => ({ ...event, at: jstIso(event.at) }));
}

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
  /** The revision that a reading found. */
  readonly revision?: number;
}

/** Everything that is known to have happened to an order, from the first to the last. Of personal data only numbers of parcels. */
export function timelineOf(
  shop: Pick<Shop, 'mall'>,
  row: OrderRow | null,
  history: readonly HistoryEntry[],
  pushes: readonly Change[],
): OrderEvent[] {
  const steps = pushes.flatMap((push) => push.timeline.map((step) => ({ push, step })));
  const isRequest = ({ step }: { readonly step: PushStep }): boolean => step.what === 'requested';
  // What a request does to another one comes after it, at the same moment.
  const inOrder = [...steps.filter(isRequest), ...steps.filter((one) => !isRequest(one))];
  const events = [
    ...(row === null ? [] : eventsOfRow(shop, row, history)),
    ...inOrder.map(({ push, step }) => eventOfPush(push, step)),
  ];
  // Events of one moment keep their order.
  return events.sort((a, b) => a.at - b.at);
}

const ofOrder = (at: EpochMs, what: string): OrderEvent => ({ at, about: t`order`, what, by: null, requestId: null });

function eventsOfRow(shop: Pick<Shop, 'mall'>, row: OrderRow, history: readonly HistoryEntry[]): OrderEvent[] {
  const problem = row.problem
    ? [ofOrder(row.problem.since, t`${problemWord(row.problem.kind)}: it cannot be read or stored`)]
    : [];
  if (row.kind !== 'stored') return problem;
  const readings = history.map(({ revision, readAt, progress }) => ({
    ...ofOrder(readAt, t`read: revision ${revision}, ${progressText(shop.mall, progress)}`),
    revision,
  }));
  return [
    ofOrder(row.orderedAt, t`placed at the mall`),
    ...readings,
    ofOrder(row.storedAt, t`stored for the first time`),
    // What is stored was read again, and nothing had changed.
    ...(row.readAt > (history.at(-1)?.readAt ?? row.readAt) ? [ofOrder(row.readAt, t`read again: no change`)] : []),
    ...problem,
    ...(row.erasedAt === undefined ? [] : [ofOrder(row.erasedAt, t`personal data removed`)]),
    ...(row.redacted === undefined ? [] : [ofOrder(row.redacted.at, t`buyer removed, because they asked`)]),
  ];
}

function eventOfPush(push: Change, step: PushStep): OrderEvent {
  const parcels = step.what === 'requested' ? parcelsOf(push).map(translated).join(t`; `) : '';
  return {
    at: step.at,
    about: pushKindText(push.content.kind),
    what: `${pushStepText(step)}${parcels === '' ? '' : `: ${parcels}`}`,
    by: step.by ?? null,
    requestId: step.requestId ?? null,
  };
}

/** What happened to a push, in the middle of a line. */
export function pushStepText(step: PushStep): string {
  const { what, code, operation, reason, progress, refused, detail } = step;
  const parts = [
    code,
    reason === undefined ? undefined : partsText(reason),
    progress === undefined ? undefined : t`progress ${progress}`,
    surplusText(step),
    refused ? t`refused` : undefined,
    partsText(detail ?? ''),
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(t`, `);
  const call = what === 'called' && operation !== undefined ? ` (${operation})` : '';
  return `${stepWords()[what]}${call}${parts === '' ? '' : `: ${parts}`}`;
}

function surplusText({ what, surplusRows: rows }: PushStep): string | undefined {
  if (rows === undefined) return undefined;
  if (what === 'failed') return t`surplus rows stay: ${rows}`;
  return what === 'called' ? t`removing ${rows} of them` : t`${rows} of them`;
}

/** What is stored of a step in English, in the language of the run. Codes of malls and of failures stay: people look for them. */
function partsText(detail: string): string {
  const plain = plainParts();
  return detail
    .split(', ')
    .filter((part) => part !== '')
    .map((part) => plain[part] ?? partText(part))
    .join(t`, `);
}

function partText(part: string): string {
  for (const [pattern, say] of partsWithValues) {
    const value = pattern.exec(part)?.[1];
    if (value !== undefined) return say(value);
  }
  return part;
}

/** In fewer words than `ops push list` has room for. */
const retryWords = (): Readonly<Record<RetryReason, string>> => ({
  'not-done': t`not applied`,
  unknown: t`whether it was applied is not known`,
  'confirm-first': t`注文確認 comes first`,
  'ship-first': t`the shipment comes first`,
  'mall-processing': t`the mall is processing the order`,
  'mall-changing': t`it is being changed at the mall`,
  'not-shown': t`the mall did not show the order`,
});

const plainParts = (): Readonly<Record<string, string>> => ({
  outage: causeWord('outage'),
  maintenance: causeWord('maintenance'),
  manual: causeWord('manual'),
  credentials: causeWord('credentials'),
  ...retryWords(),
  absent: t`absent`,
  unreadable: t`unreadable`,
  'no call was needed': t`no call was needed`,
  'it is so': t`it is so`,
  'it is not so': t`it is not so`,
  'it is not so any more': t`it is not so any more`,
  'it is not to be told yet': t`it is not to be told yet`,
  'asked otherwise since': t`asked otherwise since`,
  'what took its place was taken back': t`what took its place was taken back`,
  'the answer says nothing of this order': t`the answer says nothing of this order`,
});

const partsWithValues: readonly (readonly [RegExp, (value: string) => string])[] = [
  [/^it cannot be so: (\S+)$/, (reason) => t`it cannot be so: ${reason}`],
  [/^asked otherwise since: (\S+)$/, (id) => t`asked otherwise since: ${id}`],
  [/^parcels not requested here: (\d+)$/, (rows) => t`parcels beside it that were not requested here: ${rows}`],
  [/^rows of it not made here: (\d+)$/, (rows) => t`further rows of its number that were not made here: ${rows}`],
];

const stepWords = (): Readonly<Record<PushStep['what'], string>> => ({
  requested: t`requested`,
  held: t`held by a pause`,
  called: t`called the mall`,
  'read-back': t`seen at the mall`,
  // It may not have found the change: what follows says so.
  'looked-again': t`looked at the mall again`,
  retrying: t`waits for another try`,
  confirmed: t`confirmed 反映済`,
  failed: t`failed 要対応`,
  'surplus-removed': t`removed what was there twice`,
  'retried-by-hand': t`tried again by hand`,
  withdrawn: t`withdrawn 取下げ済`,
});

/** What is wrong with an order, in a word. */
export function problemWord(kind: 'missing' | 'quarantined'): string {
  switch (kind) {
    case 'missing':
      return t`missing`;
    case 'quarantined':
      return t`quarantined`;
  }
}

/** A progress value with the name that people at its mall have for it, `300 発送待ち`; alone where the mall has added it since. */
export function progressText(mall: MallName, progress: string): string {
  return `${progress} ${mallDesks.of(mall).progressNames[progress] ?? ''}`.trimEnd();
}
