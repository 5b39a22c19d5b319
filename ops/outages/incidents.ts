import { printable, sentence } from '../../core/kernel/index.ts';
import { type Incident, whyUnnoticed } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { cutLine, enumerated, t } from '../../language/index.ts';
import { mallMails } from '../../malls/mall-mails.ts';
import {
  type AuditFacts,
  auditText,
  catchUpLines,
  eventText,
  findColumns,
  incidentColumns,
  incidentCourse,
  incidentFacts,
  lengthTexts,
  mailColumns,
  newestIncidents,
  spanColumns,
  stageText,
} from '../../views/incident/index.ts';
import { timeText } from '../../views/words.ts';
import { refuse } from '../arguments/meant.ts';
import { type Parameter, text, wholeNumber, withDefault } from '../arguments/parameter.ts';
import { defineCommand, exit } from '../frame/command.ts';
import { type Block, paragraph, tableLines } from '../terminal/index.ts';

const namedMax = 5;

export const incidentPlace: Parameter<string> = text('<incident>', 'its id, as ops incidents list shows it; or latest');

/** The incident that is meant; ends the command, with the ids there are, when there is none of that id. */
export async function incidentMeant(ports: Pick<Ports, 'incidents'>, id: string): Promise<Incident> {
  const found = id === 'latest' ? (await newestIncidents(ports, 1))[0] : await ports.incidents.get(id);
  if (found) return found;
  const newest = (await newestIncidents(ports, namedMax)).map((incident) => incident.id);
  const there = newest.length === 0 ? t`There was none yet.` : t`The newest: ${newest.join(', ')}.`;
  return refuse(t`This cannot be done`, [t`<incident>: there is no incident ${JSON.stringify(id)}. ${there}`]);
}

export const incidentsList = defineCommand({
  name: 'incidents list',
  summary: 'Lists outages, the newest first, with what their audits found',
  help: `An incident is one trouble of one mall, from its first failure to its all-clear;
hours of flapping are one. open: something is out. recovering: the mall is well,
what waited is caught up and audited. closed: the result was mailed.
An audit counts what the mall lists: 取込漏れ has no row, 重複 has wrong claims or
a surplus row of 発送明細 at the mall, 要確認 (in a wide terminal) cannot be read;
audited says of how many shops, because what could not be asked is never 0.`,
  examples: [
    ['incidents list', 'the last twenty'],
    ['incidents list --last 3 --json', 'as one line of JSON'],
  ],
  options: {
    last: withDefault(wholeNumber('<count>', 'how many', { from: 1, to: 1_000 }), '20'),
  },
  async run({ ports, terminal }, { last, json }) {
    const read = await newestIncidents(ports, last + 1);
    const found = read.slice(0, last).map(incidentFacts);
    const hasMore = read.length > last;
    if (json) terminal.printJson({ incidents: found, hasMore });
    else if (found.length === 0) terminal.print(t`There was no incident yet.`);
    else {
      const rows = tableLines(incidentColumns(ports.clock.now()), found);
      terminal.print(...rows, ...(hasMore ? [cutLine(last, null, `--last ${2 * last}`)] : []));
    }
  },
});

/** Columns that the moment of a line of the timeline takes. */
const momentColumns = 21;

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
    const incident = await incidentMeant(ports, id);
    const facts = await incidentCourse({ ...ports, mails: mallMails }, incident);
    if (json) {
      terminal.printJson(facts);
      return exit.ok;
    }
    const { mall, spans, catchUp, timeline, mails, audits } = facts;
    const now = ports.clock.now();
    const held = catchUpLines(catchUp, now).map((line) => paragraph(`${mall} ${line}`));
    const byStart = spans.toSorted((a, b) => (a.from < b.from ? -1 : 1));
    terminal.print(
      `${facts.incident}: ${enumerated([stageText(facts), ...lengthTexts(facts, now)])}`,
      '',
      ...tableLines(spanColumns(now), byStart),
      ...(held.length === 0 ? [] : ['', ...held]),
      '',
      ...timeline.map((event) =>
        paragraph(printable(eventText(event)), { label: timeText(event.at).padEnd(momentColumns), least: 30 }),
      ),
      '',
      ...(mails.length === 0 ? [paragraph(whyNoMail(incident, now))] : tableLines(mailColumns(), mails)),
      ...audits.flatMap((audit) => ['', ...auditLines(audit)]),
    );
    return exit.ok;
  },
});

export const whyNoMail = (incident: Incident, now: number): string =>
  t`No mail was sent. ${whyUnnoticed(incident, now) ?? sentence`No merchant with a contact uses what was out.`}`;

const auditLines = (audit: AuditFacts): Block[] => [
  auditText(audit),
  ...(audit.forgotten ? [t`What was found shop by shop is kept for 60 days, and is gone.`] : []),
  ...tableLines(findColumns(), audit.finds),
];
