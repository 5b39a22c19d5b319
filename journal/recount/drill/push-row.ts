import type { PlainObject } from '../../entry.ts';
import { listOf, misfits, moment, object, objectOf, optional, text, textOrNull } from '../shape.ts';

/** The row of a change of an order's status, as far as figures need it. */
export interface PushRow {
  readonly shop: string;
  readonly orderNumber: string;
  readonly id: string;
  readonly requestedAt: number;
  /** When a pause held it first; null when none did. */
  readonly heldAt: number | null;
  /** `confirmed`, `failed`, `withdrawn`, or anything that has not ended. */
  readonly state: string;
  /** Null while it has not ended. */
  readonly endedAt: number | null;
  /** When calls for it had no known end: nothing is sent again before they would show. */
  readonly openCallsAt: readonly number[];
  readonly parcels: readonly WantedParcel[];
}

interface WantedParcel {
  readonly basketId?: string;
  readonly carrier: string;
  readonly trackingNumber: string | null;
  readonly shippedOn: string;
}

const parcel = objectOf({ basketId: optional(text), carrier: text, trackingNumber: textOrNull, shippedOn: text });

/** Reads a row of Pushes, or says everything that is wrong with it. */
export function readPush(row: PlainObject): PushRow | readonly string[] {
  const problems = misfits(row, {
    shop: text,
    orderNumber: text,
    id: text,
    requestedAt: moment,
    content: objectOf({ kind: text, parcels: optional(listOf(parcel)) }),
    state: object,
    trail: optional(listOf(objectOf({ at: moment, what: text, reason: optional(text) }))),
  });
  if (problems.length > 0) return problems;
  const { shop, orderNumber, id, requestedAt, content, state, trail } = row as unknown as Omit<PushRow, 'state'> & {
    readonly content: { readonly parcels?: readonly WantedParcel[] };
    readonly state: { readonly kind: string; readonly at?: number };
    readonly trail?: readonly { readonly at: number; readonly what: string; readonly reason?: string }[];
  };
  const hasEnded = ['confirmed', 'failed', 'withdrawn'].includes(state.kind);
  const wrong = misfits(state, { kind: text, ...(hasEnded && { at: moment }) });
  if (wrong.length > 0) return wrong.map((problem) => `state.${problem}`);
  const endedAt = hasEnded ? (state.at ?? null) : null;
  const heldAt = trail?.find(({ what }) => what === 'held')?.at ?? null;
  const openCallsAt = (trail ?? []).flatMap(({ at, what }, step) =>
    what === 'called' && trail?.[step + 1]?.reason === 'unknown' ? [at] : [],
  );
  const { parcels = [] } = content;
  return { shop, orderNumber, id, requestedAt, heldAt, state: state.kind, endedAt, openCallsAt, parcels };
}
