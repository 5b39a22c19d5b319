import type { EpochMs } from '../../core/kernel/index.ts';
import { type NoticeKind, outageLengthMs, outMs, stretchesOf } from '../../core/model/index.ts';
import { counted, durationText, enumerated, t, translated } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { capabilityWord } from '../pause/index.ts';
import { type Column, label, timeText } from '../words.ts';
import { affectedIn, type IncidentFacts } from './facts.ts';
import type { CatchUpFacts } from './facts-catch-up.ts';
import type { AuditFacts, EventFacts, IncidentCourse, ShopFind } from './facts-course.ts';

export const outageLength = (from: string, to: string | null, now: EpochMs): string =>
  durationText(outageLengthMs(Date.parse(from), to === null ? now : Date.parse(to)));

export function outForText(incident: Pick<IncidentFacts, 'spans'>, now: EpochMs): string {
  const affected = affectedIn(incident);
  const spans = stretchesOf(affected, now).length;
  const length = durationText(outMs({ affected }, now));
  return spans > 1 ? t`out in ${spans} spans, for ${length} in all` : t`out for ${length} of it`;
}

export function lengthTexts(incident: IncidentFacts, now: EpochMs): string[] {
  const { since, until } = incident;
  const length = outageLength(since, until, now);
  const isWhole = durationText(outMs({ affected: affectedIn(incident) }, now)) === length;
  return [until === null ? t`lasts for ${length}` : t`${length} long`, ...(isWhole ? [] : [outForText(incident, now)])];
}

/** `02-10 15:45 to 22:35`: the year stands in the id. */
function whenText({ since, until }: IncidentFacts): string {
  const [begins, ends] = [timeText(since).slice(5, 16), timeText(until).slice(5, 16)];
  if (until === null) return t`${begins}, lasts`;
  return t`${begins} to ${ends.slice(0, 5) === begins.slice(0, 5) ? ends.slice(6) : ends}`;
}

export function stageWord(stage: IncidentFacts['stage']): string {
  switch (stage) {
    case 'open':
      return t`open`;
    case 'recovering':
      return t`recovering`;
    case 'closed':
      return t`closed`;
  }
}

export const stageText = ({ stage, reopened }: Pick<IncidentFacts, 'stage' | 'reopened'>): string =>
  enumerated([stageWord(stage), ...reopenedTexts(reopened)]);

const reopenedTexts = (reopened: number): string[] =>
  reopened === 0 ? [] : [reopened === 1 ? t`reopened once` : t`reopened ${reopened} times`];

export function standingText({ incident, stage, stageSince, reopened }: IncidentFacts, now: EpochMs): string {
  const length = outageLength(stageSince, null, now);
  const again = reopenedTexts(reopened).map((text) => t`, ${text}`);
  return t`${incident}: ${stageWord(stage)} for ${length}${again.join('')}: ops incidents show ${incident}`;
}

export const nextText = (stage: IncidentFacts['stage']): string =>
  stage === 'open'
    ? t`A mall is in trouble. It is over when the mall answers again and what waited is caught up.`
    : t`The mall answers again. What waited is being caught up and compared with the mall, order by order.`;

export const stageLooks = { open: 'bad', recovering: 'warn', closed: 'good' } as const;

export const titleText = ({ mall }: Pick<IncidentFacts, 'mall'>): string =>
  t`Outage of ${mallDesks.of(mall).shortName}`;

export const datedTitle = ({ mall, since }: IncidentFacts): string =>
  t`Outage of ${mallDesks.of(mall).shortName}, ${timeText(since).slice(0, 16)}`;

/** The columns of a list. What no audit has counted is not 0. */
export const incidentColumns = (now: EpochMs): Column<IncidentFacts>[] => [
  { title: label.incident(), whole: true, of: ({ incident }) => ({ text: incident, to: ['incidents', incident] }) },
  { title: label.mall(), only: 'wide', under: true, of: ({ mall }) => mallDesks.of(mall).shortName },
  { title: label.from(), only: 'wide', whole: true, of: ({ since }) => timeText(since) },
  { title: label.until(), only: 'wide', whole: true, under: true, of: ({ until }) => timeText(until) || label.lasts() },
  { title: label.when(), only: 'narrow', long: true, of: whenText },
  {
    ...{ title: t`out for`, only: 'wide', right: true, under: true },
    of: (one) => durationText(outMs({ affected: affectedIn(one) }, now)),
  },
  { title: label.out(), long: true, of: ({ out }) => enumerated(out.map(capabilityWord)) },
  { title: t`stage`, long: true, of: (one) => ({ text: stageText(one), look: stageLooks[one.stage] }) },
  { title: '取込漏れ', right: true, of: ({ audit }) => audit?.missing ?? '-' },
  { title: '重複', right: true, of: ({ audit }) => audit?.doubled ?? '-' },
  // Where there is no room, the page of the incident has it.
  { title: '要確認', only: 'wide', right: true, of: ({ audit }) => audit?.unread ?? '-' },
  { title: t`audited`, right: true, of: ({ audit }) => (audit ? `${audit.audited}/${audit.shops}` : '-') },
];

export const spanColumns = (now: EpochMs): Column<IncidentFacts['spans'][number]>[] => [
  { title: label.out(), of: ({ capability }) => capabilityWord(capability) },
  { title: label.from(), of: ({ from }) => timeText(from) },
  { title: label.to(), of: ({ to }) => timeText(to) || label.lasts() },
  { title: label.length(), right: true, of: ({ from, to }) => outageLength(from, to, now) },
];

/** A line of the timeline; what a person noted has their name. */
export const eventText = ({ text, by }: EventFacts): string =>
  by === 'health-probe' ? translated(text) : `${by}: ${translated(text)}`;

export function mailWords(kind: NoticeKind): string {
  const words: Partial<Record<NoticeKind, string>> = {
    'outage-opened': t`outage notice`,
    'outage-interim': t`progress update`,
    'outage-all-clear': t`all-clear`,
    'outage-correction': t`correction a day later`,
  };
  return words[kind] ?? kind;
}

export const mailColumns = (): Column<IncidentCourse['mails'][number]>[] => [
  { title: label.mail(), long: true, of: ({ kind }) => mailWords(kind) },
  { title: label.sent(), right: true, of: ({ sent }) => sent },
  { title: label.refused(), right: true, of: ({ refused }) => refused },
  { title: t`merged`, right: true, of: ({ merged }) => merged },
  { title: label.left(), right: true, of: ({ left }) => left },
];

/** What an audit found. What cannot be read is only named where there is some. */
export const foundText = ({
  missing,
  doubled,
  unread = 0,
}: Pick<NonNullable<AuditFacts['figures']>, 'missing' | 'doubled' | 'unread'>): string =>
  enumerated([`取込漏れ ${missing}`, `重複 ${doubled}`, ...(unread === 0 ? [] : [`要確認 ${unread}`])]);

/** Which audit it is, and what it found; what was not audited is said, and never counted as 0. */
export function auditText({ name, figures }: AuditFacts): string {
  const which = name.endsWith('+24h') ? t`Audit a day later` : t`Audit`;
  if (figures === null) return `${which}: ${t`under way`}`;
  const { shops, audited, atMall } = figures;
  const unaudited = audited === shops ? '' : t`, ${shops - audited} of ${shops} shops unaudited`;
  return `${which}: ${t`${`${foundText(figures)}${unaudited}`}; ${atMall} orders at the mall`}`;
}

const namedMax = 3;
/** A find with so many order numbers may have had more. */
const keptMax = 100;

export const findColumns = (): Column<ShopFind>[] => [
  { title: label.shop(), of: ({ shop }) => ({ text: shop, to: ['shops', shop] }) },
  { title: '取込漏れ', right: true, of: (one) => (one.kind === 'found' ? one.missingCount : t`unknown`) },
  { title: '重複', right: true, of: (one) => (one.kind === 'found' ? one.doubledCount : t`unknown`) },
  { title: '要確認', right: true, of: (one) => (one.kind === 'found' ? one.unreadCount : t`unknown`) },
  { title: t`which`, long: true, of: whichText },
];

/** A pause as the audit of `core/import` writes it down; another reason is the code of an error. */
function reasonText(reason: string): string {
  if (reason === 'not-asked') return t`not asked in time`;
  const cause = /^paused: (.*)$/.exec(reason)?.[1];
  return cause === undefined ? reason : t`paused: ${translated(cause)}`;
}

function whichText(find: ShopFind): string {
  switch (find.kind) {
    case 'unaudited':
      return t`unaudited: ${reasonText(find.reason)}`;
    case 'found': {
      const { missing, missingCount, doubled, doubledCount, unread, unreadCount, surplusRows, surplusLeft } = find;
      const named = [...missing, ...doubled, ...unread].slice(0, namedMax);
      // An order may have several surplus rows: then fewer orders are named than there are rows. Beyond those that are kept only the count tells.
      const orders = surplusRows === 0 || doubled.length >= keptMax ? doubledCount : doubled.length;
      const more = missingCount + orders + unreadCount - named.length;
      const rows = surplusRows === 0 ? '' : t`; ${counted(surplusRows, 'surplus row')} of 発送明細`;
      const left = surplusLeft === 0 ? '' : t`, ${surplusLeft} of them to be removed by hand`;
      return `${more > 0 ? t`${named.join(' ')} and ${more} more` : named.join(' ')}${rows}${left}`;
    }
  }
}

const heldWords: Readonly<Record<CatchUpFacts['capability'], (left: number) => string>> = {
  import: (left) => counted(left, 'shop'),
  status: (left) => counted(left, 'held change'),
  stock: (left) => counted(left, 'held listing'),
};

function leftText({ capability, left, isLeast, unknown }: CatchUpFacts): string {
  if (left === null) return '';
  const held = heldWords[capability](left);
  return `${unknown === 'silent' ? (isLeast ? t`at least ${held}` : held) : t`${held} left`}${t`; `}`;
}

const whyText = (why: NonNullable<CatchUpFacts['unknown']>): string =>
  ({
    silent: t`no estimate until the mall responds`,
    ramp: t`no estimate while shops are let through step by step`,
    early: t`no estimate yet: the pace is measured over at least two minutes`,
    still: t`no estimate: nothing was done since the first answer`,
    uncounted: t`no estimate: how fast it goes is not measured`,
  })[why];

/** When all is caught up, a line for each kind of work; kinds of which the same is said share one. */
export function catchUpLines(parts: readonly CatchUpFacts[], now: EpochMs): string[] {
  const texts = Map.groupBy(parts, (part) => partText(part, now));
  return [...texts].map(
    ([text, alike]) => `${enumerated(alike.map(({ capability }) => capabilityWord(capability)))}: ${text}`,
  );
}

function partText(part: CatchUpFacts, now: EpochMs): string {
  const { estimate, measuredSince, unknown } = part;
  if (unknown !== null) return `${leftText(part)}${whyText(unknown)}`;
  if (estimate === null) return t`caught up`;
  const [from, by] = [timeText(measuredSince).slice(11, 16), timeText(estimate).slice(0, 16)];
  const leads = t`at the pace since ${from} all by about ${by} (in ${durationText(Date.parse(estimate) - now)}): an estimate, no promise`;
  return `${leftText(part)}${leads}`;
}
