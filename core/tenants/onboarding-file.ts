import { type EpochMs, jstText, type Sentence, secondMs, sentence, type Words, wholeSecond } from '../kernel/index.ts';
import {
  type Capability,
  isSameSet,
  type MallName,
  maskedContact,
  type RemovedShop,
  type Shop,
  type ShopKey,
  shopKey,
} from '../model/index.ts';

/** Columns of the list of merchants, one line per shop. */
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
  'digest',
] as const;
export type MerchantColumn = (typeof merchantColumns)[number];

export interface LineValues {
  readonly merchant: string;
  readonly merchantName: string;
  readonly contacts: readonly string[];
  readonly features: readonly Capability[];
  readonly mall: MallName;
  readonly shopCode: string;
  readonly shopName: string;
  readonly importFrom: EpochMs;
  /** True if counted back from now (`-30d`), so that another run means another moment. */
  readonly importFromCounted: boolean;
  /** Calls a second; null: the installation's setting. */
  readonly callsPerSecond: number | null;
  /** Time of the digest; null: none; absent: unchanged. */
  readonly digestAt?: string | null;
}

/** A line as far as understood, for checks across lines. */
export interface DraftLine {
  /** Number of the first line in the file; a table line may span several. */
  readonly line: number;
  readonly values: Partial<LineValues>;
}

export interface ReadLine {
  readonly line: number;
  readonly values: LineValues;
}

/** A fault of a line. Never holds a key, nor a contact in full. */
export interface LineProblem {
  readonly line: number;
  /** Column of the list of merchants or keys; null for the whole line. */
  readonly column: string | null;
  /** A sentence that follows the column's name. */
  readonly text: Words;
}

export function shopOfLine({ mall, shopCode }: Pick<LineValues, 'mall' | 'shopCode'>): ShopKey {
  return shopKey(mall, shopCode);
}

/** Shop of a draft; null if mall or code could not be read. */
export function shopOfDraft({ values: { mall, shopCode } }: DraftLine): ShopKey | null {
  return mall === undefined || shopCode === undefined ? null : shopKey(mall, shopCode);
}

export function soundLines(lines: readonly DraftLine[], problems: readonly LineProblem[]): ReadLine[] {
  const bad = new Set(problems.map(({ line }) => line));
  return lines.filter(({ line }) => !bad.has(line)) as ReadLine[];
}

/** Fields that all lines of a merchant must share. */
const alike: readonly MerchantField[] = [
  field('merchant_name', 'merchantName', (name) => JSON.stringify(name), Object.is),
  field('contacts', 'contacts', (contacts) => contacts.map(maskedContact).join(';') || '-', isSameSet),
  field('features', 'features', (features) => features.join(';'), isSameSet),
  field('digest', 'digestAt', (at) => at ?? 'none', Object.is),
];

/** Contradictory lines and repeated shops. None of the lines counts, because only their author knows which is right. */
export function problemsAcrossLines(lines: readonly DraftLine[]): LineProblem[] {
  return [...contradictions(lines), ...repeatedShops(lines)];
}

interface MerchantField {
  readonly column: MerchantColumn;
  shown(line: DraftLine): string | null;
  same(one: DraftLine, other: DraftLine): boolean;
}

function field<Name extends keyof LineValues>(
  column: MerchantColumn,
  name: Name,
  shown: (value: LineValues[Name]) => string,
  same: (one: LineValues[Name], other: LineValues[Name]) => boolean,
): MerchantField {
  const said = (line: DraftLine): LineValues[Name] | undefined => line.values[name];
  return {
    column,
    shown: (line) => {
      const value = said(line);
      return value === undefined ? null : shown(value as LineValues[Name]);
    },
    same: (one, other) => same(said(one) as LineValues[Name], said(other) as LineValues[Name]),
  };
}

function contradictions(lines: readonly DraftLine[]): LineProblem[] {
  const byMerchant = Map.groupBy(lines, ({ values }) => values.merchant);
  byMerchant.delete(undefined);
  return [...byMerchant].flatMap(([merchant, ofMerchant]) =>
    alike.flatMap(({ column, shown, same }) => {
      const saying = ofMerchant.filter((line) => shown(line) !== null);
      return saying.flatMap((line): LineProblem[] => {
        const other = saying.find((candidate) => !same(candidate, line));
        if (other === undefined) return [];
        const text = sentence`${shown(line) ?? ''}, but line ${other.line} says ${shown(other) ?? ''} of merchant ${merchant ?? ''}. All lines of a merchant must say the same.`;
        return [{ line: line.line, column, text }];
      });
    }),
  );
}

function repeatedShops(lines: readonly DraftLine[]): LineProblem[] {
  const byShop = Map.groupBy(lines, shopOfDraft);
  byShop.delete(null);
  return [...byShop].flatMap(([shop, same]) =>
    same.length === 1
      ? []
      : same.map(({ line }): LineProblem => {
          const others = same.filter((other) => other.line !== line).map((other) => other.line);
          const text = sentence`${shop ?? ''} stands on line ${others.join(', ')} too. A shop has one line.`;
          return { line, column: 'shop_code', text };
        }),
  );
}

export interface Standing {
  readonly shops: ReadonlyMap<ShopKey, Shop>;
  readonly removed: ReadonlyMap<ShopKey, RemovedShop>;
  readonly now: number;
  lookBackMs(mall: MallName): number;
}

/** A line equal to the store is sound: it was applied before. */
export function problemsAgainstStore(line: DraftLine, standing: Standing): LineProblem[] {
  const key = shopOfDraft(line);
  if (key === null) return tooFarBack(line, standing);
  const shop = standing.shops.get(key);
  if (shop) return differences(line, shop);
  const removed = standing.removed.get(key);
  return [...(removed ? [comesBack(line, removed)] : []), ...tooFarBack(line, standing)];
}

/** Differences to the stored shop, with the commands that resolve them: onboarding changes no existing shop. */
function differences({ line, values }: DraftLine, shop: Shop): LineProblem[] {
  const problems: LineProblem[] = [];
  const differs = (column: MerchantColumn, got: string, is: Sentence, toDo: Sentence): void => {
    problems.push({ line, column, text: sentence`got ${got}, but ${shop.key} ${is}. ${toDo}` });
  };
  const { merchant, shopName, importFrom, callsPerSecond } = values;
  const change = (option: string): Sentence => sentence`To change it: ops shops change --shop ${shop.key} ${option}`;
  if (merchant !== undefined && merchant !== shop.merchant) {
    const toDo = sentence`No command changes it: its orders hold stock there.`;
    differs('merchant', merchant, sentence`is a shop of ${shop.merchant}`, toDo);
  }
  if (shopName !== undefined && shopName !== shop.name) {
    differs(
      'shop_name',
      JSON.stringify(shopName),
      sentence`is called ${JSON.stringify(shop.name)}`,
      change('--name …'),
    );
  }
  const from = importFrom === undefined ? undefined : wholeSecond(importFrom);
  if (from !== undefined && !values.importFromCounted && from !== shop.importFrom) {
    const more =
      from < shop.importFrom
        ? sentence`Write that into the line. To import more of the past: ops import --shop ${shop.key} --from … --to …`
        : sentence`Write that into the line. What is imported stays.`;
    const is = sentence`is imported from ${jstText(shop.importFrom)} on`;
    differs('import_from', jstText(from), is, more);
  }
  if (typeof callsPerSecond === 'number' && callsPerSecond !== shop.callsPerSecond) {
    differs('rate', String(callsPerSecond), sentence`has ${shop.callsPerSecond}`, change('--rate …'));
  }
  return problems;
}

function comesBack({ line }: DraftLine, { key, removedAt, by }: RemovedShop): LineProblem {
  const text = `${key} was removed by ${by} at ${jstText(removedAt)}. To import it again: ops shops add`;
  return { line, column: 'shop_code', text };
}

function tooFarBack({ line, values }: DraftLine, { now, lookBackMs }: Standing): LineProblem[] {
  const { mall, importFrom } = values;
  if (mall === undefined || importFrom === undefined) return [];
  const earliest = now - lookBackMs(mall);
  if (importFrom >= earliest) return [];
  const text = `got ${jstText(importFrom)}, which is further back than the mall answers; use ${jstText(earliest + secondMs)} or later.`;
  return [{ line, column: 'import_from', text }];
}
