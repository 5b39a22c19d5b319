import {
  changesBetween,
  claimKeysOfOrder,
  type HistoryEntry,
  historyOf,
  type ProblemOrder,
} from '../../core/import/index.ts';
import {
  anyList,
  type EpochMs,
  exactly,
  type ObjectShape,
  object,
  oneOf,
  optional,
  orNull,
  type Static,
  text,
  whole,
} from '../../core/kernel/index.ts';
import {
  type AnnouncementKind,
  type Change,
  type Claim,
  type OrderRow,
  type Pause,
  type PushKind,
  type RevisionEntry,
  type Shop,
  type StoredOrder,
  unpack,
} from '../../core/model/index.ts';
import type { MallTraits, Ports } from '../../core/ports/index.ts';
import { shipByOf } from '../../core/status/index.ts';
import {
  changeFacts,
  changeShape,
  parcelsNow,
  shownParcelShape,
  stepFacts,
  stepShape,
  withoutMallWords,
} from '../change/index.ts';
import { pausesOver } from '../pause/index.ts';
import { jstIso, jstIsoOrNull } from '../plain.ts';
import { anything, moment, truth } from '../shape.ts';
import { contentOf, contentShape } from './facts-content.ts';

export const kinds = ['stored', 'missing', 'quarantined', 'not-stored'] as const;
const problemKinds = ['missing', 'quarantined'] as const;
const announced = ['accepted', 'pending'] as const;

export const problemShape = object({ kind: oneOf(problemKinds), since: moment, tries: whole(), reason: text() });

/** An order that the mall lists and that could not be read or stored. */
export const problemOrderShape = object({
  ...{ shop: text<Shop['key']>(), orderNumber: text(), kind: oneOf(problemKinds), since: moment, tries: whole() },
  ...{ reason: text(), stored: truth, nextTryAt: orNull(moment) },
});

export const problemOrderFacts = ({ shop, orderNumber, problem, stored, nextTryAt }: ProblemOrder) => ({
  ...{ shop, orderNumber, ...problem, since: jstIso(problem.since), stored, nextTryAt: jstIsoOrNull(nextTryAt) },
});

/** What a revision changed: its place in the original, with the values unless they are hidden. */
const differenceShape = object({
  path: text(),
  before: optional(anything),
  after: optional(anything),
  hidden: optional(exactly(true)),
});

export const revisionFields = {
  revision: whole({ from: 1 }),
  readAt: moment,
  progress: text(),
  changes: orNull(anyList(differenceShape)),
  comparedWith: orNull(whole()),
  afterLoss: truth,
  announcement: object({
    id: text(),
    kind: orNull(text<AnnouncementKind>()),
    state: oneOf(announced),
  }),
} as const;
const revisionShape = object(revisionFields);

const eventWords = [
  ...(['placed', 'read', 'stored', 'read-again', 'missing', 'quarantined'] as const),
  ...(['erased', 'buyer-removed'] as const),
] as const;

const eventShape = object({
  ...(stepShape as ObjectShape<unknown>).fields,
  at: moment,
  about: text<'order' | PushKind>(),
  what: text<(typeof eventWords)[number] | Static<typeof stepShape>['what']>(),
  by: orNull(text()),
  requestId: orNull(text()),
  /** Of a reading. */
  revision: optional(whole({ from: 1 })),
  progress: optional(text()),
  /** The change that it happened to. */
  push: optional(text()),
}) as ObjectShape<EventFacts>;

export interface EventFacts extends Omit<Static<typeof stepShape>, 'what' | 'by' | 'requestId'> {
  readonly about: 'order' | PushKind;
  readonly what: (typeof eventWords)[number] | Static<typeof stepShape>['what'];
  readonly by: string | null;
  readonly requestId: string | null;
  readonly revision?: number;
  readonly push?: string;
}

/** What a line claims of the stock, and by which reading. */
const claimShape = object({ lineId: text(), merchant: text(), sku: text(), quantity: whole(), readAt: moment });

export const orderFactFields = {
  shop: text<Shop['key']>(),
  shopName: text(),
  orderNumber: text(),
  kind: oneOf(kinds),
  progress: optional(text()),
  orderedAt: optional(moment),
  storedAt: optional(moment),
  readAt: optional(moment),
  revision: optional(whole({ from: 1 })),
  final: optional(truth),
  cancelRequested: optional(truth),
  erasedAt: optional(orNull(moment)),
  /** 注文日時 as the mall shows it, where that cannot be right and the order has another. */
  shownDate: optional(orNull(moment)),
  /** 出荷期限: the last moment at which it can leave in time; null once it is shipped, and where none is known. */
  shipBy: optional(orNull(moment)),
  buyerRemovedAt: orNull(moment),
  problem: orNull(problemShape),
  dueAt: orNull(moment),
  content: orNull(contentShape),
  revisions: anyList(revisionShape),
  claims: orNull(anyList(claimShape)),
  /** Its parcels at the mall: as it was read last, or as a request was seen there since. */
  parcels: anyList(shownParcelShape),
  pushes: anyList(changeShape),
  history: anyList(eventShape),
  order: anything,
  raw: optional(text()),
} as const;

/** Everything that is known of an order, as programs get it. Holds personal data, unless they are hidden. */
export const orderShape = object(orderFactFields);

export type OrderFacts = Static<typeof orderShape>;
export type RevisionFacts = Static<typeof revisionShape>;

export interface Looking {
  /** False: without what may be personal data. */
  readonly isWhole: boolean;
}

type Needed = Pick<Ports, 'orders' | 'stock' | 'malls' | 'changes' | 'pauses' | 'clock'>;

export async function orderFacts(ports: Needed, shop: Shop, row: OrderRow, looking: Looking): Promise<OrderFacts> {
  const [changes, superseded] = await Promise.all([
    ports.changes.ofOrder(row),
    row.kind === 'stored' ? ports.orders.revisions(row) : [],
  ]);
  const pushes = changesOf(changes, await pausesOver(ports, [shop], changes), looking);
  const { problem, redacted, dueAt } = row;
  const common = {
    ...{ shop: shop.key, shopName: shop.name, orderNumber: row.orderNumber, kind: row.kind },
    buyerRemovedAt: jstIsoOrNull(redacted?.at),
    problem: problem ? { ...problem, since: jstIso(problem.since) } : null,
    dueAt: jstIsoOrNull(dueAt),
    pushes,
  };
  if (row.kind !== 'stored') {
    const raw = row.kind === 'quarantined' && looking.isWhole ? { raw: unpack(row.raw) } : {};
    return {
      ...{ ...common, content: null, revisions: [], claims: null, parcels: [], order: null },
      ...{ history: eventsOf(row, [], changes), ...raw },
    };
  }
  const traits = ports.malls.traits(shop.mall);
  const original = row.original.length === 0 ? null : unpack(row.original);
  const revisions = historyOf(row, superseded, traits);
  const keys = claimKeysOfOrder(shop, row, superseded, traits);
  const shown = original === null ? '' : shownOf(original, traits, looking);
  return {
    ...{ ...common, ...storedFacts(shop, row, original, traits) },
    content: original === null ? null : contentOf(row, original, shown),
    revisions: revisionFacts(revisions, row, superseded, traits, looking),
    claims: keys && (await ports.stock.claims(keys)).sort(byLine).map(claimFacts),
    parcels: original === null ? [] : parcelsNow(ports, shop, row, changes),
    history: eventsOf(row, revisions, changes),
    order: shown === '' ? null : (JSON.parse(shown) as unknown),
  };
}

/** Reads what is known of an order of a shop; null where nothing is. */
export async function readOrder(
  ports: Needed,
  shop: Shop,
  orderNumber: string,
  looking: Looking,
): Promise<OrderFacts | null> {
  if (!/^[\x21-\x7e]{1,100}$/.test(orderNumber)) return null;
  const row = (await ports.orders.rows(shop.key, [orderNumber])).get(orderNumber);
  if (row !== undefined) return orderFacts(ports, shop, row, looking);
  const changes = await ports.changes.ofOrder({ shop: shop.key, orderNumber });
  return changes.length === 0 ? null : unstoredFacts(ports, shop, orderNumber, changes, looking);
}

/** An order that changes were requested of, and that has no row: imported later, or mistyped. */
export async function unstoredFacts(
  ports: Needed,
  shop: Shop,
  orderNumber: string,
  changes: readonly Change[],
  looking: Looking,
): Promise<OrderFacts> {
  const pauses = await pausesOver(ports, [shop], changes);
  return {
    ...{ shop: shop.key, shopName: shop.name, orderNumber, kind: 'not-stored' },
    ...{ buyerRemovedAt: null, problem: null, dueAt: null },
    ...{ content: null, revisions: [], claims: null, parcels: [], order: null },
    ...{ pushes: changesOf(changes, pauses, looking), history: eventsOf(null, [], changes) },
  };
}

const changesOf = (changes: readonly Change[], pauses: readonly Pause[], { isWhole }: Looking) =>
  changes
    .map((change) => changeFacts(change, pauses, changes))
    .map((change) => (isWhole ? change : withoutMallWords(change)));

/** What of an original may be shown. */
const shownOf = (
  original: string,
  { redactOriginal }: Pick<MallTraits, 'redactOriginal'>,
  { isWhole }: Looking,
): string => (isWhole ? original : redactOriginal(original));

/** 出荷期限 of an order, read in its original; null where none is known, and once it is shipped. */
export function shipByIn(original: string, shop: Shop, traits: Pick<MallTraits, 'waitingIn'>): EpochMs | null {
  const waiting = traits.waitingIn?.(original) ?? null;
  return waiting === null ? null : shipByOf(waiting, shop);
}

function storedFacts(shop: Shop, row: StoredOrder, original: string | null, traits: MallTraits) {
  const { progress, orderedAt, storedAt, readAt, revision, final, cancelRequested, erasedAt } = row;
  const shownAt = original === null ? orderedAt : traits.readOriginal(original).orderedAt;
  return {
    ...{ progress, orderedAt: jstIso(orderedAt), storedAt: jstIso(storedAt), readAt: jstIso(readAt) },
    ...{ revision, final, cancelRequested: cancelRequested === true, erasedAt: jstIsoOrNull(erasedAt) },
    shownDate: shownAt === orderedAt ? null : jstIso(shownAt),
    shipBy: jstIsoOrNull(original === null ? null : shipByIn(original, shop, traits)),
  };
}

/** Where values are hidden, those stay that are left when a buyer is removed. */
function revisionFacts(
  revisions: readonly HistoryEntry[],
  row: StoredOrder,
  superseded: readonly RevisionEntry[],
  traits: Pick<MallTraits, 'redactOriginal'>,
  looking: Looking,
): RevisionFacts[] {
  const rows = new Map([...superseded, row].map((one) => [one.revision, one]));
  const open = ({ revision, comparedWith }: HistoryEntry) => {
    const [before, after] = [rows.get(comparedWith ?? 0), rows.get(revision)].map((one) =>
      one === undefined || one.original.length === 0 ? null : shownOf(unpack(one.original), traits, looking),
    );
    return before && after ? changesBetween(before, after) : [];
  };
  return revisions.map((entry) => {
    const shown = looking.isWhole ? entry.changes : open(entry);
    const changes = entry.changes?.map(
      ({ path }) => shown?.find((one) => one.path === path) ?? { path, hidden: true as const },
    );
    return { ...entry, readAt: jstIso(entry.readAt), changes: changes ?? null };
  });
}

const claimFacts = ({ lineId, merchant, sku, quantity, version }: Claim) => ({
  ...{ lineId, merchant, sku, quantity, readAt: jstIso(version) },
});

/** The ledger gives its claims in no order. */
function byLine(a: Claim, b: Claim): number {
  return a.lineId.localeCompare(b.lineId, 'en', { numeric: true }) || (a.sku < b.sku ? -1 : 1);
}

/** Everything that is known to have happened to an order, from the first to the last. Of personal data only numbers of parcels. */
function eventsOf(row: OrderRow | null, history: readonly HistoryEntry[], changes: readonly Change[]): EventFacts[] {
  const steps = changes.flatMap((change) => change.timeline.map((step) => ({ change, step: stepFacts(step) })));
  const isRequest = ({ step }: (typeof steps)[number]): boolean => step.what === 'requested';
  // What a request does to another one comes after it, at the same moment.
  const inOrder = [...steps.filter(isRequest), ...steps.filter((one) => !isRequest(one))];
  const events: EventFacts[] = [
    ...(row === null ? [] : eventsOfRow(row, history)),
    ...inOrder.map(({ change: { id, content }, step }) => ({
      ...{ about: content.kind, push: id, ...step, by: step.by ?? null, requestId: step.requestId ?? null },
    })),
  ];
  // Events of one moment keep their order.
  return events.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function eventsOfRow(row: OrderRow, history: readonly HistoryEntry[]): EventFacts[] {
  const event = (at: number | undefined, what: EventFacts['what'], more: Partial<EventFacts> = {}): EventFacts[] =>
    at === undefined ? [] : [{ at: jstIso(at), about: 'order', what, by: null, requestId: null, ...more }];
  const problem = event(row.problem?.since, row.problem?.kind ?? 'missing');
  if (row.kind !== 'stored') return problem;
  const wasReadAgain = row.readAt > (history.at(-1)?.readAt ?? row.readAt);
  return [
    ...event(row.orderedAt, 'placed'),
    ...history.flatMap(({ revision, readAt, progress }) => event(readAt, 'read', { revision, progress })),
    ...event(row.storedAt, 'stored'),
    // What is stored was read again, and nothing had changed.
    ...event(wasReadAgain ? row.readAt : undefined, 'read-again'),
    ...problem,
    ...event(row.erasedAt, 'erased'),
    ...event(row.redacted?.at, 'buyer-removed'),
  ];
}
