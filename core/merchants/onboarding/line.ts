import type { Capability } from '../../health/capability.ts';
import type { EpochMs } from '../../units.ts';
import { type MallName, mallOf, type ShopKey, shopKey } from '../shop.ts';

/** The columns of a list of merchants, one line a shop. */
export const merchantColumns = [
  'merchant',
  'merchant_name',
  'contacts',
  'features',
  'mall',
  'shop_code',
  'shop_name',
  'import_from',
  'rate',
] as const;
export type MerchantColumn = (typeof merchantColumns)[number];

/** The columns of a list of keys: whose key it is, then what the keys of each mall consist of. */
export const keyColumns = [
  'mall',
  'shop_code',
  'service_secret',
  'license_key',
  'client_id',
  'client_secret',
  'refresh_token',
  'consented_at',
  'public_key',
  'public_key_version',
  'public_key_issued_at',
] as const;
export type KeyColumn = (typeof keyColumns)[number];

/** What a line says, once all of it is understood. */
export interface LineValues {
  readonly merchant: string;
  readonly merchantName: string;
  readonly contacts: readonly string[];
  readonly features: readonly Capability[];
  readonly mall: MallName;
  readonly shopCode: string;
  readonly shopName: string;
  readonly importFrom: EpochMs;
  /** True when the moment was counted back from now (`-30d`): another run of the same file means another moment. */
  readonly importFromCounted: boolean;
  /** Null when the line leaves it to the installation. */
  readonly callsPerSecond: number | null;
}

/** A line as far as it could be understood: what one line alone cannot tell is asked of all that could be read. */
export interface DraftLine {
  /** Its number in the file; a line of the table may take several lines of the file. */
  readonly line: number;
  readonly values: Partial<LineValues>;
}

/** A line that was understood. */
export interface ReadLine {
  readonly line: number;
  readonly values: LineValues;
}

/** Something wrong with a line of the list of merchants. Never holds a key, nor a contact in full. */
export interface LineProblem {
  readonly line: number;
  /** Where on the line; null when it is the line as a whole. */
  readonly column: MerchantColumn | KeyColumn | null;
  /** A sentence that follows the column's name. */
  readonly text: string;
}

/** The shop a line is about. */
export function shopOfLine({ mall, shopCode }: Pick<LineValues, 'mall' | 'shopCode'>): ShopKey {
  return shopKey(mall, shopCode);
}

/** The shop a draft is about; null where mall or code could not be read. */
export function shopOfDraft({ values: { mall, shopCode } }: DraftLine): ShopKey | null {
  return mall === undefined || shopCode === undefined ? null : shopKey(mall, shopCode);
}

/** The lines that nothing is wrong with, whole by then. */
export function soundLines(lines: readonly DraftLine[], problems: readonly LineProblem[]): ReadLine[] {
  const bad = new Set(problems.map(({ line }) => line));
  return lines.filter(({ line }) => !bad.has(line)) as ReadLine[];
}

/** The column of a shop's key that a person looks for first. */
export function keyColumnOf(shop: ShopKey): KeyColumn {
  switch (mallOf(shop)) {
    case 'rms':
      return 'license_key';
    case 'yahoo':
      return 'refresh_token';
  }
}
