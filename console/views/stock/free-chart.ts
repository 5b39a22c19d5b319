import { html } from 'hono/html';
import { type EpochMs, jstText } from '../../../core/kernel/index.ts';
import { counted, t } from '../../../language/index.ts';
import { type LineFacts, lineText, type SkuListingFacts, signed } from '../../../views/sku/index.ts';
import { type Markup, nothing } from '../../page.ts';

const [width, height, left, right, top, base] = [900, 240, 50, 880, 16, 200];
/** Lines that are told apart, by colour and dashes; a merchant has few listings of a SKU. */
const colours = 4;
/** So many movements are marked one by one; of more, those that stand out in a stripe as wide as a mark. */
const marksMax = 300;
const markWidth = 8;

interface Point {
  readonly at: EpochMs;
  readonly free: number;
  readonly line: LineFacts;
}

/** How many pieces were free over time, with what changed it, and the level that each mall was last told. */
export function freeChart(
  history: readonly LineFacts[],
  listings: readonly Pick<SkuListingFacts, 'shop' | 'lastTold'>[],
  now: EpochMs,
): Markup {
  const points = history.flatMap((line): Point[] =>
    line.free === null || (line.counts === 0 && line.reason !== 'in-force')
      ? []
      : [{ at: Date.parse(line.at), free: line.free, line }],
  );
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return nothing;
  const told = listings.flatMap(({ shop, lastTold }) =>
    lastTold === null ? [] : [{ shop, level: lastTold.level, at: Date.parse(lastTold.at) }],
  );
  const [lowest, highest] = [...points.map(({ free }) => free), ...told.map(({ level }) => level)].reduce(
    ([low, high], level) => [Math.min(low, level), Math.max(high, level)],
    [0, 1],
  );
  const spanMs = Math.max(1, now - first.at);
  const x = (at: EpochMs): number => Math.round(left + ((right - left) * (Math.max(first.at, at) - first.at)) / spanMs);
  const y = (free: number): number => Math.round(base - ((base - top) * (free - lowest)) / (highest - lowest));
  const placed = points.map((point) => ({ ...point, x: x(point.at), y: y(point.free) }));
  // However many there are: where several stand in one column, the line goes from the lowest to the highest, and so do the marks.
  const path = thinned(placed).map((one, index) => (index === 0 ? `M${one.x} ${one.y}` : `H${one.x}V${one.y}`));
  const marked = points.length <= marksMax ? placed : thinned(placed, markWidth);
  return html`<div class="scroll" tabindex="0"><svg class="chart" role="img" aria-label="${t`Free pieces over time, ${last.free} at last; the same stands below as a table`}" viewBox="0 0 ${width} ${height}">
<line class="zero" x1="${left}" x2="${right}" y1="${y(0)}" y2="${y(0)}"/>
<text x="0" y="${y(highest) + 5}">${highest}</text><text x="0" y="${y(0) + 5}">0</text>${lowest < 0 ? html`<text x="0" y="${y(lowest) + 5}">${lowest}</text>` : nothing}
<path class="free" d="${path.join('')}H${right}"/>
${told.map(({ shop, level, at }, index) => html`<path class="told told-${index % colours}" d="M${x(at)} ${y(level) + (index % colours) * 3}H${right}"><title>${shop}: ${level} (${jstText(at)})</title></path>`)}
${marked.map(({ at, free, line, ...place }) => html`<path class="${kindOf(line)}" d="${shapes[kindOf(line)](place.x, place.y)}"><title>${jstText(at)} ${lineText(line)} (${signed(line.counts)} → ${free})</title></path>`)}
<text class="time" x="${left}" y="${height - 12}">${jstText(first.at).slice(0, 16)}</text><text class="time" text-anchor="end" x="${right}" y="${height - 12}">${jstText(now).slice(0, 16)}</text>
</svg></div>
<p class="legend"><span>${mark('order')} ${t`orders`}</span> <span>${mark('counted')} ${t`counts`}</span> <span>${mark('moved')} ${t`arrivals and adjustments`}</span>
${marked.length === points.length ? nothing : html`<span>${t`${counted(points.length, 'movement')}: of those that lie close together the first, the lowest, the highest and the last are marked`}</span>`}
${told.map(({ shop, level }, index) => html`<span><svg class="chart" aria-hidden="true" width="48" height="10"><path class="told told-${index % colours}" d="M0 5H48"/></svg> ${t`${shop} was last told ${level}`}</span>`)}</p>`;
}

type Look = 'order' | 'counted' | 'moved';

/** Each kind of movement has a shape of its own: who sees no colours tells them apart, on paper too. */
const shapes: Readonly<Record<Look, (x: number, y: number) => string>> = {
  order: (x, y) => `M${x - 5} ${y}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z`,
  counted: (x, y) => `M${x - 5} ${y - 5}h10v10h-10Z`,
  moved: (x, y) => `M${x} ${y - 6}l6 11h-12Z`,
};

const mark = (look: Look): Markup =>
  html`<svg class="chart" aria-hidden="true" width="14" height="14"><path class="${look}" d="${shapes[look](7, 7)}"/></svg>`;

function kindOf(line: LineFacts): Look {
  if (line.kind === 'claim') return 'order';
  return line.reason === 'in-force' ? 'counted' : 'moved';
}

/** The places that a picture needs: of each column the first, lowest, highest and last one. A line through them covers the same columns. */
function thinned<One extends { readonly x: number; readonly y: number }>(
  places: readonly One[],
  columnWidth = 1,
): One[] {
  const columns = Map.groupBy(places, ({ x }) => Math.floor(x / columnWidth));
  return [...columns.values()].flatMap((column) => {
    const [first] = column;
    if (first === undefined || column.length <= 4) return column;
    let [low, high] = [0, 0];
    for (const [index, { y }] of column.entries()) {
      if (y < (column[low] as One).y) low = index;
      if (y > (column[high] as One).y) high = index;
    }
    const kept = new Set([0, low, high, column.length - 1]);
    return [...kept].sort((one, other) => one - other).flatMap((index) => column[index] ?? []);
  });
}
