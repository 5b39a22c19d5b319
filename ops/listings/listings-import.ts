import { eachLimited, inChunks, sentence } from '../../core/kernel/index.ts';
import { type Listing, type ListingTerms, quantityMax, type Shop } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import {
  callWorkers,
  decideFacts,
  differingFacts,
  type ListingFacts,
  type ListingStep,
  listingStep,
} from '../../core/stock/index.ts';
import { findShop } from '../../core/tenants/index.ts';
import { t } from '../../language/index.ts';
import { choice, flag, optional, text } from '../arguments/parameter.ts';
import { type CellReading, cellReader, readPieces, readSku, readUnlessEmpty, readWord } from '../files/cells.ts';
import { type Encoding, encodings } from '../files/encoding.ts';
import type { LineNote } from '../files/line-note.ts';
import { type NamedRow, readTableFile, type TableShape } from '../files/named-table.ts';
import { type JudgedList, takeList } from '../files/take-list.ts';
import { defineCommand, type OpsContext } from '../frame/command.ts';
import { type Block, flexible, tableOf } from '../terminal/index.ts';

interface JudgedListing {
  readonly line: number;
  readonly facts: ListingFacts;
  readonly standing: Listing | null;
  readonly step: ListingStep;
  readonly differing: readonly string[];
}

const rowsAtOnce = 100;

async function judgeListings(
  ports: Pick<Ports, 'listings' | 'shops' | 'malls' | 'merchants'>,
  path: string,
  encoding: Encoding | undefined,
): Promise<JudgedList<ListingField, JudgedListing>> {
  const file = await readTableFile(path, encoding, listingShape);
  const [shops, merchants] = await Promise.all([ports.shops.all(), ports.merchants.list()]);
  const read = file.table.rows.map((row) => readListingLine(row, shops, ports.malls));
  const lines = read.flatMap(({ listing }) => listing ?? []);
  const known = new Set(merchants.map(({ id }) => id));
  const problems = [...read.flatMap((one) => one.problems), ...twice(lines), ...unknownMerchants(lines, known)];
  const standing = await standingListings(ports, lines);
  const bad = new Set(problems.map(({ line }) => line));
  const withStock = new Set(merchants.filter(({ features }) => features.includes('stock')).map(({ id }) => id));
  return {
    file,
    problems: problems.sort((one, other) => one.line - other.line),
    warnings: withoutStock(lines, withStock),
    items: lines.filter(({ line }) => !bad.has(line)).map((line) => judged(line, standing)),
  };
}

async function standingListings(
  { listings }: Pick<Ports, 'listings'>,
  lines: readonly ListingLine[],
): Promise<ReadonlyMap<string, Listing>> {
  const found = new Map<string, Listing>();
  for (const some of inChunks(lines, rowsAtOnce)) {
    const rows = await listings.rows(some.map(({ shop, item }) => ({ shop: shop.key, item })));
    for (const row of rows) found.set(keyOf(row), row);
  }
  return found;
}

const keyOf = ({ shop, item }: { readonly shop: string; readonly item: string }): string => `${shop}\n${item}`;

function judged({ line, shop, item, sku, ...given }: ListingLine, all: ReadonlyMap<string, Listing>): JudgedListing {
  const standing = all.get(keyOf({ shop: shop.key, item })) ?? null;
  const { linked = true, buffer = 0, cap = null, floor = null } = standing ?? {};
  const facts = { shop: shop.key, item, merchant: shop.merchant, sku, linked, buffer, cap, floor, ...given };
  const differing = standing === null ? [] : differingFacts(standing, facts);
  return { line, facts, standing, step: listingStep(standing, facts), differing };
}

function twice(lines: readonly ListingLine[]): LineNote<ListingField>[] {
  const seen = new Map<string, number>();
  return lines.flatMap(({ line, shop, item }): LineNote<ListingField>[] => {
    const earlier = seen.get(keyOf({ shop: shop.key, item }));
    if (earlier === undefined) seen.set(keyOf({ shop: shop.key, item }), line);
    if (earlier === undefined) return [];
    return [
      { line, field: 'item', text: sentence`stands in line ${earlier} already (${item}). Give one line for it.` },
    ];
  });
}

function unknownMerchants(lines: readonly ListingLine[], known: ReadonlySet<string>): LineNote<ListingField>[] {
  return lines
    .filter(({ shop }) => !known.has(shop.merchant))
    .map(({ line, shop }) => ({
      line,
      field: 'shop',
      text: sentence`is a shop of ${shop.merchant}, of whom there is no row: ops merchants import.`,
    }));
}

/** One note for each shop: its listings are kept, and the mall gets no level until the feature is on. */
function withoutStock(lines: readonly ListingLine[], withStock: ReadonlySet<string>): LineNote<ListingField>[] {
  const first = new Map<Shop, number>();
  for (const { line, shop } of lines) if (!withStock.has(shop.merchant) && !first.has(shop)) first.set(shop, line);
  return [...first].map(([{ key, merchant }, line]) => ({
    line,
    field: 'shop',
    text: sentence`${merchant} has no stock with us yet: ${key} gets no level until ops merchants change ${merchant} --features "…;stock".`,
  }));
}

/** A line of a file of listings, understood. A term is absent where the file has no column of it: it stays as it is. */
interface ListingLine extends Partial<ListingTerms> {
  readonly line: number;
  readonly shop: Shop;
  readonly item: string;
  readonly sku: string;
}

const pieces = { from: 0, to: quantityMax };

/** Understands a line; every cell that is wrong is a problem. An empty cell of a column that is there is the usual term. */
function readListingLine(
  row: NamedRow<ListingField>,
  shops: readonly Shop[],
  malls: Pick<Ports['malls'], 'traits'>,
): { readonly listing: ListingLine | null; readonly problems: readonly LineNote<ListingField>[] } {
  const { line, cells } = row;
  const problems: LineNote<ListingField>[] = [];
  const take = cellReader(row, problems);
  const shop = take('shop', (cell) => readShop(cell, shops, malls));
  // What an item looks like is its mall's to say.
  const item = shop === null ? null : take('item', (cell) => readItem(cell, malls.traits(shop.mall).stock));
  const sku = take('sku', readSku);
  const terms: Partial<{ -readonly [Name in keyof ListingTerms]: ListingTerms[Name] }> = {};
  if (cells.linked !== undefined) {
    terms.linked = take('linked', (cell) => readUnlessEmpty(cell, (word) => readWord(word, linkedWords))) ?? true;
  }
  const readTerm = (cell: string): CellReading<number | null> =>
    readUnlessEmpty(cell, (word) => readPieces(word, pieces));
  if (cells.buffer !== undefined) terms.buffer = take('buffer', readTerm) ?? 0;
  if (cells.cap !== undefined) terms.cap = take('cap', readTerm);
  if (cells.floor !== undefined) terms.floor = take('floor', readTerm);
  if (problems.length > 0 || shop === null || item === null || sku === null) return { listing: null, problems };
  return { listing: { line, shop, item, sku, ...terms }, problems: [] };
}

function readShop(cell: string, shops: readonly Shop[], malls: Pick<Ports['malls'], 'traits'>): CellReading<Shop> {
  const search = findShop(shops, cell);
  switch (search.kind) {
    case 'ambiguous':
      return {
        expected: sentence`a shop's key, because several shops are called so: ${search.keys.join(', ')}`,
      };
    case 'unknown':
      return { expected: sentence`the code, name or key of a shop that there is (ops shops list)` };
    case 'found':
      if (malls.traits(search.shop.mall).capabilities.includes('stock')) return { value: search.shop };
      return { expected: sentence`a shop whose mall can be told stock` };
  }
}

function readItem(cell: string, stock: ReturnType<Ports['malls']['traits']>['stock']): CellReading<string> {
  const item = cell === '' ? '' : stock.normalItem(cell.normalize('NFKC'));
  return stock.item.form.test(item) ? { value: item } : { expected: sentence`${stock.item.wanted}` };
}

export const listingFields = ['shop', 'item', 'sku', 'linked', 'buffer', 'cap', 'floor'] as const;
type ListingField = (typeof listingFields)[number];

/** The columns of a file of listings; `docs/how-to/stock.md#the-file-of-listings` has an example. */
const listingShape: TableShape<ListingField> = {
  names: {
    shop: ['shop', '店舗'],
    item: ['item', '商品管理番号', '商品コード'],
    sku: ['sku'],
    linked: ['linked', '連携'],
    buffer: ['buffer', '安全在庫'],
    cap: ['cap', '上限'],
    floor: ['floor', '下限'],
  },
  needed: ['shop', 'item', 'sku'],
  hint: 'The columns: docs/how-to/stock.md#the-file-of-listings.',
};

const linkedWords: ReadonlyMap<boolean, readonly string[]> = new Map([
  [true, ['yes', '連携する', 'する', '連携', 'true', '1', '○']],
  [false, ['no', '連携しない', 'しない', 'false', '0', '×']],
]);

const writesAtOnce = 16;

/** Writes listings of a file, and tells the workers which shops have some that are due. Gives back those at which others were faster. */
async function writeListings(
  { ports, terminal }: Pick<OpsContext, 'ports' | 'terminal'>,
  listings: readonly JudgedListing[],
  onDone: (done: number) => void,
): Promise<readonly LineNote<ListingField>[]> {
  const writer = ports.random.id();
  const left: LineNote<ListingField>[] = [];
  const due = new Set<JudgedListing['facts']['shop']>();
  let done = listings.filter(({ step }) => step === 'same').length;
  const changing = listings.filter(({ step }) => step !== 'same');
  try {
    await eachLimited(changing, writesAtOnce, async ({ line, facts }) => {
      const outcome = await decideFacts(ports, facts, writer);
      if (outcome === 'overtaken')
        left.push({ line, field: null, text: sentence`it was changed concurrently: run this again.` });
      else due.add(facts.shop);
      onDone(++done);
    });
  } finally {
    await callDue({ ports, terminal }, [...due]);
  }
  return left;
}

export async function callDue(
  { ports, terminal }: Pick<OpsContext, 'ports' | 'terminal'>,
  shops: readonly JudgedListing['facts']['shop'][],
): Promise<void> {
  if (shops.length === 0 || (await callWorkers(ports, { shops }))) return;
  terminal.say(t`The workers could not be told at once: the malls follow within a few minutes.`);
}

/** What a listing's terms are, in words; empty where they are the usual ones. */
export function termsText({ linked, buffer, cap, floor }: ListingTerms): string {
  return [
    ...(linked ? [] : ['連携しない']),
    ...(buffer === 0 ? [] : [`安全在庫 ${buffer}`]),
    ...(cap === null ? [] : [`上限 ${cap}`]),
    ...(floor === null ? [] : [`下限 ${floor}`]),
  ].join(', ');
}

const stepWords = () => ({ add: t`new`, same: t`so already` });

function judgedTable(listings: readonly JudgedListing[]): Block[] {
  if (listings.length === 0) return [];
  return tableOf(listings, ({ line, facts, step, differing }) => ({
    line,
    shop: facts.shop,
    item: flexible(facts.item),
    SKU: flexible(facts.sku),
    terms: flexible(termsText(facts)),
    '': step === 'change' ? t`changes: ${differing.join(', ')}` : stepWords()[step],
  }));
}

function judgedJson({ line, facts, standing, step, differing }: JudgedListing): object {
  return { line, ...facts, step, differing, skuBefore: standing?.sku ?? null };
}

export const listingsImport = defineCommand({
  name: 'listings import',
  summary: 'Says which SKU each item of a shop sells, from a file',
  help: `One line an item of a shop (docs/how-to/stock.md#the-file-of-listings):
  shop, item, sku, linked, buffer, cap, floor; or
  店舗, 商品管理番号 (商品コード), SKU, 連携, 安全在庫, 上限, 下限
The last four may be left out: then they stay as they are, and a new listing is
linked and shows everything that is free. An empty cell is the usual: linked, 0
kept back, no 上限, no 下限. The item is written as the mall has it: 楽天
商品管理番号/SKU管理番号, or the 商品管理番号 alone; Yahoo! 商品コード, or
商品コード:個別商品コード. The SKU is the one that the shop's orders bear.

The level of a listing with another SKU or other terms is sent again at once. If any
line is wrong, all problems are reported, and nothing is changed. It may be ended and
run again, and the same file twice changes nothing.`,
  examples: [
    ['listings import --file listings.csv --dry-run', 'tells what would change'],
    ['listings import --file listings.csv', 'does it, if every line is good'],
    ['listings import --file listings.csv --partial', 'the good lines'],
  ],
  options: {
    file: text('<file>', 'the file of listings: CSV or TSV, UTF-8 or Shift_JIS'),
    encoding: optional(choice(encodings, 'of the file; found out when absent')),
    partial: flag('take the good lines, and write the others to <file>.rejected.csv'),
    dryRun: flag('tell what would be done, change nothing'),
  },
  async run(context, { file, encoding, ...setting }) {
    const judged = await judgeListings(context.ports, file, encoding);
    return takeList(context, judged, setting, {
      word: 'listing',
      stepOf: ({ step }) => step,
      steps: { ...stepWords(), change: t`changed` },
      lines: judgedTable,
      json: judgedJson,
      apply: (listings, onDone) => writeListings(context, listings, onDone),
      next: [t`How they stand: ops listings list. Whether the mall has them: ops listings check`],
    });
  },
});
