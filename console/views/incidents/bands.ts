import { html } from 'hono/html';
import { type EpochMs, jstText } from '../../../core/kernel/index.ts';
import { capabilities } from '../../../core/model/index.ts';
import { enumerated, t, translated } from '../../../language/index.ts';
import { affectedIn, type EventFacts, type IncidentFacts } from '../../../views/incident/index.ts';
import { capabilityWord } from '../../../views/pause/index.ts';
import { label } from '../../../views/words.ts';
import { type Axis, legendEntry, outBar, picture, placed, placeOf, timeLabels } from '../../chart.ts';
import { type Markup, nothing } from '../../page.ts';
import { laneOf, type Mark, markSign, markWords } from './marks.ts';

export function axisOf({ since, closedAt }: IncidentFacts, now: EpochMs): Axis {
  const [from, to] = [Date.parse(since), closedAt === null ? now : Date.parse(closedAt)];
  const margin = Math.max(60_000, (to - from) * 0.06);
  return { from: from - margin, to: to + margin };
}

type Happened = Pick<EventFacts, 'at' | 'what' | 'text'>;

const [top, bandHeight, markRow] = [14, 38, 22];
/** A mark covers so much of a telephone's width. */
const markShare = 5.5;

/** Each capability over time until `now`: when it was out, how it came back; below them the moments that concern all of them, and the mails. */
export function bands(
  incident: Pick<IncidentFacts, 'spans'>,
  timeline: readonly Happened[],
  axis: Axis,
  now: EpochMs,
  marks: readonly Mark[] = [],
): Markup {
  const rows = capabilities.filter((capability) => incident.spans.some((span) => span.capability === capability));
  const bottom = top + rows.length * bandHeight;
  const inLane = (lane: string): Mark[] => marks.filter(({ at, kind }) => at <= axis.to && laneOf(kind) === lane);
  const [course, mails] = [lanesOf(inLane('course'), axis), lanesOf(inLane('mails'), axis)];
  const mailsAt = bottom + heightOf(course);
  const height = mailsAt + heightOf(mails);
  const line = (look: string, at: EpochMs): Markup => {
    const x = placeOf(axis, at);
    return html`<line class="${look}" x1="${x}" x2="${x}" y1="${top}" y2="${bottom - 6}"><title>${jstText(at)}</title></line>`;
  };
  const drawn = html`${rows.map((capability, row) => bandPart(capability, incident, timeline, axis, now, top + row * bandHeight))}
${inLane('course').map(({ at }) => line('moment', at))}${now < axis.to ? line('now', now) : nothing}
${lanePart(t`course`, course, axis, bottom)}${lanePart(label.mails(), mails, axis, mailsAt)}
${timeLabels(axis, height + 14)}`;
  return html`${picture(t`What was out, over time; the same stands below as a list`, height + 22, drawn)}
<p class="legend">${legendEntry(signs.out, label.out())} ${legendEntry(signs.step, t`recovering (ramping up)`)} ${legendEntry(signs.silent, t`silent again`)}${markLegend(marks, axis)}</p>`;
}

/** Shapes tell them apart, too, for those who see no colours: a bar for what was out, a dot for an answer, a square on its corner for silence. */
const signs = {
  out: html`<rect class="out" x="-8" y="-5" width="16" height="10"/>`,
  step: html`<circle class="step" r="5"/>`,
  silent: html`<path class="silent" d="M0-7l7 7l-7 7l-7-7z"/>`,
};

function bandPart(
  capability: IncidentFacts['out'][number],
  incident: Pick<IncidentFacts, 'spans'>,
  timeline: readonly Happened[],
  axis: Axis,
  now: EpochMs,
  y: number,
): Markup {
  const spans = affectedIn(incident).filter((span) => span.capability === capability);
  const dots = timeline.flatMap(({ at, what, text }) => {
    const look = (['step', 'silent'] as const).find((one) => what === `${one}-${capability}`);
    return look === undefined ? [] : [{ at: Date.parse(at), look, words: translated(text) }];
  });
  return html`<text x="0" y="${y}">${capabilityWord(capability)}</text>
<rect class="lane" x="0" y="${y + 6}" width="100%" height="18"/>
${spans.map((span) => outBar(axis, span, now, y + 6, 18))}
${dots.map(({ at, look, words }) => placed(placeOf(axis, at), y + 15, html`<g>${signs[look]}<title>${jstText(at)} ${words}</title></g>`))}`;
}

function lanesOf(marks: readonly Mark[], axis: Axis): Mark[][] {
  const lanes: Mark[][] = [];
  for (const mark of marks) {
    const ends = (lane: readonly Mark[]): number => Number.parseFloat(placeOf(axis, lane.at(-1)?.at ?? 0)) + markShare;
    const free = lanes.find((lane) => ends(lane) <= Number.parseFloat(placeOf(axis, mark.at)));
    if (free === undefined) lanes.push([mark]);
    else free.push(mark);
  }
  return lanes;
}

const heightOf = (lanes: readonly Mark[][]): number => (lanes.length === 0 ? 0 : 18 + lanes.length * markRow);

const lanePart = (words: string, lanes: readonly Mark[][], axis: Axis, y: number): Markup =>
  lanes.length === 0
    ? nothing
    : html`<text x="0" y="${y + 10}">${words}</text>${lanes.map((lane, row) =>
        lane.map((mark) =>
          placed(
            placeOf(axis, mark.at),
            y + 26 + row * markRow,
            html`<g>${markSign(mark.kind)}<title>${jstText(mark.at)} ${markWords(mark.kind)}</title></g>`,
          ),
        ),
      )}`;

const namedMax = 3;

/** Which mark is what, and when that was: the picture in words. What came later would press the outage together, and stands here alone. */
function markLegend(marks: readonly Mark[], axis: Axis): Markup {
  return html`${[...Map.groupBy(marks, ({ kind }) => kind)].map(([kind, all]) => {
    const moments = all.slice(0, namedMax).map(({ at }) => `${jstText(at).slice(5, 16)}${at > axis.to ? ' ▸' : ''}`);
    const times = enumerated(all.length > namedMax ? [...moments, '…'] : moments);
    return legendEntry(markSign(kind), markWords(kind), html` <small>${times}</small>`);
  })}`;
}
