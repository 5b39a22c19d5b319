import { html } from 'hono/html';
import { type EpochMs, jstText } from '../../../core/kernel/index.ts';
import { capabilities, type Incident, type IncidentEvent } from '../../../core/model/index.ts';
import { t, translated } from '../../../ops/language/language.ts';
import { capabilityWord } from '../../../ops/outages/pause-words.ts';
import { type Markup, nothing } from '../../page.ts';

/** The part of time that a picture of an incident shows, and how many units wide it is. */
export interface Axis {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

export const width = 900;
const [left, bandHeight, top] = [110, 30, 16];

/** From a little before the first failure to a little after its end, or to now. */
export function axisOf(incident: Incident, now: EpochMs): Axis {
  const { openedAt, stage } = incident;
  const end = stage.kind === 'closed' ? stage.at : now;
  const margin = Math.max(60_000, (end - openedAt) * 0.06);
  return { from: openedAt - margin, to: end + margin };
}

/** Where a moment stands in it. */
export const placeOf = ({ from, to }: Axis, at: EpochMs): number =>
  left + ((width - left) * (Math.min(to, Math.max(from, at)) - from)) / (to - from);

/** What happened at a moment, as far as a picture needs it. */
type Happened = Pick<IncidentEvent, 'at' | 'what' | 'text' | 'words'>;

/**
 * Each capability over time: when it was out, how it came back step by step, and the moments that concern all of them.
 *
 * @param now where time has got to; nothing later is drawn
 */
export function bands(
  incident: Pick<Incident, 'affected'>,
  timeline: readonly Happened[],
  axis: Axis,
  now: EpochMs,
): Markup {
  const rows = capabilities.filter((capability) => incident.affected.some((span) => span.capability === capability));
  const height = top + rows.length * bandHeight + 40;
  const band = (capability: (typeof capabilities)[number], row: number): Markup => {
    const y = top + row * bandHeight;
    const spans = incident.affected.filter((span) => span.capability === capability);
    return html`<text x="0" y="${y + 19}">${capabilityWord(capability)}</text>
<rect class="lane" x="${left}" y="${y + 4}" width="${width - left}" height="${bandHeight - 10}"/>
${spans.map(({ from, to }) => {
  const [begins, ends] = [placeOf(axis, from), placeOf(axis, to ?? now)];
  const words = to === null ? t`out since ${jstText(from)}` : t`out from ${jstText(from)} to ${jstText(to)}`;
  return html`<rect class="out" x="${begins}" y="${y + 4}" width="${Math.max(2, ends - begins)}" height="${bandHeight - 10}"><title>${words}</title></rect>`;
})}
${marksOf(capability, timeline).map(({ at, look, words }) => html`<circle class="${look}" cx="${placeOf(axis, at)}" cy="${y + bandHeight / 2 - 1}" r="5"><title>${jstText(at)} ${words}</title></circle>`)}`;
  };
  const lines = momentsOf(timeline);
  const bottom = top + rows.length * bandHeight;
  return html`<div class="scroll" tabindex="0"><svg class="bands" role="img" aria-label="${t`What was out, over time; the same stands below as a list`}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
${rows.map(band)}
${now < axis.to ? html`<line class="now" x1="${placeOf(axis, now)}" x2="${placeOf(axis, now)}" y1="4" y2="${bottom + 4}"><title>${jstText(now)}</title></line>` : nothing}
${lines.map(({ at, words }) => html`<line class="moment" x1="${placeOf(axis, at)}" x2="${placeOf(axis, at)}" y1="4" y2="${bottom + 4}"><title>${jstText(at)} ${words}</title></line>`)}
${timeLabels(axis, bottom + 24)}
</svg></div>
<p class="legend">${legendOf('out', t`out`)} ${legendOf('step', t`answers again, step by step`)} ${legendOf('silent', t`silent again`)} ${lines.length === 0 ? nothing : html`<span>│ ${t`it was certain, merchants were written to, all was well, it was closed`}</span>`}</p>`;
}

const legendOf = (look: string, words: string): Markup =>
  html`<span><svg class="bands" aria-hidden="true" width="14" height="12"><circle class="${look}" cx="6" cy="6" r="5"/></svg> ${words}</span>`;

interface Mark {
  readonly at: EpochMs;
  readonly words: string;
  readonly look: 'step' | 'silent' | 'moment';
}

const wordsOf = ({ words, text }: Happened): string => translated(words ?? text);

/** What health-probe noted of one capability while it came back. */
function marksOf(capability: string, timeline: readonly Happened[]): Mark[] {
  return timeline.flatMap((event): Mark[] => {
    if (event.what.startsWith(`step-${capability}~`)) return [{ at: event.at, words: wordsOf(event), look: 'step' }];
    if (event.what.startsWith(`silent-${capability}~`))
      return [{ at: event.at, words: wordsOf(event), look: 'silent' }];
    return [];
  });
}

/** What concerns all of it. */
function momentsOf(timeline: readonly Happened[]): Mark[] {
  const wanted = ['detected~', 'noticed~', 'reopened~', 'recovered~', 'closed~'];
  return timeline.flatMap((event): Mark[] =>
    wanted.some((what) => event.what.startsWith(what)) ? [{ at: event.at, words: wordsOf(event), look: 'moment' }] : [],
  );
}

/** A few moments below a picture. */
export function timeLabels(axis: Axis, y: number): Markup {
  const count = 4;
  return html`${Array.from({ length: count + 1 }, (_, index) => {
    const at = axis.from + ((axis.to - axis.from) * index) / count;
    const anchor = index === 0 ? 'start' : index === count ? 'end' : 'middle';
    return html`<text class="time" text-anchor="${anchor}" x="${placeOf(axis, at)}" y="${y}">${jstText(at).slice(5, 16)}</text>`;
  })}`;
}
