import { html } from 'hono/html';
import { type EpochMs, hourMs, jstText, minuteMs } from '../core/kernel/index.ts';
import { type MallName, outsOf, type WaitEntry, waitsEveryMs } from '../core/model/index.ts';
import type { WaitStore } from '../core/ports/index.ts';
import { t } from '../language/language.ts';
import { enumerated } from '../language/phrases.ts';
import type { NowSeen } from '../views/now/index.ts';
import { picture, placeOf, timeLabels, widthOf } from './chart.ts';
import { type Markup, nothing } from './page.ts';

/** The hours of the picture. */
export const ratesMs = 12 * hourMs;

/** Reads the sums of past minutes once: of those that were read before, only the last two can have changed. Asked for the same hours each time. */
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
      // Of minutes that have just begun a rate tells nothing: it counts as if half of them had passed.
      const minutes = Math.min(waitsEveryMs, Math.max(waitsEveryMs / 2, now - from)) / minuteMs;
      return {
        from,
        rate: Math.round((10 * [...stored.values()].reduce((sum, count) => sum + count, 0)) / minutes) / 10,
      };
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
  const outWords = outs.map(({ from, to }) =>
    to === null ? t`out since ${jstText(from)}` : t`out from ${jstText(from)} to ${jstText(to)}`,
  );
  const words = enumerated([t`at most ${highest} orders a minute`, ...outWords]);
  const bar = ({ from, rate }: (typeof rates)[number]): Markup => {
    const tall = highest === 0 ? 0 : Math.round((height * rate) / highest);
    const until = Math.min(now, from + waitsEveryMs * 0.85);
    return html`<rect class="rate" x="${placeOf(axis, from)}" y="${top + height - tall}" width="${widthOf(axis, from, until)}" height="${tall}"><title>${jstText(from).slice(11, 16)}: ${t`${rate} a minute`}</title></rect>`;
  };
  const out = ({ from, to }: (typeof outs)[number], index: number): Markup =>
    html`<rect class="out" x="${placeOf(axis, from)}" y="${top}" width="${widthOf(axis, from, to ?? now)}" height="${height}"><title>${outWords[index]}</title></rect>`;
  const end = top + height;
  return picture(
    words,
    end + 18,
    html`${outs.map(out)}${rates.map(bar)}<line class="grid" x1="0" x2="100%" y1="${end}" y2="${end}"/>${highest === 0 ? nothing : html`<text class="time" x="0" y="11">${t`${highest} a minute`}</text>`}${timeLabels(axis, end + 14)}`,
  );
}
