import { type KeyColumn, keyColumns } from '../../core/merchants/onboarding/line.ts';
import type { GivenKey } from '../../core/merchants/onboarding/line-keys.ts';
import { mallNames, type ShopKey, shopKey } from '../../core/merchants/shop.ts';
import { isWord, wordForm } from '../../core/merchants/word.ts';
import { isKey } from '../keys/read-keys.ts';
import { beyondText, type CsvRow, type CsvShape } from './csv-table.ts';

/** The list of keys as a CSV file. */
export const keyShape: CsvShape<KeyColumn> = { required: keyColumns, optional: [], ignored: [] };

/** The keys of a list by shop, and what is wrong with lines that cannot be given to any. Never repeats a key. */
export interface KeyList {
  readonly problems: readonly string[];
  readonly byShop: ReadonlyMap<ShopKey, GivenKey>;
}

/** Understands the lines of a list of keys. @param file its name, for problems that are told of a shop */
export function readKeyLines(rows: readonly CsvRow<KeyColumn>[], file: string): KeyList {
  const problems: string[] = [];
  const byShop = new Map<ShopKey, GivenKey>();
  const lineOf = new Map<ShopKey, number>();
  for (const { line, cells, beyond } of rows) {
    if (beyond.length > 0) {
      problems.push(`line ${line}: ${beyondText}`);
      continue;
    }
    const mall = mallNames.find((name) => name === cells.mall);
    if (mall === undefined) problems.push(`line ${line}, mall: expected ${mallNames.join(' or ')}.`);
    // What stands here may be a key that slipped into the wrong column.
    if (!isWord(cells.shop_code)) problems.push(`line ${line}, shop_code: expected ${wordForm}.`);
    if (mall === undefined || !isWord(cells.shop_code)) continue;
    const shop = shopKey(mall, cells.shop_code);
    const earlier = lineOf.get(shop);
    const key = keyOf(cells, `${file} line ${line}`);
    lineOf.set(shop, line);
    if (earlier === undefined || isSame(byShop.get(shop), key)) byShop.set(shop, key);
    else
      byShop.set(shop, unusable('license_key', `${file} has two keys for ${shop}, on lines ${earlier} and ${line}.`));
  }
  return { problems, byShop };
}

function keyOf(cells: Readonly<Record<KeyColumn, string>>, place: string): GivenKey {
  const { service_secret: serviceSecret, license_key: licenseKey } = cells;
  const wrong = (['service_secret', 'license_key'] as const).filter((column) => !isKey(cells[column]));
  if (wrong.length === 0) return { kind: 'given', credential: { serviceSecret, licenseKey } };
  const text = (column: KeyColumn): string =>
    cells[column] === ''
      ? `is empty (${place}).`
      : `expected letters, digits and signs without spaces, got something else (${place}).`;
  return { kind: 'unusable', problems: wrong.map((column) => ({ column, text: text(column) })) };
}

function unusable(column: KeyColumn, text: string): GivenKey {
  return { kind: 'unusable', problems: [{ column, text }] };
}

function isSame(one: GivenKey | undefined, other: GivenKey): boolean {
  if (one?.kind !== 'given' || other.kind !== 'given') return false;
  const { serviceSecret, licenseKey } = one.credential;
  return serviceSecret === other.credential.serviceSecret && licenseKey === other.credential.licenseKey;
}
