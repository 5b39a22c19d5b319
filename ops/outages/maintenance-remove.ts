import { jstText } from '../../core/kernel/index.ts';
import { mallNames } from '../../core/model/index.ts';
import { choice, text } from '../arguments/parameter.ts';
import { refuse } from '../arguments/shop-and-span.ts';
import { defineCommand } from '../frame/command.ts';
import { jstIso } from '../terminal/text.ts';

/** `ops maintenance remove`: a window that will not take place, or is over early. */
export const maintenanceRemove = defineCommand({
  name: 'maintenance remove',
  summary: 'Takes a maintenance out of the calendar, or ends one that runs',
  help: `One that has not begun is forgotten. One that runs ends now: the shops go on as
soon as the mall answers, a few of them first.`,
  examples: [
    ['maintenance remove --mall rms --id 20240616-0200', 'as ops maintenance list names it'],
    ['maintenance remove --mall rms --id 20240616-0200 --json', 'what became of it, as one line of JSON'],
  ],
  options: {
    mall: choice(mallNames, 'the mall'),
    id: text('<id>', 'the window, as ops maintenance list names it'),
  },
  async run({ ports, terminal }, { mall, id, json }) {
    const now = ports.clock.now();
    const { maintenances } = await ports.pauses.standing();
    const meant = maintenances.find((one) => one.mall === mall && one.id === id);
    if (meant === undefined) {
      const there = maintenances.filter((one) => one.mall === mall).map((one) => one.id);
      const known = there.length === 0 ? 'There is none.' : `There are ${there.join(', ')}.`;
      return refuse('Nothing was removed', [`--id: ${mall} has no maintenance ${JSON.stringify(id)}. ${known}`]);
    }
    const runs = meant.from <= now && meant.endedAt === undefined;
    if (runs) await ports.pauses.plan({ ...meant, to: Math.min(meant.to, now) });
    else await ports.pauses.unplan(meant);
    if (json) terminal.printJson({ mall, id, result: runs ? 'ended' : 'removed', at: jstIso(now) });
    else if (runs)
      terminal.print(`${id} ends now, at ${jstText(now)}: the shops of ${mall} go on as soon as it answers.`);
    else terminal.print(`${id} is out of the calendar.`);
  },
});
