import type { Parcel } from './parcel.ts';
import type { Push, PushContent } from './push.ts';

/** What of a push still counts. */
export interface InForce {
  /** Null when nothing does. */
  readonly content: PushContent | null;
  /** The later pushes that took the place of the whole or of a part. */
  readonly replacedBy: readonly Push[];
}

/**
 * What of a push counts beside the other pushes of its order. Of two sub-statuses or two memos the one asked for last is meant;
 * of two parcels with one tracking number, too. So an older push that was late never undoes a newer one.
 */
export function inForce(push: Push, ofOrder: readonly Push[]): InForce {
  const { content } = push;
  const later = ofOrder.filter((other) => isAskedLater(other, push) && stands(other));
  switch (content.kind) {
    case 'confirm':
    case 'cancel':
      return { content, replacedBy: [] };
    case 'sub-status':
    case 'memo': {
      const replacedBy = later.filter((other) => other.content.kind === content.kind);
      return { content: replacedBy.length === 0 ? content : null, replacedBy };
    }
    case 'ship': {
      const isReplaced = (parcel: Parcel): boolean => later.some((other) => replaces(other.content, parcel));
      const parcels = content.parcels.filter((parcel) => !isReplaced(parcel));
      const replacedBy = later.filter((other) => content.parcels.some((parcel) => replaces(other.content, parcel)));
      return { content: parcels.length === 0 ? null : { kind: 'ship', parcels }, replacedBy };
    }
  }
}

/** True when `other` was asked for after the push. */
export function isAskedLater(other: Push, push: Push): boolean {
  if (other.id === push.id) return false;
  return other.requestedAt > push.requestedAt || (other.requestedAt === push.requestedAt && other.id > push.id);
}

/** What failed or was taken back counts for no other push, and replaces nothing. */
export function stands({ state }: Push): boolean {
  return state.kind !== 'failed' && state.kind !== 'withdrawn';
}

/** True when a content says otherwise of a parcel with the same tracking number. */
export function replaces(content: PushContent, parcel: Parcel): boolean {
  if (content.kind !== 'ship' || parcel.trackingNumber === null) return false;
  const same = content.parcels.filter(
    (other) =>
      other.trackingNumber === parcel.trackingNumber &&
      (other.basketId === undefined || parcel.basketId === undefined || other.basketId === parcel.basketId),
  );
  const says = (other: Parcel): boolean => other.carrier === parcel.carrier && other.shippedOn === parcel.shippedOn;
  return same.length > 0 && !same.some(says);
}
