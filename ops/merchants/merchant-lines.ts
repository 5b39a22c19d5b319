import type { EpochMs } from '../../core/kernel/index.ts';
import {
  type Capability,
  capabilities,
  distinctContacts,
  isContact,
  maskedContact,
  tooManyContacts,
} from '../../core/model/index.ts';
import {
  type DraftLine,
  isName,
  isRate,
  isWord,
  type LineProblem,
  type LineValues,
  type MerchantColumn,
  merchantColumns,
  nameForm,
  rateForm,
  wordForm,
} from '../../core/tenants/index.ts';
import { t, translated } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { momentOf, when } from '../arguments/parameter.ts';
import { asTyped } from '../files/cells.ts';
import { beyondText, type CsvRow, type CsvShape } from '../files/csv.ts';
import { looksLikeKey } from '../keys/keys.ts';
import { readDigestTime } from './merchants.ts';

/** Columns that may be left out, and cells that may. */
const mayBeEmpty: readonly MerchantColumn[] = ['rate', 'digest'];

/** The list of merchants as a CSV file. A list of rejected lines has a reason on each, and is a list of merchants again. */
export const merchantShape: CsvShape<MerchantColumn> = {
  required: merchantColumns.filter((column) => !mayBeEmpty.includes(column)),
  optional: mayBeEmpty,
  ignored: ['reason'],
};

const noContacts = '-';

/** Understands a line, cell by cell. A cell that is wrong leaves its value out; every one of them is a problem. */
export function readMerchantLine(
  { line, cells, beyond }: CsvRow<MerchantColumn>,
  now: EpochMs,
): { readonly draft: DraftLine; readonly problems: readonly LineProblem[] } {
  if (beyond.length > 0) return { draft: { line, values: {} }, problems: [{ line, column: null, text: beyondText }] };
  const values: { -readonly [Name in keyof LineValues]?: LineValues[Name] } = {};
  const problems: LineProblem[] = [];
  const take = (column: MerchantColumn, read: (cell: string) => string | null): void => {
    const cell = cells[column];
    const problem =
      cell === '' && !mayBeEmpty.includes(column)
        ? t`is empty; expected ${expected()[column]}.`
        : looksLikeKey(cell)
          ? t`holds what looks like a key; expected ${expected()[column]}. Keys stand in the list of keys and nowhere else.`
          : read(cell);
    if (problem !== null) problems.push({ line, column, text: problem });
  };
  const wrong = (column: MerchantColumn, cell: string): string =>
    t`got ${JSON.stringify(cell)}, expected ${expected()[column]}.`;

  take('merchant', (cell) => {
    if (!isWord(cell)) return wrong('merchant', cell);
    values.merchant = cell;
    return null;
  });
  take('merchant_name', (cell) => {
    if (!isName(cell)) return t`expected ${translated(nameForm)}.`;
    values.merchantName = cell;
    return null;
  });
  take('contacts', (cell) => {
    const given = cell === noContacts ? [] : partsOf(cell);
    const slips = given.filter((contact) => !isContact(contact));
    if (slips.length > 0 || (given.length === 0 && cell !== noContacts)) {
      return t`got ${slips.map(maskedContact).join(', ') || t`nothing`}, expected ${expected().contacts}.`;
    }
    const tooMany = tooManyContacts(given);
    if (tooMany !== null) return tooMany;
    values.contacts = distinctContacts(given);
    return null;
  });
  take('features', (cell) => {
    const given = partsOf(cell);
    if (!given.every(isFeature) || given.length === 0) return wrong('features', cell);
    values.features = given;
    return null;
  });
  take('mall', (cell) => {
    const mall = mallDesks.names.find((name) => name === cell);
    if (mall === undefined) return wrong('mall', cell);
    values.mall = mall;
    return null;
  });
  take('shop_code', (cell) => {
    if (!isWord(cell)) return wrong('shop_code', cell);
    values.shopCode = cell;
    return null;
  });
  take('shop_name', (cell) => {
    if (!isName(cell)) return t`expected ${translated(nameForm)}.`;
    values.shopName = cell;
    return null;
  });
  take('import_from', (cell) => {
    const reading = moment.read(asTyped(cell));
    if ('problem' in reading) return reading.problem;
    values.importFrom = momentOf(reading.value, now);
    values.importFromCounted = !('at' in reading.value);
    return null;
  });
  take('rate', (cell) => {
    const rate = /^\d{1,4}(\.\d{1,4})?$/.test(cell) ? Number(cell) : Number.NaN;
    if (cell !== '' && !isRate(rate)) return wrong('rate', cell);
    values.callsPerSecond = cell === '' ? null : rate;
    return null;
  });
  take('digest', (cell) => {
    const time = cell === '' ? undefined : readDigestTime(cell);
    if (time !== undefined) values.digestAt = time;
    return cell === '' || time !== undefined ? null : wrong('digest', cell);
  });
  return { draft: { line, values }, problems };
}

const moment = when('');

const expected = (): Readonly<Record<MerchantColumn, string>> => ({
  merchant: t`the merchant’s id: ${translated(wordForm)}`,
  merchant_name: translated(nameForm),
  contacts: t`mail addresses separated by ";", or ${noContacts} for none`,
  features: t`some of ${capabilities.join(', ')}, separated by ";"`,
  mall: mallDesks.names.join(t` or `),
  shop_code: t`the mall’s own name of the shop: ${translated(wordForm)}`,
  shop_name: translated(nameForm),
  import_from: t`a moment, as in 2026-11-24, "2026-11-24 15:45" (Japanese time) or -30d`,
  rate: t`${translated(rateForm)}, or nothing`,
  digest: t`a time in Japan from 05:00 to 10:59, on, or none; or nothing`,
});

/** Cells with several values: separated by ";", which Japanese keyboards also make wide. */
const partsOf = (cell: string): string[] =>
  cell
    .split(/[;；]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

const isFeature = (text: string): text is Capability => capabilities.some((capability) => capability === text);
