import type { Shop } from '../../core/merchants/shop.ts';
import { type ProblemOrder, problemOrders } from '../../core/orders/problems.ts';
import { pausesOf } from '../../core/pause/standing.ts';
import { type EpochMs, jstText } from '../../core/units.ts';
import { flag } from '../arguments/parameter.ts';
import { defineCommand } from '../command.ts';
import { exit } from '../exit.ts';
import { type ShopState, shopState } from '../shop-state.ts';
import { tableLines } from '../terminal/table.ts';
import { counted } from '../words/count.ts';
import { mallLines, mallsJson } from '../words/mall-state.ts';
import { lagText, stateJson, stateText } from '../words/shop-state.ts';
import { durationText, jstIso } from '../words/time.ts';

/** Shops shown; the ones in trouble come first. */
const shownMax = 20;

interface Line {
  readonly shop: Shop;
  readonly state: ShopState;
  readonly problems: number;
}

/** `ops status`: how everything stands, on one screen. */
export const status = defineCommand({
  name: 'status',
  showsPlace: true,
  summary: 'Shows how everything stands, on one screen',
  help: `The shops in trouble come first: paused, with a lost span, behind, with orders
that cannot be read; then the furthest behind.`,
  examples: [
    ['status', 'one screen'],
    ['status --json', 'every shop, as one line of JSON'],
  ],
  arguments: {},
  options: { json: flag('one line of JSON') },
  async run({ place, ports, importSettings, terminal }, { json }) {
    const now = ports.clock.now();
    const [shops, standing, problems] = await Promise.all([
      ports.shops.all(),
      ports.pauses.standing(),
      problemOrders(ports.orders, importSettings, now),
    ]);
    const pauses = pausesOf(standing, now);
    const lines = linesOf(shops, problems, (shop) => shopState(shop, pauses, importSettings, now));
    if (json) {
      terminal.printJson({
        at: jstIso(now),
        place,
        ...countsOf(lines),
        pauses: pauses.length,
        ...mallsJson(standing),
        shops: lines.map(lineJson),
      });
      return exit.ok;
    }
    terminal.print(`${place}, ${jstText(now)} (Japanese time)`, summaryText(lines, problems, now));
    const malls = mallLines(standing, now);
    if (malls.length > 0) terminal.print('', ...malls);
    if (lines.length === 0) terminal.print('', 'There is no shop yet. Add one: ops shops add --help');
    else terminal.print('', ...tableLines(lines.slice(0, shownMax), columns, terminal.width));
    if (lines.length > shownMax) terminal.print(`and ${lines.length - shownMax} more: ops shops list`);
    const more = [
      ...(pauses.length > 0 ? ['Why shops are paused, and what happens on resume: ops pauses'] : []),
      ...(problems.length > 0 ? ['Which orders cannot be read, and why: ops orders problems'] : []),
    ];
    if (more.length > 0) terminal.print('', ...more);
    return exit.ok;
  },
});

function linesOf(
  shops: readonly Shop[],
  problems: readonly ProblemOrder[],
  stateOf: (shop: Shop) => ShopState,
): Line[] {
  const counts = new Map<string, number>();
  for (const { shop } of problems) counts.set(shop, (counts.get(shop) ?? 0) + 1);
  const lines = shops.map((shop) => ({ shop, state: stateOf(shop), problems: counts.get(shop.key) ?? 0 }));
  return lines.sort((a, b) => rank(a) - rank(b) || a.shop.cursor - b.shop.cursor || (a.shop.key < b.shop.key ? -1 : 1));
}

/** Trouble first. */
function rank({ shop, state, problems }: Line): number {
  if (state.kind === 'paused') return 0;
  if (shop.lostSpan) return 1;
  if (state.kind === 'behind') return 2;
  return problems > 0 ? 3 : 4;
}

function countsOf(lines: readonly Line[]) {
  const count = (holds: (line: Line) => boolean): number => lines.filter(holds).length;
  return {
    shopsTotal: lines.length,
    shopsPaused: count(({ state }) => state.kind === 'paused'),
    shopsBehind: count(({ state }) => state.kind === 'behind'),
    problemOrders: lines.reduce((sum, { problems }) => sum + problems, 0),
  };
}

function summaryText(lines: readonly Line[], problems: readonly ProblemOrder[], now: EpochMs): string {
  const { shopsTotal, shopsPaused, shopsBehind } = countsOf(lines);
  const oldest = problems[0];
  const waiting = oldest ? ` (the oldest for ${durationText(now - oldest.problem.since)})` : '';
  return [
    counted(shopsTotal, 'shop'),
    `${shopsPaused} paused`,
    `${shopsBehind} behind`,
    `${counted(problems.length, 'order')} cannot be read${waiting}`,
  ].join(', ');
}

const columns = [
  { title: 'shop', of: ({ shop }: Line) => shop.key },
  { title: 'name', flexible: true, of: ({ shop }: Line) => shop.name },
  {
    title: 'state',
    of: ({ shop, state }: Line) => (shop.lostSpan ? `${stateText(state)}, span lost` : stateText(state)),
  },
  { title: 'cursor', of: ({ shop }: Line) => jstText(shop.cursor) },
  { title: 'lag', side: 'right' as const, of: ({ state }: Line) => lagText(state) },
  { title: 'problems', side: 'right' as const, of: ({ problems }: Line) => String(problems) },
];

function lineJson({ shop, state, problems }: Line): object {
  return { shop: shop.key, name: shop.name, cursor: jstIso(shop.cursor), ...stateJson(state), problems };
}
