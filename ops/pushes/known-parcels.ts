import { jstText, mapLimited, type Sentence, sentence, sentences } from '../../core/kernel/index.ts';
import type { Change, Parcel, PushContent, Shop } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import {
  type AnyParcel,
  correctedNumbers,
  parcelsShown,
  parcelsThatCount,
  parcelText,
} from '../../views/change/index.ts';
import { shipNotesOf } from '../../views/order/index.ts';

export interface KnownParcel extends AnyParcel {
  readonly how: Sentence;
}

export interface KnownParcels {
  readonly parcels: readonly KnownParcel[];
  /** What to tell before it is shipped; null where there is nothing. */
  readonly shipNote: Sentence | null;
  /** Numbers that were corrected since, with the right one. */
  readonly corrected: ReadonlyMap<string, string | null>;
}

interface Wanted {
  readonly shop: Shop;
  readonly orderNumber: string;
  readonly content: PushContent;
  readonly isAnother?: boolean;
}

type ParcelPorts = Pick<Ports, 'orders' | 'changes' | 'malls'>;

/** Looks up what is known of the parcels of an order: by its requests, and by its stored original, which may lag behind the mall. */
async function knownParcels(ports: ParcelPorts, shop: Shop, orderNumber: string): Promise<KnownParcels> {
  const [changes, rows] = await Promise.all([
    ports.changes.ofOrder({ shop: shop.key, orderNumber }),
    ports.orders.rows(shop.key, [orderNumber]),
  ]);
  const counting = parcelsThatCount(changes);
  const corrected = new Map(
    [...correctedNumbers(changes)].map(([number, { trackingNumber }]) => [number, trackingNumber] as const),
  );
  const requested = counting.map(({ parcel, change }) => ({ ...parcel, how: requestedText(change) }));
  const row = rows.get(orderNumber);
  const shown =
    row?.kind === 'stored'
      ? parcelsShown(ports, shop, row, changes).map((one) => ({ ...one, how: shownText(row.readAt) }))
      : [];
  const isNew = (one: KnownParcel): boolean =>
    !corrected.has(one.trackingNumber ?? '') && !requested.some((other) => isSameNumber(one, other));
  const { cancelRequest, progress } = shipNotesOf(row);
  return { parcels: [...requested, ...shown.filter(isNew)], shipNote: cancelRequest ?? progress, corrected };
}

const requestedText = ({ requestedAt, by }: Change): Sentence => sentence`requested ${jstText(requestedAt)} by ${by}`;

const shownText = (readAt: number): Sentence => sentence`at the mall when the order was read, ${jstText(readAt)}`;

type Numbered = Pick<KnownParcel, 'trackingNumber' | 'carrier' | 'shippedOn'>;

/** Hyphens and spaces are for reading only. */
const plain = (number: string): string => number.normalize('NFKC').replaceAll(/[\s-]/g, '');

/** Two parcels of one number; of two without, those of one carrier and day. */
function isSameNumber(one: Numbered, other: Numbered): boolean {
  if (one.trackingNumber === null || other.trackingNumber === null) {
    return (
      one.trackingNumber === other.trackingNumber && one.carrier === other.carrier && one.shippedOn === other.shippedOn
    );
  }
  return plain(one.trackingNumber) === plain(other.trackingNumber);
}

function parcelOf(known: KnownParcels, number: string): KnownParcel | null {
  return (
    known.parcels.find(({ trackingNumber }) => trackingNumber !== null && plain(trackingNumber) === plain(number)) ??
    null
  );
}

/** The parcel of an order whose number is to be corrected; null where none is known. */
export async function wrongParcel(
  ports: ParcelPorts,
  shop: Shop,
  orderNumber: string,
  number: string,
): Promise<
  { readonly kind: 'known'; readonly parcel: KnownParcel } | { readonly kind: 'unknown'; readonly why: Sentence }
> {
  const known = await knownParcels(ports, shop, orderNumber);
  const parcel = parcelOf(known, number);
  return parcel === null ? { kind: 'unknown', why: unknownText(shop, number, known) } : { kind: 'known', parcel };
}

const readsAtOnce = 32;

/** What is known of the parcels of each order that is to be shipped, by the wishes' places; null for other changes. */
export function parcelsKnownFor(ports: ParcelPorts, wishes: readonly Wanted[]): Promise<(KnownParcels | null)[]> {
  return mapLimited(wishes, readsAtOnce, async ({ shop, orderNumber, content }) =>
    content.kind === 'ship' ? knownParcels(ports, shop, orderNumber) : null,
  );
}

/** Wishes with corrected numbers as the mall has them, and what a person has to decide first: another parcel, or the right number of the one there is. */
export function judgeParcels<Wish extends Wanted>(
  wish: Wish,
  known: KnownParcels | null,
): { readonly wish: Wish; readonly problems: Sentence[] } {
  const { content, shop } = wish;
  if (known === null || content.kind !== 'ship') return { wish, problems: [] };
  const problems: Sentence[] = [];
  const parcels = content.parcels.map((parcel) => {
    if (parcel.corrects === undefined) return parcel;
    const wrong = parcelOf(known, parcel.corrects)?.trackingNumber;
    if (typeof wrong === 'string') return { ...parcel, corrects: wrong };
    // The same correction once more.
    if (parcelOf(known, parcel.trackingNumber ?? '') === null) problems.push(unknownText(shop, parcel.corrects, known));
    return parcel;
  });
  const again = new Set<Parcel>();
  for (const parcel of parcels) {
    const { corrects, trackingNumber } = parcel;
    const right = known.corrected.get(trackingNumber ?? '');
    if (right === undefined || right === corrects) continue;
    again.add(parcel);
    problems.push(
      sentence`the number ${trackingNumber ?? ''} was corrected to ${right ?? sentence`none`}. If it is right after all: --number ${trackingNumber ?? ''} --corrects ${right ?? '<number>'}.`,
    );
  }
  const isMeant = (one: KnownParcel): boolean =>
    parcels.some((parcel) => isSameNumber(one, parcel) || parcel.corrects === one.trackingNumber);
  const others = known.parcels.filter((one) => !isMeant(one));
  const added = parcels.filter(
    (parcel) =>
      parcel.corrects === undefined && !again.has(parcel) && !known.parcels.some((one) => isSameNumber(one, parcel)),
  );
  if (added.length > 0 && others.length > 0 && wish.isAnother !== true) {
    const texts = others.map((one) => sentence`${parcelText(shop, one)} (${one.how})`);
    const there = sentences(texts, '; ');
    const [{ trackingNumber }] = others as [KnownParcel];
    problems.push(
      sentence`the order has a parcel already: ${there}. If this one is sent as well, add --another; if it is the right number of that one, --corrects ${trackingNumber ?? '<number>'}.`,
    );
  }
  const another = wish.isAnother === true ? { another: true as const } : {};
  return { wish: { ...wish, content: { ...content, parcels, ...another } }, problems };
}

function unknownText(shop: Shop, number: string, { parcels }: KnownParcels): Sentence {
  const there =
    parcels.length === 0
      ? sentence`No parcel of it is known here: read the order again (ops import), or leave --corrects out.`
      : sentence`It has: ${sentences(
          parcels.map((one) => parcelText(shop, one)),
          '; ',
        )}.`;
  return sentence`the order has no parcel ${number} to be corrected. ${there}`;
}
