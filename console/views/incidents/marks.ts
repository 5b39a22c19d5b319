import { html } from 'hono/html';
import { type EpochMs, jstText } from '../../../core/kernel/index.ts';
import {
  type Incident,
  type IncidentEvent,
  mailMoment,
  type NoticeKind,
  type SentMail,
} from '../../../core/model/index.ts';
import { t } from '../../../language/language.ts';
import { enumerated } from '../../../language/phrases.ts';
import type { IncidentAudit } from '../../../ops/import/shop-finds.ts';
import { type Markup, nothing } from '../../page.ts';

/** A moment that concerns the whole of an outage. */
export interface Mark {
  readonly at: EpochMs;
  readonly kind: MarkKind;
}

type MarkKind = keyof typeof shapes;

/** Each kind has a shape of its own: they are told apart without colours, too. Around 0, some 16 wide and high. */
const shapes = {
  certain: 'M-1.5-8h3V8h-3Z',
  relapse: 'M-7-6H7L0 7Z',
  well: 'M-8 0L-5-3L-2 0L5-7L8-4L-2 6Z',
  audit: 'M0-8L8 0L0 8L-8 0Z',
  secondAudit: 'M0-8L8 0L0 8L-8 0ZM0-4L-4 0L0 4L4 0Z',
  closed: 'M-6-6H6V6H-6Z',
  'outage-opened': 'M-8-6H8V6H-8ZM-6-4L0 1L6-4Z',
  'outage-interim': 'M-8-7H8V3H-1L-5 8V3H-8Z',
  'outage-all-clear': 'M-8 0a8 8 0 1 0 16 0a8 8 0 1 0-16 0M-5 0L-3-2L-1 0L3-4L5-2L-1 4Z',
  'outage-correction': 'M-8-6H8V6H-8ZM-1.5-4h3V1h-3ZM-1.5 2.5h3V5h-3Z',
} as const;

/** In which of the two lanes a kind stands. */
export const laneOf = (kind: MarkKind): 'course' | 'mails' => (kind.startsWith('outage-') ? 'mails' : 'course');

/** What a mark says. */
export function markWords(kind: MarkKind): string {
  switch (kind) {
    case 'certain':
      return t`it is certain`;
    case 'relapse':
      return t`relapse`;
    case 'well':
      return t`everything is answered`;
    case 'audit':
      return t`audit`;
    case 'secondAudit':
      return t`audit a day later`;
    case 'closed':
      return t`closed`;
    default:
      return t`mail: ${mailWords(kind)}`;
  }
}

/** What the mails of an outage say. */
export function mailWords(kind: NoticeKind): string {
  const words: Partial<Record<NoticeKind, string>> = {
    'outage-opened': t`that it has begun`,
    'outage-interim': t`a word in between`,
    'outage-all-clear': t`that it is over`,
    'outage-correction': t`what the audit a day later found`,
  };
  return words[kind] ?? kind;
}

const lines: readonly (readonly [what: string, kind: MarkKind])[] = [
  ['detected~', 'certain'],
  ['noticed~', 'outage-opened'],
  ['reopened~', 'relapse'],
  ['recovered~', 'well'],
  ['closed~', 'closed'],
];

const isKind = (kind: string): kind is MarkKind => kind in shapes;

/** Mails as marks, each on its own. */
export const mailMarks = (mails: readonly SentMail[]): Mark[] =>
  mails.flatMap(({ id, record }): Mark[] =>
    record !== null && isKind(record.kind) ? [{ at: mailMoment(id) ?? record.at, kind: record.kind }] : [],
  );

/** The moments of an outage. Of a mail to many merchants it is the first one. */
export function marksOf(
  { interims = [] }: Pick<Incident, 'interims'>,
  timeline: readonly Pick<IncidentEvent, 'at' | 'what'>[],
  audits: readonly Pick<IncidentAudit, 'name' | 'at'>[],
  mails: readonly SentMail[],
): Mark[] {
  const told = timeline.flatMap(({ at, what }): Mark[] =>
    lines.flatMap(([start, kind]) => (what.startsWith(start) ? [{ at, kind }] : [])),
  );
  const audited = audits.flatMap(({ name, at }): Mark[] =>
    at === null ? [] : [{ at, kind: name.endsWith('+24h') ? 'secondAudit' : 'audit' }],
  );
  // That it has begun, and words in between, are in the row of the incident: they do not wait for a first mail.
  const ends = mails.filter(
    ({ record }) => record?.kind === 'outage-all-clear' || record?.kind === 'outage-correction',
  );
  const occasions = Map.groupBy(ends, ({ record }) => `${record?.kind} ${record?.occasion}`);
  const first = [...occasions.values()].flatMap((same) =>
    mailMarks(same)
      .sort((one, other) => one.at - other.at)
      .slice(0, 1),
  );
  const between = interims.map(({ at }): Mark => ({ at, kind: 'outage-interim' }));
  return [...told, ...audited, ...between, ...first].sort((one, other) => one.at - other.at);
}

/** A mark at its place in a picture. */
export const markPart = ({ at, kind }: Mark, x: number, y: number): Markup =>
  html`<path class="mark of-${laneOf(kind)}" fill-rule="evenodd" transform="translate(${Math.round(x)} ${y})" d="${shapes[kind]}"><title>${jstText(at)} ${markWords(kind)}</title></path>`;

/** Moments of a kind that its legend names. */
const namedMax = 3;

/** Which mark is what, and when that was: the picture in words. */
export function markLegend(marks: readonly Mark[]): Markup {
  const item = ([kind, all]: readonly [MarkKind, readonly Mark[]]): Markup => {
    const moments = all.slice(0, namedMax).map(({ at }) => jstText(at).slice(5, 16));
    const times = enumerated(all.length > namedMax ? [...moments, '…'] : moments);
    return html`<span><svg class="bands" aria-hidden="true" width="18" height="18" viewBox="-9 -9 18 18"><path class="mark of-${laneOf(kind)}" fill-rule="evenodd" d="${shapes[kind]}"/></svg> ${markWords(kind)} <small>${times}</small></span>`;
  };
  return marks.length === 0
    ? nothing
    : html`<p class="legend">${[...Map.groupBy(marks, ({ kind }) => kind)].map(item)}</p>`;
}
