import {
  anyList,
  exactly,
  list,
  object,
  oneOf,
  optional,
  orNull,
  type Static,
  text,
  whole,
} from '../../core/kernel/index.ts';
import {
  type Change,
  cancelReasons,
  foreignRows,
  type Parcel,
  type ParcelRow,
  type Pause,
  type PushStep,
  pushKinds,
  type Shop,
  type StoredOrder,
  terminalStates,
  unpack,
  whoMustAct,
} from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { pauseFacts, pauseOver, pauseShape } from '../pause/index.ts';
import { jstIso, jstIsoOrNull } from '../plain.ts';
import { moment, truth } from '../shape.ts';

const item = object({ lineId: text(), quantity: whole({ from: 1 }) });

const parcelShape = object({
  basketId: optional(text()),
  carrier: text(),
  trackingNumber: orNull(text()),
  shippedOn: text(),
  corrects: optional(text()),
  contents: optional(list(item)),
  /** Its number was corrected since; `confirmed`: the mall shows the other one. */
  replacedBy: optional(object({ trackingNumber: orNull(text()), confirmed: truth })),
});

export const stepShape = object({
  at: moment,
  what: text<PushStep['what']>(),
  by: optional(text()),
  operation: optional(text()),
  code: optional(text()),
  requestId: optional(text()),
  reason: optional(text<NonNullable<PushStep['reason']>>()),
  progress: optional(text()),
  surplusRows: optional(whole()),
  refused: optional(exactly(true)),
  detail: optional(text()),
});

/** A requested change, as programs get it. The text of a memo is left out: it may hold personal data. */
export const changeShape = object({
  shop: text<Change['shop']>(),
  orderNumber: text(),
  push: text(),
  kind: oneOf(pushKinds),
  paidOn: optional(text()),
  parcels: optional(anyList(parcelShape)),
  another: optional(exactly(true)),
  subStatusId: optional(orNull(text())),
  cancelReason: optional(oneOf(cancelReasons)),
  requestedAt: moment,
  by: text(),
  version: whole(),
  state: text<Change['state']['kind']>(),
  since: moment,
  next: orNull(moment),
  reason: orNull(text()),
  /** Absent where pauses were not looked up. */
  heldBy: optional(orNull(pauseShape)),
  code: orNull(text()),
  who: orNull(oneOf(whoMustAct)),
  /** The mall's own words; null where it gave none, or where they are hidden. */
  words: orNull(text()),
  /** The function of the mall that is off. */
  function: orNull(text()),
  /** Who took it back. */
  endedBy: orNull(text()),
  /** True: what was asked for is at the mall, beside a surplus parcel that the mall keeps. */
  surplusStays: truth,
  tries: orNull(whole()),
  unknownAt: orNull(moment),
  lookAgainAt: orNull(moment),
  untold: orNull(oneOf(terminalStates)),
  trail: anyList(stepShape),
});

export type ChangeFacts = Static<typeof changeShape>;
export type ParcelFacts = Static<typeof parcelShape>;
export type StepFacts = Static<typeof stepShape>;

/** A change as plain data. `pauses` (`pausesNow`) say what holds it; `ofOrder`: all changes of its order, for what became of its parcels. */
export function changeFacts(change: Change, pauses?: readonly Pause[], ofOrder: readonly Change[] = []): ChangeFacts {
  const { shop, orderNumber, id, content, requestedAt, by, version, state, surplusStays, untold = null } = change;
  const failed = state.kind === 'failed' ? state : null;
  const held = state.kind === 'held' ? pauseOver(shop, 'status', pauses ?? [], state.cause) : null;
  return {
    ...{ shop, orderNumber, push: id, ...contentFacts(content, ofOrder) },
    requestedAt: jstIso(requestedAt),
    ...{ by, version, state: state.kind },
    since: jstIso(change.since),
    next: jstIsoOrNull(change.next),
    reason: state.kind === 'held' ? state.cause : 'reason' in state ? (state.reason ?? null) : null,
    ...(pauses === undefined ? {} : { heldBy: held && pauseFacts(held) }),
    code: failed?.mallCode ?? (state.kind === 'retrying' ? (state.code ?? null) : null),
    who: failed?.who ?? null,
    words: failed?.mallWords ?? null,
    function: failed?.function ?? null,
    endedBy: state.kind === 'withdrawn' ? state.by : null,
    surplusStays,
    tries: 'tries' in state ? state.tries : null,
    unknownAt: jstIsoOrNull(change.unknownAt),
    lookAgainAt: jstIsoOrNull(change.lookAgainAt),
    untold,
    trail: change.timeline.map(stepFacts),
  };
}

export const stepFacts = (step: PushStep): StepFacts => ({ ...step, at: jstIso(step.at) });

function contentFacts(content: Change['content'], ofOrder: readonly Change[]): Pick<ChangeFacts, 'kind'> {
  switch (content.kind) {
    case 'memo':
      return { kind: 'memo' };
    case 'cancel':
      return { kind: 'cancel', ...{ cancelReason: content.reason } };
    case 'ship': {
      const corrected = correctedNumbers(ofOrder);
      const parcels = content.parcels.map((parcel): ParcelFacts => {
        const right = corrected.get(parcel.trackingNumber ?? '');
        return { ...parcel, ...(right && { replacedBy: right }) };
      });
      return { ...content, ...{ parcels } };
    }
    default:
      return content;
  }
}

/** The same without the words in which the mall refused it: they may quote a buyer. Reason and code stay. */
export const withoutMallWords = (change: ChangeFacts): ChangeFacts => ({ ...change, words: null });

/** The parcels of these changes that were sent or still will be, each with its change. */
export const parcelsThatCount = (changes: readonly Change[]) =>
  changes.flatMap((change) => (change.parcels ?? []).filter(({ counts }) => counts).map((one) => ({ ...one, change })));

/** The numbers that a later request of an order corrected, with the one that took their place, and whether the mall has that. */
export function correctedNumbers(ofOrder: readonly Change[]): Map<string, NonNullable<ParcelFacts['replacedBy']>> {
  return new Map(
    parcelsThatCount(ofOrder).flatMap(({ parcel: { trackingNumber }, former, change: { state } }) => {
      const right = { trackingNumber, confirmed: state.kind === 'confirmed' };
      return former.map((number) => [number, right] as const);
    }),
  );
}

export const shownParcelShape = object({
  basketId: optional(text()),
  carrier: orNull(text()),
  trackingNumber: orNull(text()),
  shippedOn: orNull(text()),
  /** True where no request of the order gave its number, or named it as wrong. */
  isForeign: optional(exactly(true)),
  /** When the mall showed it. */
  seenAt: moment,
});

export type ShownParcel = Static<typeof shownParcelShape>;

/** The parcels of a stored order, as its mall showed them when it was read last; rows without anything are none. */
export function parcelsShown(
  { malls }: Pick<Ports, 'malls'>,
  { mall }: Pick<Shop, 'mall'>,
  row: StoredOrder,
  changes: readonly Change[],
): ShownParcel[] {
  if (row.original.length === 0) return [];
  const state = malls.traits(mall).stateIn?.(unpack(row.original)) ?? null;
  const isParcel = ({ trackingNumber, shippedOn }: ParcelRow): boolean => trackingNumber !== null || shippedOn !== null;
  return (state?.baskets ?? []).flatMap((basket) => {
    const foreign = foreignRows(changes, basket);
    return basket.rows.filter(isParcel).map((one) => ({
      ...{ basketId: basket.basketId, carrier: one.carrier, trackingNumber: one.trackingNumber },
      ...{ shippedOn: one.shippedOn, seenAt: jstIso(row.readAt) },
      ...(foreign.includes(one) ? { isForeign: true as const } : {}),
    }));
  });
}

/** The parcels that the mall has: those of the last reading, as far as no request has changed them since and was seen there. */
export function parcelsNow(
  ports: Pick<Ports, 'malls'>,
  shop: Pick<Shop, 'mall'>,
  row: StoredOrder,
  changes: readonly Change[],
): ShownParcel[] {
  const made = parcelsThatCount(changes).filter(({ change }) => confirmedAt(change) > row.readAt);
  const replaced = new Set(made.flatMap(({ former, parcel: { trackingNumber } }) => [...former, trackingNumber ?? '']));
  return [
    ...parcelsShown(ports, shop, row, changes).filter(
      ({ trackingNumber }) => trackingNumber === null || !replaced.has(trackingNumber),
    ),
    ...made.map(({ parcel: { basketId, carrier, trackingNumber, shippedOn }, change }) => ({
      ...(basketId && { basketId }),
      ...{ carrier, trackingNumber, shippedOn, seenAt: jstIso(confirmedAt(change)) },
    })),
  ];
}

/** When the mall last showed a change; one that is looked at once more by a person's wish was shown before. 0 if it never did. */
const confirmedAt = ({ timeline }: Change): number => timeline.findLast(({ what }) => what === 'confirmed')?.at ?? 0;

export type AnyParcel = Pick<ShownParcel, 'carrier' | 'trackingNumber' | 'shippedOn'> &
  Partial<Pick<Parcel, 'basketId' | 'corrects' | 'contents'>>;
