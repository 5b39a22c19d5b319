import { html } from 'hono/html';
import { type EpochMs, jstText } from '../core/kernel/index.ts';
import type { AffectedSpan } from '../core/model/index.ts';
import { t } from '../language/index.ts';
import { type Markup, nothing } from './page.ts';

export interface Axis {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

const shareOf = ({ from, to }: Axis, at: EpochMs): number => (Math.min(to, Math.max(from, at)) - from) / (to - from);

/** Places a moment as a share of the width, so that a picture fits its place while its words keep their size. */
export const placeOf = (axis: Axis, at: EpochMs): string => `${(100 * shareOf(axis, at)).toFixed(2)}%`;

export const widthOf = (axis: Axis, from: EpochMs, to: EpochMs): string =>
  `${Math.max(0.25, 100 * (shareOf(axis, to) - shareOf(axis, from))).toFixed(2)}%`;

export const picture = (words: string, height: number, content: Markup): Markup =>
  html`<svg class="chart" role="img" aria-label="${words}" width="100%" height="${height}"><title>${words}</title>${content}</svg>`;

export const placed = (x: string, y: number, content: Markup): Markup =>
  html`<svg x="${x}" y="${y}" overflow="visible">${content}</svg>`;

/** A few moments below a picture; every second of them where there is no room. */
export function timeLabels(axis: Axis, y: number): Markup {
  const count = 4;
  return html`${Array.from({ length: count + 1 }, (_, index) => {
    const at = axis.from + ((axis.to - axis.from) * index) / count;
    const anchor = index === 0 ? 'start' : index === count ? 'end' : 'middle';
    return html`<text class="time${index % 2 === 1 ? ' spare' : ''}" text-anchor="${anchor}" x="${placeOf(axis, at)}" y="${y}">${jstText(at).slice(5, 16)}</text>`;
  })}`;
}

type Out = Pick<AffectedSpan, 'from' | 'to'>;

/** When something was out, in words. */
export const outText = ({ from, to }: Out): string =>
  to === null ? t`out since ${jstText(from)}` : t`out from ${jstText(from)} to ${jstText(to)}`;

/** A span in which something was out, as a bar that says when; one that goes on ends `now`. */
export const outBar = (axis: Axis, out: Out, now: EpochMs, y: number, height: number): Markup =>
  html`<rect class="out" x="${placeOf(axis, out.from)}" y="${y}" width="${widthOf(axis, out.from, out.to ?? now)}" height="${height}"><title>${outText(out)}</title></rect>`;

export interface Series {
  readonly look: string;
  /** In the order of time. Each value holds until the next. */
  readonly points: readonly { readonly at: EpochMs; readonly value: number }[];
  /** It ends there. */
  readonly until: EpochMs;
  /** Filled down to the axis. */
  readonly isFilled?: boolean;
}

const [plotTop, plotHeight] = [18, 130];
/** A line is drawn in so many columns, however many values it has. */
const columns = 1_000;

/** Values over time, as lines of steps above an axis; `valueText` says a value of the axis. */
export function stepChart(
  words: string,
  axis: Axis,
  series: readonly Series[],
  valueText: (value: number) => string = String,
): Markup {
  const ticks = ticksTo(
    Math.max(1, ...series.map(({ points }) => points.reduce((most, { value }) => Math.max(most, value), 0))),
  );
  const highest = ticks.at(-1) ?? 1;
  const heightOf = (value: number): number => Math.round(plotHeight * (1 - value / highest));
  const tick = (value: number): Markup =>
    html`<line class="grid" x1="0" x2="100%" y1="${plotTop + heightOf(value)}" y2="${plotTop + heightOf(value)}"/><text class="time" x="0" y="${plotTop + heightOf(value) - 4}">${valueText(value)}</text>`;
  const lines = series.map(
    (one) => html`<path class="${one.look}" vector-effect="non-scaling-stroke" d="${stepsOf(one, axis, heightOf)}"/>`,
  );
  return picture(
    words,
    plotTop + plotHeight + 24,
    html`<svg y="${plotTop}" width="100%" height="${plotHeight}" viewBox="0 0 ${columns} ${plotHeight}" preserveAspectRatio="none">${lines}</svg>${ticks.map(tick)}${timeLabels(axis, plotTop + plotHeight + 18)}`,
  );
}

function ticksTo(highest: number): number[] {
  const power = 10 ** Math.floor(Math.log10(highest / 2));
  const step = Math.max(1, [1, 2, 5, 10].map((one) => one * power).find((one) => highest / one <= 3) ?? highest);
  return Array.from({ length: Math.ceil(highest / step) + 1 }, (_, index) => index * step);
}

/** A line of steps through its values; of a column the last one. */
function stepsOf({ points, until, isFilled }: Series, axis: Axis, heightOf: (value: number) => number): string {
  const columnOf = (at: EpochMs): number => Math.round(columns * shareOf(axis, at));
  const seen = points
    .filter(({ at }) => at <= until)
    .map(({ at, value }): [number, number] => [columnOf(at), heightOf(value)]);
  const steps = [...new Map(seen)].map(([x, y]) => `H${x}V${y}`);
  return `M0 ${plotHeight}${steps.join('')}H${columnOf(until)}${isFilled ? `V${plotHeight}Z` : ''}`;
}

/** Explains a sign of a picture. */
export const legendEntry = (sign: Markup, words: string, more: Markup = nothing): Markup =>
  html`<span><svg class="chart" aria-hidden="true" width="20" height="18" viewBox="-10 -9 20 18">${sign}</svg> ${words}${more}</span>`;
