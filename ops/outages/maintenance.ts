import { jstText } from '../../core/kernel/index.ts';
import { type Capability, capabilities, type Maintenance, problemsOfMaintenance } from '../../core/model/index.ts';
import { enumerated, t } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { windowColumns, windowFacts, windowText } from '../../views/mall/index.ts';
import { capabilityWord } from '../../views/pause/index.ts';
import { jstIso } from '../../views/plain.ts';
import { refuse } from '../arguments/meant.ts';
import {
  byOption,
  choice,
  momentOf,
  type Parameter,
  required,
  spanHelp,
  text,
  when,
  whoDoes,
} from '../arguments/parameter.ts';
import { defineCommand } from '../frame/command.ts';
import { tableLines } from '../terminal/index.ts';

export const maintenanceAdd = defineCommand({
  name: 'maintenance add',
  summary: 'Writes down a maintenance that a mall has announced',
  help: `In the window the mall is not called, no failure is an outage, and no alarm is
raised. It ends when the mall answers after --to, and then a few shops go first.
Merchants are notified a day ahead.

${spanHelp}`,
  examples: [
    [
      'maintenance add --mall rms --capabilities import,stock --from "2024-06-16 02:00" --to "2024-06-16 08:00" --note 定期メンテナンス',
      'the order API and the stock API',
    ],
    ['maintenance add --mall rms --capabilities import --from now --to +2h --note 臨時メンテナンス', 'for two hours'],
  ],
  options: {
    mall: choice(mallDesks.names, 'the mall'),
    capabilities: capabilitiesOption(),
    from: when('from this moment on'),
    to: when('before this moment'),
    note: text('<what>', 'what the mall has announced'),
    by: byOption('who writes it down'),
  },
  async run({ ports, terminal }, { mall, capabilities: concerned, from, to, note, by, json }) {
    const now = ports.clock.now();
    const [begins, ends] = [momentOf(from, now), momentOf(to, now)];
    const id = jstText(begins).slice(0, 16).replaceAll(/[-:]/g, '').replace(' ', '-');
    const { maintenances } = await ports.pauses.standing();
    const maintenance: Maintenance = {
      id: isTaken(maintenances, mall, id) ? `${id}-${concerned.join('-')}` : id,
      mall,
      capabilities: concerned,
      from: begins,
      to: ends,
      note,
      by: whoDoes(by),
      plannedAt: now,
    };
    const problems = problemsOfMaintenance(maintenance, maintenances, now);
    if (problems.length > 0) return refuse(t`This maintenance cannot be written down`, problems);
    await ports.pauses.plan(maintenance);
    if (json) terminal.printJson({ added: windowFacts(maintenance) });
    else {
      terminal.print(
        t`${maintenance.id}: ${mall} ${enumerated(concerned.map(capabilityWord))}, ${windowText(windowFacts(maintenance))} (Japanese time).`,
        t`Take it out again: ops maintenance remove --mall ${mall} --id ${maintenance.id}`,
      );
    }
  },
});

function isTaken(maintenances: readonly Maintenance[], mall: Maintenance['mall'], id: string): boolean {
  return maintenances.some((one) => one.mall === mall && one.id === id);
}

function capabilitiesOption(): Parameter<readonly Capability[]> {
  return required({
    takes: '<capabilities>',
    help: `what will not work, between commas: ${capabilities.join(', ')}`,
    read: (typed) => {
      const words = typed.split(',').map((word) => word.trim());
      const known: readonly string[] = capabilities;
      const unknown = words.filter((word) => !known.includes(word));
      if (unknown.length > 0) {
        return {
          problem: t`got ${JSON.stringify(typed)}, expected some of ${capabilities.join(', ')} between commas.`,
        };
      }
      return { value: capabilities.filter((capability) => words.includes(capability)) };
    },
  });
}

export const maintenanceList = defineCommand({
  name: 'maintenance list',
  summary: 'Lists maintenance that runs, is planned, or is over',
  examples: [
    ['maintenance list', 'the calendar, the latest first'],
    ['maintenance list --json', 'as one line of JSON'],
  ],
  async run({ ports, terminal }, { json }) {
    const now = ports.clock.now();
    const { maintenances } = await ports.pauses.standing();
    const windows = maintenances.toSorted((a, b) => b.from - a.from).map(windowFacts);
    if (json) terminal.printJson({ maintenances: windows });
    else if (windows.length === 0) terminal.print(t`No maintenance is written down: ops maintenance add --help`);
    else terminal.print(...tableLines(windowColumns(now), windows));
  },
});

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
    mall: choice(mallDesks.names, 'the mall'),
    id: text('<id>', 'the window, as ops maintenance list names it'),
  },
  async run({ ports, terminal }, { mall, id, json }) {
    const now = ports.clock.now();
    const { maintenances } = await ports.pauses.standing();
    const meant = maintenances.find((one) => one.mall === mall && one.id === id);
    if (meant === undefined) {
      const there = maintenances.filter((one) => one.mall === mall).map((one) => one.id);
      const known = there.length === 0 ? t`There is none.` : t`There are ${there.join(', ')}.`;
      return refuse(t`Nothing was removed`, [t`--id: ${mall} has no maintenance ${JSON.stringify(id)}. ${known}`]);
    }
    const runs = meant.from <= now && meant.endedAt === undefined;
    if (runs) await ports.pauses.plan({ ...meant, to: Math.min(meant.to, now) });
    else await ports.pauses.unplan(meant);
    if (json) terminal.printJson({ mall, id, result: runs ? 'ended' : 'removed', at: jstIso(now) });
    else if (runs)
      terminal.print(t`${id} ends now, at ${jstText(now)}: the shops of ${mall} go on as soon as it answers.`);
    else terminal.print(t`${id} is out of the calendar.`);
  },
});
