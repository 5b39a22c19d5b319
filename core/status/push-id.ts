import { createHash } from 'node:crypto';
import type { Parcel } from './parcel.ts';
import type { PushContent } from './push.ts';

/** Hex digits of a hash: within one order they never meet. */
const hashLength = 12;

/**
 * The content in its one form: white space around a tracking number is dropped, an empty one is none, and parcels stand in one
 * order, since it says nothing. Whatever asks for the same has the same form.
 */
export function canonicalContent(content: PushContent): PushContent {
  if (content.kind !== 'ship') return content;
  const parcels = content.parcels.map(canonicalParcel);
  parcels.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  return { kind: 'ship', parcels };
}

/** The id of what is asked for, within its order: `ship-3f2a90c41b77`. Equal content has an equal id. */
export function pushIdOf(content: PushContent): string {
  const hash = createHash('sha256').update(fieldsOf(canonicalContent(content)));
  return `${content.kind}-${hash.digest('hex').slice(0, hashLength)}`;
}

function canonicalParcel({ basketId, carrier, trackingNumber, shippedOn }: Parcel): Parcel {
  const number = trackingNumber?.trim() ?? '';
  return {
    ...(basketId === undefined ? {} : { basketId }),
    carrier,
    trackingNumber: number === '' ? null : number,
    shippedOn,
  };
}

/** Names every field, so that a field that is added one day changes no id of a content without it. */
function fieldsOf(content: PushContent): string {
  switch (content.kind) {
    case 'confirm':
      return JSON.stringify(['confirm']);
    case 'ship':
      return JSON.stringify(['ship', ...content.parcels]);
    case 'cancel':
      return JSON.stringify(['cancel', content.reason]);
    case 'sub-status':
      return JSON.stringify(['sub-status', content.subStatusId]);
    case 'memo':
      return JSON.stringify(['memo', content.text]);
  }
}
