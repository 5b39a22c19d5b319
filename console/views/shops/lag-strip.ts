import { html } from 'hono/html';
import { type EpochMs, jstText, minuteMs } from '../../../core/kernel/index.ts';
import { defaultImportSettings } from '../../../core/session/index.ts';
import { durationText, t } from '../../../language/index.ts';
import { wellLagMs } from '../../../views/shop/index.ts';
import { slots } from '../../lag-history.ts';
import { type Markup, nothing } from '../../page.ts';

const steps = [
  { look: 'lag-well', fromMs: 0 },
  { look: 'lag-some', fromMs: wellLagMs(defaultImportSettings) },
  { look: 'lag-much', fromMs: 15 * minuteMs },
  { look: 'lag-most', fromMs: 60 * minuteMs },
] as const;

const cell = { width: 8, height: 18 };

const lookOf = (lagMs: number | null): string =>
  lagMs === null ? 'lag-unknown' : (steps.findLast(({ fromMs }) => lagMs >= fromMs) ?? steps[0]).look;

/** The lag of a shop over time, a cell for each five minutes; the longest one in words for those who do not see it. */
export function lagStrip(lags: readonly (number | null)[]): Markup {
  const seen = lags.filter((lag) => lag !== null);
  const words = seen.length === 0 ? t`not looked at yet` : t`at most ${durationText(Math.max(...seen))}`;
  return html`<svg class="strip" role="img" aria-label="${words}" viewBox="0 0 ${slots * cell.width} ${cell.height}" width="${slots * cell.width}" height="${cell.height}"><title>${words}</title>${lags.map(
    (lag, index) =>
      html`<rect class="${lookOf(lag)}" x="${index * cell.width}" y="${lag === null ? cell.height / 2 : 0}" width="${cell.width - 1}" height="${lag === null ? 2 : cell.height}"/>`,
  )}</svg>`;
}

const minutes = (ms: number): string => t`${ms / minuteMs} min`;

export function lagLegend(beginsAt: EpochMs | null): Markup {
  const entry = (look: string, words: string): Markup =>
    html`<span><svg class="strip" aria-hidden="true" width="12" height="12"><rect class="${look}" width="12" height="12"/></svg> ${words}</span>`;
  return html`<p class="legend">${steps.map(({ look, fromMs }, index) => {
    const next = steps[index + 1];
    const words =
      next === undefined
        ? t`${minutes(fromMs)} and more`
        : index === 0
          ? t`below ${minutes(next.fromMs)}`
          : t`${minutes(fromMs)} to ${minutes(next.fromMs)}`;
    return entry(look, words);
  })} ${entry('lag-unknown', t`no record`)} <small>${t`A cell is five minutes; they are kept while the console runs.`}${
    beginsAt === null
      ? nothing
      : html` <strong>${t`No record before ${jstText(beginsAt).slice(11, 16)}: the console was started then.`}</strong>`
  }</small></p>`;
}
