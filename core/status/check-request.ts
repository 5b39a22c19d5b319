import { type EpochMs, jstDay, type Sentence, type SentenceValue, sentence } from '../kernel/index.ts';
import { cancelReasons, type Parcel, type PushContent, rowsPerBasketMax } from '../model/index.ts';
import type { MallTraits } from '../ports/index.ts';

/** RMS takes 120 characters of an お荷物伝票番号, and 1,000 of a memo. */
const trackingNumberMax = 120;
const memoMax = 1_000;

/** A code that is mistyped helps when it is shown; what is longer is something else. */
const shownMax = 6;

/** A parcel is not reported this long before or after the day it leaves. */
const shippedOnDaysMax = 366;

/** What decides whether a mall could take a request. */
type Traits = Pick<MallTraits, 'carrierCodes' | 'orderNumber'>;

/**
 * Everything that is wrong with what is asked for one order; nothing when it can be asked for. It stands in logs and on the bus:
 * quotes no memo, and no value that is long enough to be a tracking number or a name in the wrong field.
 */
export function requestProblems(
  { orderNumber, content }: { readonly orderNumber: string; readonly content: PushContent },
  traits: Traits,
  now: EpochMs,
): Sentence[] {
  const problems: Sentence[] = [];
  if (!traits.orderNumber.form.test(orderNumber)) {
    problems.push(sentence`order number: got ${told(orderNumber)}, expected ${traits.orderNumber.wanted}`);
  }
  return [...problems, ...contentProblems(content, traits, now)];
}

function contentProblems(content: PushContent, traits: Traits, now: EpochMs): Sentence[] {
  switch (content.kind) {
    case 'confirm':
      return [];
    case 'ship':
      return shipProblems(content.parcels, traits, now);
    case 'cancel':
      if (cancelReasons.includes(content.reason)) return [];
      return [sentence`reason: got ${told(content.reason)}, expected one of ${cancelReasons.join(', ')}`];
    case 'sub-status': {
      const { subStatusId } = content;
      if (subStatusId === null || /^\d{1,12}$/.test(subStatusId)) return [];
      return [
        sentence`sub-status: got ${told(subStatusId)}, expected its number at the mall, or nothing to take it away`,
      ];
    }
    case 'memo':
      if (content.text.length <= memoMax) return [];
      return [sentence`memo: got ${content.text.length} characters, expected at most ${memoMax}`];
  }
}

function shipProblems(parcels: readonly Parcel[], traits: Traits, now: EpochMs): Sentence[] {
  if (parcels.length === 0) return [sentence`parcels: got none, expected at least one`];
  const counts = Map.groupBy(parcels, ({ basketId }) => basketId ?? null);
  const tooMany = [...counts]
    .filter(([, own]) => own.length > rowsPerBasketMax)
    .map(
      ([basket, own]) =>
        sentence`parcels: got ${own.length} for basket ${basket ?? sentence`the only one`}, expected at most ${rowsPerBasketMax}`,
    );
  return [
    ...tooMany,
    ...parcels.flatMap((parcel, index) =>
      parcelProblems(parcel, traits, now).map((problem) => sentence`parcel ${index + 1}, ${problem}`),
    ),
  ];
}

function parcelProblems(parcel: Parcel, { carrierCodes }: Traits, now: EpochMs): Sentence[] {
  const { basketId, carrier, trackingNumber, shippedOn, corrects } = parcel;
  const problems: Sentence[] = [];
  if (basketId !== undefined && !/^\d{1,20}$/.test(basketId)) {
    problems.push(sentence`basket: got ${told(basketId)}, expected the number of a destination`);
  }
  if (!carrierCodes.includes(carrier)) {
    problems.push(
      sentence`carrier: got ${told(carrier)}, expected one of the mall's codes, ${carrierCodes[0] ?? ''} and so on`,
    );
  }
  if (trackingNumber !== null && trackingNumber.trim().length > trackingNumberMax) {
    const { length } = trackingNumber.trim();
    problems.push(sentence`tracking number: got ${length} characters, expected at most ${trackingNumberMax}`);
  }
  if (trackingNumber !== null && hasControls(trackingNumber.trim())) {
    problems.push(sentence`tracking number: expected text of one line, got control characters`);
  }
  if (corrects !== undefined && (corrects.trim() === '' || corrects.trim().length > trackingNumberMax)) {
    problems.push(
      sentence`corrects: expected the tracking number that was wrong, of at most ${trackingNumberMax} characters`,
    );
  } else if (corrects !== undefined && corrects.trim() === trackingNumber?.trim()) {
    problems.push(sentence`corrects: expected another tracking number than the right one`);
  }
  return [...problems, ...dateProblems(shippedOn, now)];
}

function dateProblems(day: string, now: EpochMs): Sentence[] {
  const at = Date.parse(`${day}T00:00:00+09:00`);
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(at) || jstDay(at) !== day) {
    return [sentence`shipped on: got ${told(day, 'YYYY-MM-DD'.length)}, expected a day as 2026-11-24`];
  }
  const days = Math.abs(at - now) / 86_400_000;
  return days <= shippedOnDaysMax ? [] : [sentence`shipped on: got ${day}, expected a day within a year of today`];
}

function hasControls(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return /[\u0000-\u001f\u007f]/.test(text);
}

/** A wrong value: a short one as it is, of a longer one its length. */
function told(value: string, max = shownMax): SentenceValue {
  return value.length <= max ? JSON.stringify(value) : sentence`${value.length} characters`;
}
