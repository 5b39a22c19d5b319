import { jstText } from '../../core/kernel/index.ts';
import { flag } from '../arguments/parameter.ts';
import { defineMaintenanceCommand } from '../frame/command.ts';
import { exit } from '../frame/exit.ts';
import { jstIso } from '../terminal/time.ts';
import { examine } from './examine.ts';
import { countsOf, reportLines, summaryText } from './report.ts';

/** `ops doctor`: what is wrong with an installation, why it matters, and what to do. */
export const doctor = defineMaintenanceCommand({
  name: 'doctor',
  summary: 'Checks an installation, and says what is wrong and how to mend it',
  help: `Looks at everything an installation needs, changes nothing, and says for each
thing that is wrong why it matters and what to type. A check that cannot be made
(no permission) says so and stops no other.

WRONG      it does not work, or what should guard it does not
look at    it works, but needs attention
unchecked  it could not be looked at

It asks AWS for descriptions only, and each mall once for anything, without a
key; and for each shop whose row does not say when its key ends, the mall once.
It ends with 1 when something is wrong or unchecked.`,
  examples: [
    ['doctor --stage prod', 'the stage prod on AWS'],
    ['doctor', 'the instance on this machine'],
    ['doctor --stage prod --json', 'everything, as one line of JSON'],
  ],
  arguments: {},
  options: { json: flag('one line of JSON') },
  async run({ terminal, installation }, { json }) {
    const { outcomes, title, now } = await examine(installation, terminal);
    terminal.endProgress();
    const counts = countsOf(outcomes);
    if (json) {
      terminal.printJson({ at: jstIso(now), place: installation.place, ...counts, checks: outcomes });
    } else {
      terminal.print(`${title}, ${jstText(now)} (Japanese time)`, summaryText(outcomes), '');
      terminal.print(...reportLines(outcomes, terminal.width));
    }
    return counts.wrong + counts.unchecked === 0 ? exit.ok : exit.failed;
  },
});
