import { columnsOf, fitting, padded, wrapped } from '../../core/text/width.ts';
import type { QueueDepth } from '../queues/start-queues.ts';
import type { FunctionView, Happening, ShopView, ViewState } from './state.ts';
import { countText, dateTimeText, durationText, timeText } from './words.ts';

/** Puts a colour on a text, or leaves it as it is. */
export type Paint = (look: 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan', text: string) => string;

interface Column {
  readonly title: string;
  readonly side: 'left' | 'right';
  cell(shop: ShopView): string;
  total?(shops: readonly ShopView[]): string;
}

const sum = (values: readonly (number | null)[]) =>
  values.reduce<number | null>((total, value) => (total === null || value === null ? null : total + value), 0);

const columns: readonly Column[] = [
  { title: 'Shop', side: 'left', cell: ({ name }) => name, total: (shops) => `${shops.length} shops` },
  {
    title: 'Orders',
    side: 'right',
    cell: ({ stored }) => countText(stored),
    total: (shops) => countText(sum(shops.map(({ stored }) => stored))),
  },
  {
    title: 'At the mall',
    side: 'right',
    cell: ({ atMall }) => countText(atMall),
    total: (shops) => countText(sum(shops.map(({ atMall }) => atMall))),
  },
  {
    title: 'Behind',
    side: 'right',
    cell: ({ lagMs }) => (lagMs === null ? '-' : lagMs === 0 ? '0' : durationText(lagMs)),
  },
  {
    title: 'Last order',
    side: 'right',
    cell: ({ lastOrderAtMs }) => (lastOrderAtMs === null ? '-' : timeText(lastOrderAtMs)),
  },
  {
    title: 'Calls',
    side: 'right',
    cell: ({ calls }) => countText(calls),
    total: (shops) => countText(sum(shops.map(({ calls }) => calls))),
  },
  { title: 'State', side: 'left', cell: ({ pause }) => (pause === null ? 'importing' : `paused: ${pause.cause}`) },
];

/** Happenings that are shown even when the shops would fill the screen. */
const happeningsMin = 4;

/**
 * The whole picture as lines that fit a terminal of this size. Full-width characters count two columns.
 * What does not fit is left out from the list of shops last and of happenings first.
 */
export function frame(
  state: ViewState,
  size: { readonly columns: number; readonly rows: number },
  paint: Paint,
): string[] {
  const top = [...heading(state, paint), ''];
  const bottom = [
    ...pauseLines(state.shops, size.columns, paint),
    '',
    ...queueLines(state.queues, paint),
    ...functionLines(state.functions, paint),
    '',
  ];
  const room = size.rows - 1 - top.length - bottom.length;
  const shops = shopLines(state.shops, Math.max(3, room - happeningsMin), paint);
  const happenings = state.happenings
    .slice(Math.max(0, state.happenings.length - Math.max(0, room - shops.length)))
    .map((one) => happeningLine(one, paint));
  return [...top, ...shops, ...bottom, ...happenings]
    .slice(0, Math.max(1, size.rows - 1))
    .map((line) => fitted(line, size.columns));
}

function heading({ nowMs, speed, runningMs, mall, mailbox, folder }: ViewState, paint: Paint): string[] {
  const pace = speed === 1 ? '' : `, time runs ${speed} times as fast`;
  return [
    `${paint('bold', 'Tsunagi')} ${dateTimeText(nowMs)} JST${pace}, running for ${durationText(runningMs)}`,
    paint('dim', `${mall}, data in ${folder}. Ctrl-C stops.`),
    ...(mailbox === null ? [] : [paint('dim', `Mails that were sent: ${mailbox}`)]),
  ];
}

function shopLines(shops: readonly ShopView[], linesMax: number, paint: Paint): string[] {
  const shown = shops.slice(0, Math.max(1, linesMax - 2));
  const hidden = shops.length - shown.length;
  const totals = columns.map((column) => column.total?.(shops) ?? '');
  if (hidden > 0) totals[0] = `${shops.length} shops, ${hidden} not shown`;
  const cells = shown.map((shop) => columns.map((column) => column.cell(shop)));
  const titles = columns.map(({ title }) => title);
  const widths = columns.map((_, index) =>
    Math.max(...[titles, totals, ...cells].map((row) => columnsOf(row[index] ?? ''))),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, index) => padded(cell, widths[index] ?? 0, columns[index]?.side ?? 'left'))
      .join('  ')
      .trimEnd();
  return [
    paint('dim', line(titles)),
    ...cells.map((row, index) => (shown[index]?.pause == null ? line(row) : paint('yellow', line(row)))),
    paint('bold', line(totals)),
  ];
}

/** Lines for what the paused shops wait for. */
const pauseLinesMax = 4;

function pauseLines(shops: readonly ShopView[], width: number, paint: Paint): string[] {
  const lines = shops.flatMap(({ name, pause }) => (pause === null ? [] : wrapped(`${name}: ${pause.note}`, width)));
  return lines.length === 0 ? [] : ['', ...lines.slice(0, pauseLinesMax).map((line) => paint('yellow', line))];
}

function queueLines(queues: Readonly<Record<string, QueueDepth>>, paint: Paint): string[] {
  const texts = Object.entries(queues).map(([name, { visible, inFlight, delayed }]) => {
    const count = visible + inFlight + delayed;
    return count === 0 ? `${name} 0` : paint('yellow', `${name} ${count}`);
  });
  return texts.length === 0 ? [] : [`${paint('dim', 'Queues')}     ${texts.join(', ')}`];
}

function functionLines(functions: readonly FunctionView[], paint: Paint): string[] {
  const texts = functions.map(({ name, runs, failed, medianMs }) => {
    const pace = medianMs === null ? '' : ` (${Math.round(medianMs)} ms)`;
    return `${name} ${countText(runs)}${pace}${failed === 0 ? '' : paint('red', ` ${failed} failed`)}`;
  });
  return texts.length === 0 ? [] : [`${paint('dim', 'Functions')}  ${texts.join(', ')}`];
}

const looks = { order: 'cyan', good: 'green', bad: 'red', plain: 'dim' } as const;

function happeningLine({ atMs, text, kind }: Happening, paint: Paint): string {
  return `${paint('dim', timeText(atMs))}  ${paint(looks[kind], text)}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with the control character ESC
const colours = /\x1b\[[0-9;]*m/g;

/** Cuts a line to the terminal. A line that has to be cut loses its colours: a colour cut in half would run on. */
function fitted(line: string, columns: number): string {
  const bare = line.replace(colours, '');
  return columnsOf(bare) <= columns ? line : fitting(bare, columns);
}
