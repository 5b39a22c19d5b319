import { jstText } from '../../core/kernel/index.ts';
import {
  type Capability,
  capabilities,
  type Maintenance,
  mallNames,
  problemsOfMaintenance,
} from '../../core/model/index.ts';
import { choice, type Parameter, required, text } from '../arguments/parameter.ts';
import { refuse } from '../arguments/shop-and-span.ts';
import { momentOf, when, whenHelp } from '../arguments/when.ts';
import { byOption, whoDoes } from '../arguments/who.ts';
import { defineCommand } from '../frame/command.ts';
import { maintenanceJson, windowText } from './mall-state-words.ts';

/** `ops maintenance add`: what a mall has announced. */
export const maintenanceAdd = defineCommand({
  name: 'maintenance add',
  summary: 'Writes down a maintenance that a mall has announced',
  help: `In the window the mall is not called, no failure is an outage, and no alarm is
raised. It ends when the mall answers after --to, and then a few shops go first.
Merchants are notified a day ahead.

${whenHelp}`,
  examples: [
    [
      'maintenance add --mall rms --capabilities import,stock --from "2024-06-16 02:00" --to "2024-06-16 08:00" --note 定期メンテナンス',
      'the order API and the stock API',
    ],
  ],
  options: {
    mall: choice(mallNames, 'the mall'),
    capabilities: capabilitiesOption(),
    from: when('when it begins'),
    to: when('when it is to be over'),
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
    };
    const problems = problemsOfMaintenance(maintenance, maintenances, now);
    if (problems.length > 0) return refuse('This maintenance cannot be written down', problems);
    await ports.pauses.plan(maintenance);
    if (json) terminal.printJson({ added: maintenanceJson(maintenance) });
    else {
      terminal.print(
        `${maintenance.id}: ${mall} ${concerned.join(', ')}, ${windowText(maintenance)} (Japanese time).`,
        `Take it out again: ops maintenance remove --mall ${mall} --id ${maintenance.id}`,
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
        return { problem: `got ${JSON.stringify(typed)}, expected some of ${capabilities.join(', ')} between commas.` };
      }
      return { value: capabilities.filter((capability) => words.includes(capability)) };
    },
  });
}
