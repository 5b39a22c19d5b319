import { html } from 'hono/html';
import { type EpochMs, jstText } from '../../../core/kernel/index.ts';
import type { HistoryLine } from '../../../core/stock/index.ts';
import { t } from '../../../ops/language/language.ts';
import { type ListingFactsShown, lineMoment, lineText, signed } from '../../../ops/stock/sku-facts.ts';
import { type Markup, nothing } from '../../page.ts';

const [width, height, left, right, top, base] = [900, 240, 50, 880, 16, 200];
/** Lines that are told apart; a merchant has few listings of a SKU. */
const colours = 4;

interface Point {
  readonly at: EpochMs;
  readonly free: number;
  readonly line: HistoryLine;
}

/** How many pieces were free over time, with what changed it, and the level that each mall was last told. */
export function freeChart(
  history: readonly HistoryLine[],
  listings: readonly ListingFactsShown[],
  reserved: ReadonlySet<string>,
  now: EpochMs,
): Markup {
  const points = history.flatMap((line): Point[] =>
    line.free === null || (line.counts === 0 && line.reason !== 'in-force')
      ? []
      : [{ at: lineMoment(line), free: line.free, line }],
  );
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return nothing;
  const told = listings.flatMap(({ listing: { shop, acked } }) => (acked === undefined ? [] : [{ shop, ...acked }]));
  const levels = [...points.map(({ free }) => free), ...told.map(({ level }) => level), 0];
  const [lowest, highest] = [Math.min(...levels), Math.max(1, ...levels)];
  const spanMs = Math.max(1, now - first.at);
  const x = (at: EpochMs): number => Math.round(left + ((right - left) * (Math.max(first.at, at) - first.at)) / spanMs);
  const y = (free: number): number => Math.round(base - ((base - top) * (free - lowest)) / (highest - lowest));
  const path = points.map(({ at, free }, index) => (index === 0 ? `M${x(at)} ${y(free)}` : `H${x(at)}V${y(free)}`));
  return html`<div class="scroll" tabindex="0"><svg class="chart" role="img" aria-label="${t`Free pieces over time, ${last.free} at last; the same stands below as a table`}" viewBox="0 0 ${width} ${height}">
<line class="zero" x1="${left}" x2="${right}" y1="${y(0)}" y2="${y(0)}"/>
<text x="0" y="${y(highest) + 5}">${highest}</text><text x="0" y="${y(0) + 5}">0</text>${lowest < 0 ? html`<text x="0" y="${y(lowest) + 5}">${lowest}</text>` : nothing}
<path class="free" d="${path.join('')}H${right}"/>
${told.map(({ shop, level, at }, index) => html`<path class="told told-${index % colours}" d="M${x(at)} ${y(level) + (index % colours) * 3}H${right}"><title>${shop}: ${level} (${jstText(at)})</title></path>`)}
${points.map(({ at, free, line }) => html`<circle class="${kindOf(line)}" cx="${x(at)}" cy="${y(free)}" r="4"><title>${jstText(at)} ${lineText(line, reserved)} (${signed(line.counts)} → ${free})</title></circle>`)}
<text class="time" x="${left}" y="${height - 12}">${jstText(first.at).slice(0, 16)}</text><text class="time" text-anchor="end" x="${right}" y="${height - 12}">${jstText(now).slice(0, 16)}</text>
</svg></div>
<p class="legend"><span>${mark('order')} ${t`orders`}</span> <span>${mark('counted')} ${t`counts`}</span> <span>${mark('moved')} ${t`arrivals and adjustments`}</span>
${told.map(({ shop, level }, index) => html`<span><svg class="chart" aria-hidden="true" width="24" height="10"><path class="told told-${index % colours}" d="M0 5H24"/></svg> ${t`${shop} was last told ${level}`}</span>`)}</p>`;
}

const mark = (look: string): Markup =>
  html`<svg class="chart" aria-hidden="true" width="12" height="12"><circle class="${look}" cx="6" cy="6" r="5"/></svg>`;

function kindOf(line: HistoryLine): 'order' | 'counted' | 'moved' {
  if (line.kind === 'claim') return 'order';
  return line.reason === 'in-force' ? 'counted' : 'moved';
}
