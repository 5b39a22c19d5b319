import { html } from 'hono/html';
import { type EpochMs, hourMs, jstText, minuteMs } from '../core/kernel/index.ts';
import { type MallName, outsOf, type WaitEntry, waitFigures, waitsEveryMs } from '../core/model/index.ts';
import type { WaitStore } from '../core/ports/index.ts';
import { enumerated, t } from '../language/index.ts';
import type { NowSeen } from '../views/now/index.ts';
import { outBar, outText, picture, placeOf, timeLabels, widthOf } from './chart.ts';
import { type Markup, nothing } from './page.ts';

/** The hours of the picture. */
export const ratesMs = 12 * hourMs;

/** Reads sums again only where they can have changed, the last two. Serves callers that ask for `ratesMs` each time. */
export function rememberedWaits(waits: WaitStore): WaitStore {
  let known: WaitEntry[] = [];
  let readUntil = 0;
  return {
    add: waits.add,
    async since(from) {
      // A row whose writer's clock is ahead hides no earlier one.
      const readFrom = Math.max(from, Math.min(readUntil, from + ratesMs) - waitsEveryMs);
      const read = await waits.since(readFrom);
      const begin = Math.floor(readFrom / waitsEveryMs) * waitsEveryMs;
      known = [...known.filter((entry) => entry.from < begin && entry.from > from - waitsEveryMs), ...read];
      readUntil = Math.max(readUntil, ...read.map((entry) => entry.from));
      return known;
    },
  };
}

function ratesOf(waits: readonly WaitEntry[], mall: MallName, now: EpochMs): { from: EpochMs; rate: number }[] {
  return waits
    .filter((entry) => entry.mall === mall)
    .map(({ from, stored }) => {
      // A span that has just begun counts as half over: a rate of its first minute tells nothing.
      const minutes = Math.min(waitsEveryMs, Math.max(waitsEveryMs / 2, now - from)) / minuteMs;
      return { from, rate: Math.round((10 * (waitFigures(stored)?.count ?? 0)) / minutes) / 10 };
    });
}

const [top, height] = [16, 34];

/** Orders of a mall as they came in over the last hours, without those that were caught up, with its outages behind them. */
export function orderRates(
  { waits, incidents, now }: Pick<NowSeen, 'waits' | 'incidents' | 'now'>,
  mall: MallName,
): Markup {
  const axis = { from: now - ratesMs, to: now };
  const rates = ratesOf(waits, mall, now);
  const highest = Math.max(0, ...rates.map(({ rate }) => rate));
  const outs = incidents
    .filter((one) => one.mall === mall)
    .flatMap(({ affected }) => affected.filter(({ capability }) => capability === 'import').flatMap(outsOf))
    .filter(({ to }) => (to ?? now) > axis.from);
  const words = enumerated([t`at most ${highest} orders a minute`, ...outs.map(outText)]);
  const bar = ({ from, rate }: (typeof rates)[number]): Markup => {
    const tall = highest === 0 ? 0 : Math.round((height * rate) / highest);
    const until = Math.min(now, from + waitsEveryMs * 0.85);
    return html`<rect class="rate" x="${placeOf(axis, from)}" y="${top + height - tall}" width="${widthOf(axis, from, until)}" height="${tall}"><title>${jstText(from).slice(11, 16)}: ${t`${rate} a minute`}</title></rect>`;
  };
  const end = top + height;
  return picture(
    words,
    end + 18,
    html`${outs.map((out) => outBar(axis, out, now, top, height))}${rates.map(bar)}<line class="grid" x1="0" x2="100%" y1="${end}" y2="${end}"/>${highest === 0 ? nothing : html`<text class="time" x="0" y="11">${t`${highest} a minute`}</text>`}${timeLabels(axis, end + 14)}`,
  );
}
