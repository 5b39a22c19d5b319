import { html } from 'hono/html';
import type { EpochMs } from '../../../core/kernel/index.ts';
import { mailMoment, type NoticeKind, type SentMail } from '../../../core/model/index.ts';
import { t } from '../../../language/index.ts';
import { type IncidentCourse, mailWords } from '../../../views/incident/index.ts';
import type { Markup } from '../../page.ts';

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

export const laneOf = (kind: MarkKind): 'course' | 'mails' => (kind.startsWith('outage-') ? 'mails' : 'course');

export const markWords = (kind: MarkKind): string => courseWords()[kind] ?? t`mail: ${mailWords(kind as NoticeKind)}`;

const courseWords = (): Readonly<Partial<Record<MarkKind, string>>> => ({
  ...{ certain: t`outage confirmed`, relapse: t`relapse`, well: t`all recovered` },
  ...{ audit: t`audit`, secondAudit: t`audit a day later`, closed: t`closed` },
});

const lines: ReadonlyMap<string, MarkKind> = new Map([
  ['detected', 'certain'],
  ['noticed', 'outage-opened'],
  ['reopened', 'relapse'],
  ['recovered', 'well'],
  ['closed', 'closed'],
]);

const isKind = (kind: string): kind is MarkKind => kind in shapes;

export const mailMarks = (mails: readonly SentMail[]): Mark[] =>
  mails.flatMap(({ id, record }): Mark[] =>
    record !== null && isKind(record.kind) ? [{ at: mailMoment(id) ?? record.at, kind: record.kind }] : [],
  );

/** The moments of an outage. Of a mail to many merchants it is the first one. */
export function marksOf({ interims, timeline, audits }: IncidentCourse, mails: readonly SentMail[]): Mark[] {
  const told = timeline.flatMap(({ at, what }): Mark[] => {
    const kind = lines.get(what);
    return kind === undefined ? [] : [{ at: Date.parse(at), kind }];
  });
  const audited = audits.flatMap(({ name, at }): Mark[] =>
    at === null ? [] : [{ at: Date.parse(at), kind: name.endsWith('+24h') ? 'secondAudit' : 'audit' }],
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
  const between = interims.map(({ at }): Mark => ({ at: Date.parse(at), kind: 'outage-interim' }));
  return [...told, ...audited, ...between, ...first].sort((one, other) => one.at - other.at);
}

export const markSign = (kind: MarkKind): Markup =>
  html`<path class="mark of-${laneOf(kind)}" fill-rule="evenodd" d="${shapes[kind]}"/>`;
