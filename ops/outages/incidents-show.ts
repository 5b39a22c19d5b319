import { jstText, printable, sentence } from '../../core/kernel/index.ts';
import { countMails, type MailCount } from '../../core/mail/index.ts';
import { type Incident, type IncidentEvent, outMs, outsOf, whyUnnoticed } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { t, translated } from '../../language/language.ts';
import { durationText, enumerated, jstTextOr } from '../../language/phrases.ts';
import { mallMails } from '../../malls/mall-mails.ts';
import { capabilityWord } from '../../views/pause/index.ts';
import { jstIso, jstIsoOrNull } from '../../views/plain.ts';
import { defineCommand, exit } from '../frame/command.ts';
import { auditsOf, findLines, type IncidentAudit } from '../import/shop-finds.ts';
import { type Block, onRight, paragraph, tableOf } from '../terminal/table.ts';
import { type CatchUpPart, catchUpJson, catchUpLines, catchUpParts, heldParts } from './catch-up.ts';
import {
  auditText,
  incidentJson,
  incidentMeant,
  incidentPlace,
  outageLength,
  outForText,
  stageText,
  untilOf,
} from './incident-words.ts';

/** Columns that the moment of a line of the timeline takes. */
const momentColumns = 21;

/** `ops incidents show`: one trouble, from its first failure to its audits. */
export const incidentsShow = defineCommand({
  name: 'incidents show',
  summary: 'Shows an incident: what was out, the timeline, mails, audits',
  help: `Times are Japanese. Of the audits it names the shops with a find, and those that
could not be audited; every other shop was compared with the mall and is right.
Results shop by shop are kept for 60 days.`,
  examples: [
    ['incidents show latest', 'the newest one'],
    ['incidents show rms-20200210-154500 --json', 'as one line of JSON'],
  ],
  arguments: { incident: incidentPlace },
  async run({ ports, terminal }, { incident: id, json }) {
    const { incident, now, timeline, mails, audits, parts } = await readIncident(ports, await incidentMeant(ports, id));
    if (json) {
      const lines = timeline.map(({ at, text, by }) => ({ at: jstIso(at), text, by }));
      const catchUp = catchUpJson(parts);
      terminal.printJson({ ...incidentJson(incident), catchUp, timeline: lines, mails, audits: audits.map(auditJson) });
      return exit.ok;
    }
    terminal.print(
      ...headLines(incident, now),
      ...catchUpBlocks(incident, parts, now),
      '',
      ...timeline.map(eventBlock),
      '',
      ...mailLines(incident, mails, now),
      ...audits.flatMap((audit) => ['', ...auditLines(audit)]),
    );
    return exit.ok;
  },
});

const auditJson = ({ at, ...audit }: IncidentAudit): object => ({ ...audit, at: jstIsoOrNull(at) });

/** Everything that is known of an incident. */
export interface IncidentFacts {
  readonly incident: Incident;
  readonly now: number;
  /** In the order in which it is read. */
  readonly timeline: readonly IncidentEvent[];
  readonly mails: readonly MailCount[];
  readonly audits: readonly IncidentAudit[];
  /** How what it held is caught up; empty once it is closed. */
  readonly parts: readonly CatchUpPart[];
}

/** Reads it. */
export async function readIncident(ports: Ports, incident: Incident): Promise<IncidentFacts> {
  const now = ports.clock.now();
  const [timeline, mails, audits, shops, standing] = await Promise.all([
    ports.incidents.timeline(incident.id),
    countMails({ ...ports, mails: mallMails }, incident),
    auditsOf(ports, incident),
    ports.shops.all(),
    ports.pauses.standing(),
  ]);
  const seen = { shops, standing, now };
  const parts = await heldParts(ports, incident, await catchUpParts(ports, incident, seen), seen);
  return { incident, now, timeline: inOrder(timeline), mails, audits, parts };
}

function headLines(incident: Incident, now: number): Block[] {
  const until = untilOf(incident);
  const length = outageLength(incident.openedAt, until ?? now);
  const ofIt = durationText(outMs(incident, now));
  const spans = incident.affected.flatMap(outsOf).sort((a, b) => a.from - b.from);
  return [
    `${incident.id}: ${enumerated([
      stageText(incident),
      until === null ? t`lasts for ${length}` : t`${length} long`,
      ...(ofIt === length ? [] : [outForText(incident, now)]),
    ])}`,
    '',
    ...tableOf(spans, ({ capability, from, to }) => ({
      out: capabilityWord(capability),
      from: jstText(from),
      to: jstTextOr(to, t`lasts`),
      for: onRight(outageLength(from, to ?? now)),
    })),
  ];
}

function catchUpBlocks({ mall }: Incident, parts: readonly CatchUpPart[], now: number): Block[] {
  return parts.length === 0 ? [] : ['', ...catchUpLines(parts, now).map((line) => paragraph(`${mall} ${line}`))];
}

/** What follows from other lines of its moment stands below them: that all is well, below the last capability that is. */
function inOrder(timeline: readonly IncidentEvent[]): IncidentEvent[] {
  const follows = ({ what }: IncidentEvent): number => (what.startsWith('recovered~') ? 1 : 0);
  return timeline.toSorted((a, b) => a.at - b.at || follows(a) - follows(b));
}

function eventBlock({ at, text, words, by }: IncidentEvent): Block {
  const said = translated(words ?? text);
  return paragraph(printable(by === 'health-probe' ? said : `${by}: ${said}`), {
    label: jstText(at).padEnd(momentColumns),
    least: 30,
  });
}

function mailLines(incident: Incident, mails: readonly MailCount[], now: number): Block[] {
  if (mails.length === 0) {
    const why = whyUnnoticed(incident, now) ?? sentence`No merchant with a contact uses what was out.`;
    return [paragraph(t`No mail was sent. ${why}`)];
  }
  return tableOf(mails, ({ kind, sent, refused, merged, left }) => ({ mail: kind, sent, refused, merged, left }));
}

/** Which audit it is, and what it found. */
export function auditSummary({ name, figures }: Pick<IncidentAudit, 'name' | 'figures'>): string {
  const which = name.endsWith('+24h') ? t`Audit a day later` : t`Audit`;
  const result = figures === null ? t`under way` : t`${auditText(figures)}; ${figures.atMall} orders at the mall`;
  return `${which}: ${result}`;
}

function auditLines(audit: IncidentAudit): Block[] {
  const { finds, forgotten } = audit;
  return [
    auditSummary(audit),
    ...(forgotten ? [t`What was found shop by shop is kept for 60 days, and is gone.`] : []),
    ...(finds.length > 0 ? findLines(finds) : []),
  ];
}
