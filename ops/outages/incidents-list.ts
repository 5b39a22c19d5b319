import { jstText } from '../../core/kernel/index.ts';
import type { Incident } from '../../core/model/index.ts';
import { wholeNumber, withDefault } from '../arguments/parameter.ts';
import { defineCommand } from '../frame/command.ts';
import { type TableColumn, tableLines } from '../terminal/table.ts';
import { jstTextOr } from '../terminal/text.ts';
import { incidentJson, newestIncidents, outText, stageText, untilOf, whenText } from './incident-words.ts';

/** From this width on both ends stand there in full. */
const wideFrom = 130;

/** `ops incidents list`: the troubles there were. */
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
    const found = await newestIncidents(ports, last);
    if (json) terminal.printJson({ incidents: found.map(incidentJson) });
    else if (found.length === 0) terminal.print('There was no incident yet.');
    else terminal.print(...tableLines(found, columnsFor(terminal.width), terminal.width));
  },
});

/** What no audit has counted is not 0. */
const figureText = (figure: number | undefined): string => (figure === undefined ? '-' : String(figure));

const unread: TableColumn<Incident> = {
  title: '要確認',
  side: 'right',
  of: ({ audit }) => figureText(audit?.unread),
};

function columnsFor(width: number | null): TableColumn<Incident>[] {
  const isWide = width === null || width >= wideFrom;
  const when: TableColumn<Incident>[] = isWide
    ? [
        { title: 'mall', of: ({ mall }) => mall },
        { title: 'since', of: ({ openedAt }) => jstText(openedAt) },
        { title: 'until', of: (incident) => jstTextOr(untilOf(incident), 'lasts') },
      ]
    : [{ title: 'when', flexible: true, of: whenText }];
  return [
    { title: 'incident', of: ({ id }) => id },
    ...when,
    { title: 'out', flexible: true, of: outText },
    { title: 'stage', flexible: true, of: stageText },
    { title: '取込漏れ', side: 'right', of: ({ audit }) => figureText(audit?.missing) },
    { title: '重複', side: 'right', of: ({ audit }) => figureText(audit?.doubled) },
    // Where there is no room for it, `incidents show` has it.
    ...(isWide ? [unread] : []),
    { title: 'audited', side: 'right', of: ({ audit }) => (audit ? `${audit.audited}/${audit.shops}` : '-') },
  ];
}
