/** What stands for a parcel that has no tracking number. */
export const noNumber = '-';

const longest = 120;

/** What a tracking number may look like, for people. */
export const trackingForm = `letters, digits and hyphens, at most ${longest}, or ${noNumber} for a parcel without`;

/** A tracking number, or what is wrong with it. */
export type TrackingReading =
  | { readonly kind: 'number'; readonly number: string | null }
  | { readonly kind: 'wrong'; readonly why: string };

/**
 * Parses a tracking number. Hyphens in an all-digit number are only for readability, and are removed: otherwise the same parcel
 * would be counted as two.
 */
export function readTrackingNumber(text: string): TrackingReading {
  const plain = text.normalize('NFKC').trim();
  if (plain === '') return { kind: 'wrong', why: `is empty; expected ${trackingForm}.` };
  if (plain === noNumber) return { kind: 'number', number: null };
  if (/^\d(?:\.\d+)?E\+\d+$/i.test(plain)) {
    return {
      kind: 'wrong',
      why: 'was shortened by a spreadsheet, and its last digits are lost. Export it again, and open it as text.',
    };
  }
  if (/^[\d -]+$/.test(plain) && /\d/.test(plain)) return limited(plain.replaceAll(/[ -]/g, ''));
  if (!/^[0-9A-Za-z-]+$/.test(plain)) return { kind: 'wrong', why: `expected ${trackingForm}.` };
  return limited(plain);
}

function limited(number: string): TrackingReading {
  if (number.length <= longest) return { kind: 'number', number };
  return { kind: 'wrong', why: `has ${number.length} characters; expected at most ${longest}.` };
}

/**
 * A word of warning about a number that its carrier can hardly have given out: of ヤマト, 佐川 and 日本郵便 the twelfth digit is
 * the remainder of the first eleven by 7. Only a warning: carriers have other kinds of numbers, too. Sources:
 * `docs/statuses.md#tracking-numbers`.
 */
export function doubtfulNumber(number: string | null, carrier: string): string | null {
  if (number === null || !checkedCarriers.includes(carrier) || !/^\d+$/.test(number)) return null;
  if (number.length !== 12) return `has ${number.length} digits; this carrier’s have 12. Is a 0 missing before it?`;
  if (Number(number.slice(0, 11)) % 7 === Number(number[11])) return null;
  return 'has a check digit that does not fit: is it mistyped?';
}

/** Names of the carriers whose numbers are checked. */
const checkedCarriers = ['ヤマト運輸', '佐川急便', '日本郵便'];
