import type { Capability } from '../../health/capability.ts';
import type { EpochMs } from '../../units.ts';
import { type MallName, type ShopKey, shopKey } from '../shop.ts';

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

/** The columns of a list of keys. */
export const keyColumns = ['mall', 'shop_code', 'service_secret', 'license_key'] as const;
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
