import { columnsOf, padded } from '../../core/kernel/index.ts';
import type { Paint } from './paint.ts';
import type { ListingCounts, ShopView } from './state.ts';
import { countText, durationText, timeText } from './words.ts';

interface Column {
  readonly title: string;
  readonly side: 'left' | 'right';
  /** Left out where the table is too wide for the terminal, the highest first. Absent: never. */
  readonly lessAt?: number;
  readonly columnsMin?: number;
  /** Whether these shops have anything to show in it; absent: they have. */
  isOf?(shops: readonly ShopView[]): boolean;
  cell(shop: ShopView): string;
  total?(shops: readonly ShopView[]): string;
}

const sum = (values: readonly (number | null)[]) =>
  values.reduce<number | null>((total, value) => (total === null || value === null ? null : total + value), 0);

const counted = (title: string, count: (shop: ShopView) => number | null, lessAt?: number): Column => ({
  title,
  side: 'right',
  ...(lessAt === undefined ? {} : { lessAt }),
  cell: (shop) => countText(count(shop)),
  total: (shops) => countText(sum(shops.map(count))),
});

/** Longest word of a state, so that no column comes and goes with a pause. */
const stateColumns = 'paused: credentials'.length;

/** The longest of its usual cells, so that the column does not come and go with an outage. */
const stockColumns = '30 in step'.length;

const columns: readonly Column[] = [
  { title: 'Shop', side: 'left', cell: ({ name }) => name, total: (shops) => `${shops.length} shops` },
  { title: 'Mall', side: 'left', cell: ({ mall }) => mall },
  counted('Orders', ({ stored }) => stored),
  counted('At mall', ({ atMall }) => atMall, 2),
  {
    title: 'Behind',
    side: 'right',
    cell: ({ lagMs }) => (lagMs === null ? '-' : lagMs === 0 ? '0' : durationText(lagMs)),
  },
  {
    title: 'Last order',
    side: 'right',
    lessAt: 4,
    cell: ({ lastOrderAtMs }) => (lastOrderAtMs === null ? '-' : timeText(lastOrderAtMs)),
  },
  counted('Calls', ({ calls }) => calls, 3),
  counted('Waiting', ({ statuses }) => statuses.waiting),
  counted('Held', ({ statuses }) => statuses.held),
  counted('Confirmed', ({ statuses }) => statuses.confirmed, 1),
  counted('Failed', ({ statuses }) => statuses.failed),
  {
    title: 'Stock',
    side: 'left',
    isOf: (shops) => shops.some(({ stock }) => stock !== null),
    columnsMin: stockColumns,
    cell: ({ stock }) => stockText(stock),
    total: (shops) => stockText(summed(shops.flatMap(({ stock }) => (stock === null ? [] : [stock])))),
  },
  { title: 'State', side: 'left', cell: stateOf, columnsMin: stateColumns },
];

/** How listings stand: those that keep a person or a pause busy are named first. */
function stockText(counts: ListingCounts | null): string {
  if (counts === null) return '-';
  const { inStep, waiting, held, failed } = counts;
  if (waiting + held + failed === 0) return `${countText(inStep)} in step`;
  const parts = [
    ...(failed > 0 ? [`${countText(failed)} failed`] : []),
    ...(held > 0 ? [`${countText(held)} held`] : []),
    ...(waiting > 0 ? [`${countText(waiting)} wait`] : []),
  ];
  return `${parts.join(', ')} of ${countText(inStep + waiting + held + failed)}`;
}

function summed(all: readonly ListingCounts[]): ListingCounts | null {
  if (all.length === 0) return null;
  const of = (word: keyof ListingCounts): number => all.reduce((total, counts) => total + counts[word], 0);
  return { inStep: of('inStep'), waiting: of('waiting'), held: of('held'), failed: of('failed') };
}

function stateOf({ pause, statusPause }: ShopView): string {
  if (pause !== null) return `paused: ${pause.cause}`;
  return statusPause === null ? 'importing' : `held: ${statusPause.cause}`;
}

const gap = '  ';

/** The shops as a table with its totals: the columns that fit, and the shops that fit. */
export function shopLines(shops: readonly ShopView[], width: number, linesMax: number, paint: Paint): string[] {
  const shown = shops.slice(0, Math.max(1, linesMax - 2));
  const hidden = shops.length - shown.length;
  const name = hidden > 0 ? `${shops.length} shops, ${hidden} not shown` : null;
  const all = columns
    .filter(({ isOf }) => isOf?.(shops) ?? true)
    .map((column, index) => {
      const total = (index === 0 ? name : null) ?? column.total?.(shops) ?? '';
      const cells = shown.map((shop) => column.cell(shop));
      const widest = Math.max(column.columnsMin ?? 0, ...[column.title, total, ...cells].map(columnsOf));
      return { ...column, total, cells, widest };
    });
  const fit = narrowed(all, width);
  const line = (texts: readonly string[]) =>
    fit
      .map(({ widest, side }, index) => padded(texts[index] ?? '', widest, side))
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

/** Leaves out the columns that can be missed until the rest fits. */
function narrowed<T extends Pick<Column, 'lessAt'> & { readonly widest: number }>(
  all: readonly T[],
  width: number,
): readonly T[] {
  const wanted = all.reduce((sum, { widest }) => sum + widest + gap.length, -gap.length);
  const next = Math.max(0, ...all.map(({ lessAt }) => lessAt ?? 0));
  return wanted <= width || next === 0
    ? all
    : narrowed(
        all.filter(({ lessAt }) => lessAt !== next),
        width,
      );
}
