import {
  comparable,
  dayMs,
  type EpochMs,
  jstDay,
  type Sentence,
  type SentenceValue,
  sentence,
} from '../../../core/kernel/index.ts';
import type { Parcel } from '../../../core/model/index.ts';
import type { MallTraits, StatusTraits } from '../../../core/ports/index.ts';
import { parcelProblems, trackingNumberProblems } from '../../../core/status/index.ts';
import type { Carrier } from '../../../malls/mall.ts';
import type { LineNote, ShipmentField, ShipmentRow } from './formats.ts';

export interface LineDefaults {
  readonly now: EpochMs;
  readonly carriers: readonly Carrier[];
  /** By code or name; stands above the line's column. Null where the column decides. */
  readonly carrier: string | null;
  /** The day of lines without one, `2026-11-24`; null where each must have its own. */
  readonly day: string | null;
  /** What the order's mall takes of a parcel; null where that is not known, or checked later. */
  readonly takes: { readonly carrierCodes: readonly string[]; readonly status: StatusTraits } | null;
}

export interface ReadLine {
  readonly line: number;
  /** Null when anything of it is wrong. */
  readonly parcel: Parcel | null;
  readonly problems: readonly LineNote[];
  readonly warnings: readonly LineNote[];
}

export type NumberForm = MallTraits['orderNumber'];

/** What a label of ours may bring back instead: an order number with a destination behind it, or the end of one. */
const labelForm = /^#?[0-9A-Za-z-]{1,60}$/;

/** An order number without full-width forms, as most malls give them. */
export const plainNumber = (orderNumber: string): string => orderNumber.normalize('NFKC').trim();

/** The order number of a line, or what is wrong with it; as it is written where a mall has such numbers: at Shopify a full-width sign may be part of one. */
export function orderNumberOf(
  { line, cells }: ShipmentRow,
  forms: readonly NumberForm[],
): { orderNumber: string } | { problem: LineNote } {
  const written = (cells.orderNumber ?? '').trim();
  const isOne = (text: string): boolean => labelForm.test(text) || forms.some(({ form }) => form.test(text));
  const orderNumber = [written, plainNumber(written)].find(isOne);
  if (orderNumber !== undefined) return { orderNumber };
  const [first = '', ...others] = forms.map(({ wanted }): SentenceValue => wanted);
  const expected = others.reduce((some, one) => sentence`${some} or ${one}`, first);
  const text = written === '' ? sentence`is empty; expected ${expected}.` : sentence`expected ${expected}.`;
  return { problem: { line, field: 'orderNumber', text } };
}

/** Understands what a line says of its parcel; every cell that is wrong is a problem. */
export function readLine({ line, cells }: ShipmentRow, defaults: LineDefaults): ReadLine {
  const problems: LineNote[] = [];
  const warnings: LineNote[] = [];
  const wrong = (field: ShipmentField, text: Sentence): null => {
    problems.push({ line, field, text });
    return null;
  };
  const warn = (field: ShipmentField, text: Sentence | null): void => {
    if (text !== null) warnings.push({ line, field, text });
  };

  const carrier = carrierOf(defaults.carriers, defaults.carrier ?? cells.carrier ?? '');
  if (carrier === null) {
    const wanted = carriersText(defaults.carriers);
    const isEmpty = (defaults.carrier ?? cells.carrier ?? '') === '';
    wrong('carrier', isEmpty ? sentence`is empty; expected ${wanted}.` : sentence`expected ${wanted}.`);
  }

  const tracking = readTrackingNumber(cells.trackingNumber ?? '');
  if (tracking.kind === 'wrong') wrong('trackingNumber', tracking.why);
  else {
    const parcel = { trackingNumber: tracking.number, carrier: carrier?.code ?? null };
    const refused = defaults.takes === null ? [] : trackingNumberProblems(parcel, defaults.takes.status);
    for (const why of refused) wrong('trackingNumber', why);
    if (refused.length === 0 && carrier !== null) warn('trackingNumber', doubtfulNumber(tracking.number, carrier.name));
  }

  const written = cells.shippedOn ?? '';
  const shippedOn = written === '' ? defaults.day : dayOf(written);
  if (shippedOn === null) {
    wrong(
      'shippedOn',
      written === '' ? sentence`is empty; expected ${dayForm}, or --date.` : sentence`expected ${dayForm}.`,
    );
  } else warn('shippedOn', unusualDay(shippedOn, defaults.now));

  const basketId = (cells.basketId ?? '').normalize('NFKC');
  if (!/^[0-9A-Za-z-]{0,60}$/.test(basketId))
    wrong('basketId', sentence`expected the mall’s id of the destination, or nothing.`);

  const wrongNumber = cells.corrects ?? '';
  const corrects = wrongNumber === '' ? null : readTrackingNumber(wrongNumber);
  if (corrects?.kind === 'wrong') wrong('corrects', corrects.why);
  const isItself = corrects?.kind === 'number' && tracking.kind === 'number' && corrects.number === tracking.number;
  if (isItself) wrong('corrects', sentence`expected another number than the right one.`);

  // Of a mall that keeps nothing of what is in a parcel, the columns of it are not read.
  const { lineId = '', quantity = '' } = defaults.takes?.status.parcels.contents === true ? cells : {};
  const pieces = Number(quantity.normalize('NFKC'));
  if (!/^[\w-]{0,60}$/.test(lineId))
    wrong('lineId', sentence`expected the mall’s id of a line of the order, or nothing.`);
  if (lineId !== '' && !(Number.isInteger(pieces) && pieces > 0))
    wrong('quantity', sentence`expected pieces, from 1 on.`);

  const parcel =
    problems.length > 0 || carrier === null || tracking.kind === 'wrong' || shippedOn === null
      ? null
      : {
          ...(basketId === '' ? {} : { basketId }),
          carrier: carrier.code,
          trackingNumber: tracking.number,
          shippedOn,
          ...(corrects?.kind === 'number' && corrects.number !== null ? { corrects: corrects.number } : {}),
          ...(lineId === '' ? {} : { contents: [{ lineId, quantity: pieces }] }),
        };
  if (parcel !== null && defaults.takes !== null) {
    for (const { field, problem } of parcelProblems(parcel, defaults.takes, defaults.now)) {
      wrong(field === 'contents' ? 'lineId' : field, problem);
    }
  }
  return { line, parcel: problems.length > 0 ? null : parcel, problems, warnings };
}

export function carrierOf(carriers: readonly Carrier[], codeOrName: string): Carrier | null {
  const wanted = comparable(codeOrName);
  if (wanted === '') return null;
  return (
    carriers.find(({ code, name, also }) => [code, name, ...also].some((word) => comparable(word) === wanted)) ?? null
  );
}

export function carriersText(carriers: readonly Carrier[]): Sentence {
  const named = carriers.slice(0, 4).map(({ code, name }) => `${code} ${name}`);
  return sentence`a carrier by code or name, as ${named.join(', ')} (all of them: ops push carriers)`;
}

/** What stands for a parcel that has no tracking number. */
const noNumber = '-';

const longest = 120;

const trackingForm = sentence`letters, digits and hyphens, at most ${longest}, or ${noNumber} for a parcel without`;

type TrackingReading =
  | { readonly kind: 'number'; readonly number: string | null }
  | { readonly kind: 'wrong'; readonly why: Sentence };

/** Parses a tracking number. Hyphens in an all-digit number are removed: otherwise the same parcel would be counted as two. */
export function readTrackingNumber(text: string): TrackingReading {
  const plain = text.normalize('NFKC').trim();
  if (plain === '') return { kind: 'wrong', why: sentence`is empty; expected ${trackingForm}.` };
  if (plain === noNumber) return { kind: 'number', number: null };
  if (/^\d(?:\.\d+)?E\+\d+$/i.test(plain)) {
    return {
      kind: 'wrong',
      why: sentence`was shortened by a spreadsheet, and its last digits are lost. Export it again, and open it as text.`,
    };
  }
  if (/^[\d -]+$/.test(plain) && /\d/.test(plain)) return limited(plain.replaceAll(/[ -]/g, ''));
  if (!/^[0-9A-Za-z-]+$/.test(plain)) return { kind: 'wrong', why: sentence`expected ${trackingForm}.` };
  return limited(plain);
}

function limited(number: string): TrackingReading {
  if (number.length <= longest) return { kind: 'number', number };
  return { kind: 'wrong', why: sentence`has ${number.length} characters; expected at most ${longest}.` };
}

/** Warns of a number that its carrier can hardly have given out: the twelfth digit is the first eleven modulo 7. Sources: `docs/how-to/statuses.md#tracking-numbers`. */
export function doubtfulNumber(number: string | null, carrier: string): Sentence | null {
  if (number === null || !checkedCarriers.includes(carrier) || !/^\d+$/.test(number)) return null;
  if (number.length !== 12)
    return sentence`has ${number.length} digits; this carrier’s have 12. Is a 0 missing before it?`;
  if (Number(number.slice(0, 11)) % 7 === Number(number[11])) return null;
  return sentence`has a check digit that does not fit: is it mistyped?`;
}

/** Names of the carriers whose numbers are checked. */
const checkedCarriers = ['ヤマト運輸', '佐川急便', '日本郵便'];

const forms = [
  // Spreadsheets write 2026/1/5, and some programs a time after the day.
  /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?$/,
  /^(\d{4})()(\d{2})(\d{2})$/,
];

export const dayForm = sentence`a day as 2026-11-24, 2026/11/24 or 20261124`;

/** A day in Japan as `2026-11-24`; null when it is none that exists. */
export function dayOf(text: string): string | null {
  const plain = text.normalize('NFKC').trim();
  for (const form of forms) {
    const [, year, , month = '', date = ''] = form.exec(plain) ?? [];
    if (year === undefined) continue;
    const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
    const at = Date.parse(`${day}T00:00:00Z`);
    return Number.isFinite(at) && new Date(at).toISOString().startsWith(day) ? day : null;
  }
  return null;
}

/** Days that lie further from today than this are most often a slip of the year or the month. */
const usualDays = 31;

function unusualDay(day: string, now: EpochMs): Sentence | null {
  const days = Math.round((Date.parse(day) - Date.parse(jstDay(now))) / dayMs);
  if (Math.abs(days) <= usualDays) return null;
  return days < 0 ? sentence`${day} lies ${-days} days back.` : sentence`${day} lies ${days} days ahead.`;
}
