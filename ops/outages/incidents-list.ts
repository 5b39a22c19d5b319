import { jstText } from '../../core/kernel/index.ts';
import type { Incident } from '../../core/model/index.ts';
import { t } from '../../language/language.ts';
import { cutLine, jstTextOr } from '../../language/phrases.ts';
import { wholeNumber, withDefault } from '../arguments/parameter.ts';
import { defineCommand } from '../frame/command.ts';
import { type Block, flexible, looking, onRight, tableOf, whole } from '../terminal/table.ts';
import { incidentJson, newestIncidents, outText, stageLooks, stageText, untilOf, whenText } from './incident-words.ts';

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
    const read = await newestIncidents(ports, last + 1);
    const found = read.slice(0, last);
    const hasMore = read.length > last;
    if (json) terminal.printJson({ incidents: found.map(incidentJson), hasMore });
    else if (found.length === 0) terminal.print(t`There was no incident yet.`);
    else terminal.print(...incidentTable(found), ...(hasMore ? [cutLine(last, null, `--last ${2 * last}`)] : []));
  },
});

/** What no audit has counted is not 0. */
function incidentTable(found: readonly Incident[]): Block[] {
  return tableOf(found, (incident, width) => {
    const { id, mall, openedAt, audit } = incident;
    const isWide = width === null || width >= wideFrom;
    return {
      incident: whole(id),
      ...(isWide
        ? { mall, since: jstText(openedAt), until: jstTextOr(untilOf(incident), t`lasts`) }
        : { when: flexible(whenText(incident)) }),
      out: flexible(outText(incident)),
      stage: looking(stageLooks[incident.stage.kind], flexible(stageText(incident))),
      取込漏れ: onRight(audit?.missing ?? '-'),
      重複: onRight(audit?.doubled ?? '-'),
      // Where there is no room for it, `incidents show` has it.
      ...(isWide && { 要確認: onRight(audit?.unread ?? '-') }),
      audited: onRight(audit ? `${audit.audited}/${audit.shops}` : '-'),
    };
  });
}
