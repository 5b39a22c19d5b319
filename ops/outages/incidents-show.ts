import { printable, sentence } from '../../core/kernel/index.ts';
import { type Incident, whyUnnoticed } from '../../core/model/index.ts';
import { enumerated, t } from '../../language/index.ts';
import { mallMails } from '../../malls/mall-mails.ts';
import {
  type AuditFacts,
  auditText,
  catchUpLines,
  eventText,
  findColumns,
  incidentCourse,
  lengthTexts,
  mailColumns,
  spanColumns,
  stageText,
} from '../../views/incident/index.ts';
import { table, timeText } from '../../views/words.ts';
import { defineCommand, exit } from '../frame/command.ts';
import { type Block, paragraph, tableLines } from '../terminal/index.ts';
import { incidentMeant, incidentPlace } from './incident-meant.ts';

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
    terminal.print(
      `${facts.incident}: ${enumerated([stageText(facts), ...lengthTexts(facts, now)])}`,
      '',
      ...tableLines(
        table(
          spanColumns(now),
          spans.toSorted((a, b) => (a.from < b.from ? -1 : 1)),
        ),
      ),
      ...(held.length === 0 ? [] : ['', ...held]),
      '',
      ...timeline.map((event) =>
        paragraph(printable(eventText(event)), { label: timeText(event.at).padEnd(momentColumns), least: 30 }),
      ),
      '',
      ...(mails.length === 0 ? [paragraph(whyNoMail(incident, now))] : tableLines(table(mailColumns(), mails))),
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
  ...tableLines(table(findColumns(), audit.finds)),
];
