import { html } from 'hono/html';
import { type EpochMs, jstText } from '../../../core/kernel/index.ts';
import { type Capability, capabilities, type Incident, type IncidentEvent, outsOf } from '../../../core/model/index.ts';
import { t, translated } from '../../../language/language.ts';
import { jstTextOr } from '../../../language/phrases.ts';
import { outageLength } from '../../../ops/outages/incident-words.ts';
import { capabilityWord } from '../../../views/pause/index.ts';
import { cardsPart, type Markup, nothing } from '../../page.ts';
import { laneOf, type Mark, markLegend, markPart, markWords } from './marks.ts';

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

/** A part of a picture from a height on, and where it ends. */
interface Part {
  readonly markup: Markup;
  readonly bottom: number;
}

/**
 * Each capability over time: when it was out, how it came back step by step; below them the moments that concern all of them, and the mails.
 * What came after the part of time that is shown stands at its right edge.
 *
 * @param now where time has got to; nothing later is drawn
 */
export function bands(
  incident: Pick<Incident, 'affected'>,
  timeline: readonly Happened[],
  axis: Axis,
  now: EpochMs,
  marks: readonly Mark[] = [],
): Markup {
  const rows = capabilities.filter((capability) => incident.affected.some((span) => span.capability === capability));
  const bottom = top + rows.length * bandHeight;
  const within = marks.filter(({ at }) => at <= axis.to);
  const inLane = (lane: string): Mark[] => within.filter(({ kind }) => laneOf(kind) === lane);
  const course = lanePart(t`course`, inLane('course'), axis, bottom);
  const mails = lanePart(t`mails`, inLane('mails'), axis, course.bottom);
  const after = afterPart(
    marks.filter(({ at }) => at > axis.to),
    mails.bottom,
  );
  const height = after.bottom + 40;
  const line = (look: string, at: EpochMs): Markup => {
    const x = placeOf(axis, at);
    return html`<line class="${look}" x1="${x}" x2="${x}" y1="4" y2="${bottom + 4}"><title>${jstText(at)}</title></line>`;
  };
  return html`<div class="scroll" tabindex="0"><svg class="bands" role="img" aria-label="${t`What was out, over time; the same stands below as a list`}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
${rows.map((capability, row) => bandPart(capability, incident, timeline, axis, now, top + row * bandHeight))}
${inLane('course').map(({ at }) => line('moment', at))}
${now < axis.to ? line('now', now) : nothing}
${course.markup}${mails.markup}${after.markup}
${timeLabels(axis, after.bottom + 24)}
</svg></div>
<p class="legend">${legendOf('out', t`out`)} ${legendOf('step', t`answers again, step by step`)} ${legendOf('silent', t`silent again`)}</p>${markLegend(marks)}`;
}

function bandPart(
  capability: Capability,
  { affected }: Pick<Incident, 'affected'>,
  timeline: readonly Happened[],
  axis: Axis,
  now: EpochMs,
  y: number,
): Markup {
  const spans = affected.filter((span) => span.capability === capability).flatMap(outsOf);
  return html`<text x="0" y="${y + 19}">${capabilityWord(capability)}</text>
<rect class="lane" x="${left}" y="${y + 4}" width="${width - left}" height="${bandHeight - 10}"/>
${spans.map(({ from, to }) => {
  const [begins, ends] = [placeOf(axis, from), placeOf(axis, to ?? now)];
  const words = to === null ? t`out since ${jstText(from)}` : t`out from ${jstText(from)} to ${jstText(to)}`;
  return html`<rect class="out" x="${begins}" y="${y + 4}" width="${Math.max(2, ends - begins)}" height="${bandHeight - 10}"><title>${words}</title></rect>`;
})}
${dotsOf(capability, timeline).map(({ at, look, words }) => shapeOf(look, placeOf(axis, at), y + bandHeight / 2 - 1, html`<title>${jstText(at)} ${words}</title>`))}`;
}

/** Shapes tell them apart, too, for those who see no colours: a bar for what was out, a dot for an answer, a square on its corner for silence. */
function shapeOf(look: 'out' | Dot['look'], x: number, y: number, inside: Markup = nothing): Markup {
  if (look === 'out') return html`<rect class="out" x="${x - 6}" y="${y - 4}" width="12" height="8">${inside}</rect>`;
  if (look === 'step') return html`<circle class="step" cx="${x}" cy="${y}" r="5">${inside}</circle>`;
  return html`<path class="silent" d="M${x} ${y - 7}l7 7l-7 7l-7 -7z">${inside}</path>`;
}

const legendOf = (look: 'out' | Dot['look'], words: string): Markup =>
  html`<span><svg class="bands" aria-hidden="true" width="16" height="16">${shapeOf(look, 8, 8)}</svg> ${words}</span>`;

const [markWidth, markRow] = [18, 22];

/** Marks on their places; one that would cover another stands below it. */
function lanePart(words: string, marks: readonly Mark[], axis: Axis, y: number): Part {
  if (marks.length === 0) return { markup: nothing, bottom: y };
  const ends: number[] = [];
  const placed = marks.map((mark) => {
    const x = Math.min(width - markWidth / 2, placeOf(axis, mark.at));
    const free = ends.findIndex((end) => end <= x);
    const row = free < 0 ? ends.length : free;
    ends[row] = x + markWidth;
    return markPart(mark, x, y + 16 + row * markRow);
  });
  return { markup: html`<text x="0" y="${y + 20}">${words}</text>${placed}`, bottom: y + 8 + ends.length * markRow };
}

/** What came later, a line each: on the same axis it would press the outage together. */
function afterPart(marks: readonly Mark[], y: number): Part {
  const lines = marks.map(({ at, kind }, index) => {
    const words = `${markWords(kind)} ${jstText(at).slice(5, 16)} ▸`;
    return html`<text text-anchor="end" x="${width}" y="${y + 20 + index * markRow}">${words}</text>`;
  });
  return { markup: html`${lines}`, bottom: y + (lines.length === 0 ? 0 : 8) + lines.length * markRow };
}

interface Dot {
  readonly at: EpochMs;
  readonly words: string;
  readonly look: 'step' | 'silent';
}

/** What health-probe noted of one capability while it came back. */
function dotsOf(capability: string, timeline: readonly Happened[]): Dot[] {
  return timeline.flatMap(({ at, what, words, text }): Dot[] => {
    const said = translated(words ?? text);
    if (what.startsWith(`step-${capability}~`)) return [{ at, words: said, look: 'step' }];
    if (what.startsWith(`silent-${capability}~`)) return [{ at, words: said, look: 'silent' }];
    return [];
  });
}

/** What was out, in words. */
export function spanTable({ affected }: Pick<Incident, 'affected'>, now: EpochMs): Markup {
  const rows = affected
    .flatMap(outsOf)
    .sort((a, b) => a.from - b.from)
    .map(
      ({ capability, from, to }) =>
        html`<tr><th scope="row">${capabilityWord(capability)}</th><td class="id" data-label="${t`from`}">${jstText(from)}</td><td class="id" data-label="${t`to`}">${jstTextOr(to, t`lasts`)}</td><td class="right" data-label="${t`for`}">${outageLength(from, to ?? now)}</td></tr>`,
    );
  return cardsPart(t`What was out`, [t`what was out`, t`from`, t`to`, { right: t`for` }], rows);
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
