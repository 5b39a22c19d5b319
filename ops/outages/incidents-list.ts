import { cutLine, t } from '../../language/index.ts';
import { incidentColumns, incidentFacts, newestIncidents } from '../../views/incident/index.ts';
import { table } from '../../views/words.ts';
import { wholeNumber, withDefault } from '../arguments/parameter.ts';
import { defineCommand } from '../frame/command.ts';
import { tableLines } from '../terminal/index.ts';

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
      const rows = table(incidentColumns(ports.clock.now()), found);
      terminal.print(...tableLines(rows), ...(hasMore ? [cutLine(last, null, `--last ${2 * last}`)] : []));
    }
  },
});
