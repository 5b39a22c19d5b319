import { columnsOf, fitting, padded } from '../../core/kernel/index.ts';
import type { ListingCounts, PushCounts, ShopView } from './state.ts';
import { countText, durationText, type Paint, timeText } from './words.ts';

/** How narrow the terminal is: at 0 everything fits, and at each further step something else is left out or said in fewer words. */
const stepsMax = 5;

interface Column {
  readonly title: string;
  readonly side: 'left' | 'right';
  /** The step from which on it is left out; absent: never. */
  readonly goesAt?: number;
  /** Shown at the last step alone, for several that are left out there. */
  readonly isLast?: true;
  columnsMin?(isShort: boolean): number;
  /** Whether these shops have anything to show in it; absent: they have. */
  isOf?(shops: readonly ShopView[]): boolean;
  cell(shop: ShopView, isShort: boolean): string;
  /** `hidden`: how many of the shops have no line of their own. */
  total?(shops: readonly ShopView[], isShort: boolean, hidden: number): string;
}

const sum = (values: readonly (number | null)[]) =>
  values.reduce<number | null>((total, value) => (total === null || value === null ? null : total + value), 0);

const counted = (title: string, count: (shop: ShopView) => number | null, goesAt?: number): Column => ({
  title,
  side: 'right',
  ...(goesAt === undefined ? {} : { goesAt }),
  cell: (shop) => countText(count(shop)),
  total: (shops) => countText(sum(shops.map(count))),
});

const columns: readonly Column[] = [
  {
    title: 'Shop',
    side: 'left',
    cell: ({ name }) => name,
    total: ({ length }, _isShort, hidden) => (hidden > 0 ? `${length} shops, ${hidden} not shown` : `${length} shops`),
  },
  { title: 'Mall', side: 'left', cell: ({ mall }) => mall },
  counted('Orders', ({ stored }) => stored),
  counted('At mall', ({ atMall }) => atMall, 3),
  {
    title: 'Behind',
    side: 'right',
    cell: ({ lagMs }) => (lagMs === null ? '-' : lagMs === 0 ? '0' : durationText(lagMs)),
  },
  {
    title: 'Last order',
    side: 'right',
    goesAt: 1,
    cell: ({ lastOrderAtMs }) => (lastOrderAtMs === null ? '-' : timeText(lastOrderAtMs)),
  },
  counted('Calls', ({ calls }) => calls, 2),
  counted('Waiting', ({ statuses }) => statuses.waiting, stepsMax),
  counted('Held', ({ statuses }) => statuses.held, stepsMax),
  counted('Confirmed', ({ statuses }) => statuses.confirmed, 4),
  counted('Failed', ({ statuses }) => statuses.failed, stepsMax),
  {
    title: 'Changes',
    side: 'left',
    isLast: true,
    cell: ({ statuses }) => standingParts(statuses)[0] ?? '0',
    total: (shops) => standingParts(summed(shops.map(({ statuses }) => statuses)))[0] ?? '0',
  },
  {
    title: 'Stock',
    side: 'left',
    isOf: (shops) => shops.some(({ stock }) => stock !== null),
    // The longest of its usual cells, so that the column does not come and go with an outage.
    columnsMin: () => '30 in step'.length,
    cell: ({ stock }, isShort) => stockText(stock, isShort),
    total: (shops, isShort) => stockText(summed(shops.flatMap(({ stock }) => stock ?? [])), isShort),
  },
  {
    title: 'State',
    side: 'left',
    // Its longest words, for the same reason.
    columnsMin: (isShort) => (isShort ? 'credentials' : 'paused: credentials').length,
    cell: stateOf,
  },
];

/** What keeps a person or a pause busy, first. */
function standingParts(counts: Pick<ListingCounts, 'waiting' | 'held' | 'failed'> | null): string[] {
  const { failed, held, waiting } = counts ?? { failed: 0, held: 0, waiting: 0 };
  return Object.entries({ failed, held, wait: waiting }).flatMap(([word, count]) =>
    count > 0 ? [`${countText(count)} ${word}`] : [],
  );
}

/** How listings stand; in short only what matters most. */
function stockText(counts: ListingCounts | null, isShort: boolean): string {
  if (counts === null) return '-';
  const { inStep, waiting, held, failed } = counts;
  const parts = standingParts(counts);
  if (parts.length === 0) return `${countText(inStep)} in step`;
  return `${parts.slice(0, isShort ? 1 : parts.length).join(', ')} of ${countText(inStep + waiting + held + failed)}`;
}

function summed<Counts extends PushCounts | ListingCounts>(all: readonly Counts[]): Counts | null {
  return all.reduce<Counts | null>((total, counts) => {
    const both = Object.entries(counts).map(([word, count]) => [word, count + (total?.[word as keyof Counts] ?? 0)]);
    return Object.fromEntries(both) as Counts;
  }, null);
}

function stateOf({ pause, statusPause }: ShopView, isShort: boolean): string {
  if (pause !== null) return isShort ? pause.cause : `paused: ${pause.cause}`;
  return statusPause === null ? 'importing' : `held: ${statusPause.cause}`;
}

const gap = '  ';
/** What stays of the names where nothing else can be left out. */
const nameColumnsMin = 8;

/** The shops as a table with its totals: the columns that fit, and the shops that fit. */
export function shopLines(shops: readonly ShopView[], width: number, linesMax: number, paint: Paint): string[] {
  const shown = shops.slice(0, Math.max(1, linesMax - 2));
  const fit = narrowed(shops, shown, width);
  const line = (texts: readonly string[]) =>
    fit
      .map(({ widest, side }, index) => padded(fitting(texts[index] ?? '', widest), widest, side))
      .join(gap)
      .trimEnd();
  return [
    paint('dim', line(fit.map(({ title }) => title))),
    ...shown.map((shop, index) => {
      const row = line(fit.map(({ cells }) => cells[index] ?? ''));
      return shop.pause === null && shop.statusPause === null ? row : paint('yellow', row);
    }),
    paint('bold', line(fit.map(({ total }) => total))),
  ];
}

type Filled = Pick<Column, 'title' | 'side'> & { cells: readonly string[]; total: string; widest: number };

/** Leaves out the columns that can be missed until the rest fits, and cuts the names in the end: the state of a shop stays. */
function narrowed(shops: readonly ShopView[], shown: readonly ShopView[], width: number, step = 0): Filled[] {
  const isLast = step === stepsMax;
  const filled = columns
    .filter((column) => (column.goesAt ?? stepsMax + 1) > step && (column.isLast ?? isLast) === isLast)
    .filter(({ isOf }) => isOf?.(shops) ?? true)
    .map((column): Filled => {
      const cells = shown.map((shop) => column.cell(shop, isLast));
      const total = column.total?.(shops, isLast, shops.length - shown.length) ?? '';
      const widest = Math.max(column.columnsMin?.(isLast) ?? 0, ...[column.title, total, ...cells].map(columnsOf));
      return { title: column.title, side: column.side, cells, total, widest };
    });
  const beyond = filled.reduce((sum, { widest }) => sum + widest + gap.length, -gap.length) - width;
  if (beyond > 0 && !isLast) return narrowed(shops, shown, width, step + 1);
  return filled.map((one, index) =>
    index > 0 || beyond <= 0 ? one : { ...one, widest: Math.max(nameColumnsMin, one.widest - beyond) },
  );
}
