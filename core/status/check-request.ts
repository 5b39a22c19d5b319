import { type EpochMs, jstDay, jstMoment, type Sentence, type SentenceValue, sentence } from '../kernel/index.ts';
import {
  areOfOneBasket,
  holdSame,
  type Parcel,
  type ParcelItem,
  type ParcelLimits,
  type PushContent,
} from '../model/index.ts';
import type { MallTraits, StatusTraits } from '../ports/index.ts';

/** A mistyped code is helpful to show; longer text is something else. */
const shownMax = 6;

const reasonMax = 30;

/** Days around a report within which its date must lie. */
const daysMax = 366;

type Traits = Pick<MallTraits, 'name' | 'carrierCodes' | 'orderNumber'> & { readonly status: StatusTraits };

/** All faults of a request. For logs and the bus: quotes no memo, and nothing as long as a tracking number or name. */
export function requestProblems(
  { orderNumber, content }: { readonly orderNumber: string; readonly content: PushContent },
  traits: Traits,
  now: EpochMs,
): Sentence[] {
  const problems: Sentence[] = [];
  if (!traits.orderNumber.form.test(orderNumber)) {
    problems.push(sentence`order number: got ${told(orderNumber)}, expected ${traits.orderNumber.wanted}`);
  }
  if (!traits.status.kinds.includes(content.kind)) {
    const { kinds, byHand } = traits.status;
    const instead = byHand?.[content.kind];
    problems.push(
      instead === undefined
        ? sentence`${content.kind}: ${traits.name} has no such change; it has ${kinds.join(', ')}`
        : sentence`${content.kind}: ${traits.name} has no such change here; it has ${kinds.join(', ')}. ${instead}`,
    );
    return problems;
  }
  return [...problems, ...contentProblems(content, traits, now)];
}

function contentProblems(content: PushContent, traits: Traits, now: EpochMs): Sentence[] {
  switch (content.kind) {
    case 'confirm':
    case 'complete':
      return [];
    case 'pay':
      return dayProblems(sentence`paid on`, content.paidOn, now);
    case 'ship':
      return shipProblems(content.parcels, traits, now);
    case 'cancel': {
      const { cancelReasons } = traits.status;
      if (cancelReasons.includes(content.reason)) return [];
      return [sentence`reason: got ${told(content.reason, reasonMax)}, expected one of ${cancelReasons.join(', ')}`];
    }
    case 'sub-status': {
      const { subStatusId } = content;
      if (subStatusId === null || /^\d{1,12}$/.test(subStatusId)) return [];
      return [
        sentence`sub-status: got ${told(subStatusId)}, expected its number at the mall, or nothing to take it away`,
      ];
    }
    case 'memo':
      return memoProblems(content.text, traits.status.memo);
  }
}

function memoProblems(text: string, memo: StatusTraits['memo']): Sentence[] {
  if (memo === undefined) return [];
  const { max, unit } = memo;
  if (unit === 'characters') {
    return text.length <= max ? [] : [sentence`memo: got ${text.length} characters, expected at most ${max}`];
  }
  const bytes = new TextEncoder().encode(text).length;
  if (bytes <= max) return [];
  return [sentence`memo: got ${bytes} bytes, expected at most ${max}; ${'漢字'} and ${'かな'} have 3 each`];
}

function shipProblems(parcels: readonly Parcel[], traits: Traits, now: EpochMs): Sentence[] {
  if (parcels.length === 0) return [sentence`parcels: got none, expected at least one`];
  const { perDestination, oneShipment, contents } = traits.status.parcels;
  const counts = Map.groupBy(parcels, ({ basketId }) => basketId ?? null);
  const problems: Sentence[] = [];
  for (const [basket, { length }] of counts) {
    if (length <= perDestination) continue;
    const name = basket ?? sentence`the only one`;
    problems.push(sentence`parcels: got ${length} for basket ${name}, expected at most ${perDestination}`);
  }
  for (const [index, parcel] of parcels.entries()) {
    const first = parcels.findIndex((one) => isOneParcel(one, parcel));
    if (first === index || first === -1) continue;
    const places = [first + 1, index + 1] as const;
    problems.push(
      sentence`parcels: got the tracking number of parcel ${places[0]} in parcel ${places[1]} again, expected it once`,
    );
  }
  const differing = new Set(parcels.map(({ carrier, shippedOn }) => `${carrier} ${shippedOn}`)).size;
  const isOne = oneShipment === true;
  const isSeveral = parcels.length > 1;
  const areNumbered = parcels.every(({ trackingNumber }) => (trackingNumber ?? '').trim() !== '');
  if (isOne && differing > 1)
    problems.push(
      sentence`parcels: got several carriers or days, expected one of each: the mall keeps one for an order`,
    );
  if (isOne && isSeveral && !areNumbered)
    problems.push(
      sentence`parcels: got one without a number beside another, expected numbers: the mall keeps nothing else of them`,
    );
  if (isOne && parcels.some(({ basketId }) => basketId !== undefined))
    problems.push(sentence`basket: expected none; an order of this mall has one destination`);
  if (contents === true && isSeveral && parcels.some((parcel) => parcel.contents === undefined))
    problems.push(
      sentence`parcels: got several, and one that does not say what is in it; expected the lines and pieces of each: the mall keeps them by parcel`,
    );
  for (const [index, parcel] of parcels.entries())
    for (const { problem } of parcelProblems(parcel, traits, now))
      problems.push(sentence`parcel ${index + 1}, ${problem}`);
  return problems;
}

/** True of a parcel named twice, perhaps with two carriers: the mall would show one that was never sent. */
function isOneParcel(one: Parcel, other: Parcel): boolean {
  const number = one.trackingNumber?.trim() ?? '';
  const isOneNumber = number !== '' && number === other.trackingNumber?.trim() && areOfOneBasket(one, other);
  return isOneNumber && (one.carrier !== other.carrier || holdSame(one, other));
}

interface ParcelProblem {
  readonly field: keyof Parcel;
  readonly problem: Sentence;
}

export function parcelProblems(
  parcel: Parcel,
  { carrierCodes, status }: Pick<Traits, 'carrierCodes' | 'status'>,
  now: EpochMs,
): ParcelProblem[] {
  const { trackingNumberMax, parcels: limits } = status;
  const { basketId, carrier, trackingNumber, shippedOn, corrects } = parcel;
  const problems: ParcelProblem[] = [];
  const wrong = (field: keyof Parcel, ...some: readonly Sentence[]): void => {
    problems.push(...some.map((problem) => ({ field, problem })));
  };
  if (basketId !== undefined && !/^\d{1,20}$/.test(basketId)) {
    wrong('basketId', sentence`basket: got ${told(basketId)}, expected the number of a destination`);
  }
  if (!carrierCodes.includes(carrier)) {
    wrong(
      'carrier',
      sentence`carrier: got ${told(carrier)}, expected one of the mall's codes, ${carrierCodes[0] ?? ''} and so on`,
    );
  }
  wrong('contents', ...contentsProblems(parcel, limits));
  wrong('trackingNumber', ...trackingNumberProblems(parcel, status).map((why) => sentence`tracking number: ${why}`));
  if (corrects !== undefined && (corrects.trim() === '' || corrects.trim().length > trackingNumberMax)) {
    wrong(
      'corrects',
      sentence`corrects: expected the tracking number that was wrong, of at most ${trackingNumberMax} characters`,
    );
  } else if (corrects !== undefined && corrects.trim() === trackingNumber?.trim()) {
    wrong('corrects', sentence`corrects: expected another tracking number than the right one`);
  }
  wrong('shippedOn', ...dayProblems(sentence`shipped on`, shippedOn, now));
  return problems;
}

/** The mall's objections to a tracking number, without quoting it. Without a carrier, only rules common to all. */
export function trackingNumberProblems(
  { trackingNumber, carrier }: { readonly trackingNumber: string | null; readonly carrier: string | null },
  traits: Pick<StatusTraits, 'trackingNumberMax' | 'trackingProblem' | 'parcels'>,
): Sentence[] {
  const { trackingNumberMax: max, trackingProblem, parcels } = traits;
  const number = (trackingNumber ?? '').trim();
  if (number === '') {
    return parcels.numbered === true ? [sentence`expected one: the mall takes no parcel without`] : [];
  }
  const { length } = number;
  const general = [
    ...(length > max ? [sentence`got ${length} characters, expected at most ${max}`] : []),
    ...(hasControls(number) ? [sentence`expected text of one line, got control characters`] : []),
  ];
  if (general.length > 0 || carrier === null) return general;
  const refused = trackingProblem?.(number, { carrier });
  return refused == null ? [] : [refused];
}

function contentsProblems({ contents }: Parcel, limits: ParcelLimits): Sentence[] {
  if (contents === undefined) return [];
  if (limits.contents !== true) return [sentence`contents: expected none; the mall does not keep what is in a parcel`];
  const isGood = ({ lineId, quantity }: ParcelItem): boolean =>
    /^[A-Za-z0-9_-]{1,60}$/.test(lineId) && Number.isInteger(quantity) && quantity > 0;
  if (contents.length > 0 && contents.every(isGood)) return [];
  return [sentence`contents: expected ids of lines as the mall has them, and of each the pieces from 1 on`];
}

function dayProblems(field: Sentence, day: string, now: EpochMs): Sentence[] {
  const at = jstMoment(day);
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(at) || jstDay(at) !== day) {
    return [sentence`${field}: got ${told(day, 'YYYY-MM-DD'.length)}, expected a day as 2026-11-24`];
  }
  const isNear = Math.abs(at - now) / 86_400_000 <= daysMax;
  return isNear ? [] : [sentence`${field}: got ${day}, expected a day within a year of today`];
}

function hasControls(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return /[\u0000-\u001f\u007f]/.test(text);
}

/** A short wrong value, or the length of a longer one. */
function told(value: string, max = shownMax): SentenceValue {
  return value.length <= max ? JSON.stringify(value) : sentence`${value.length} characters`;
}
