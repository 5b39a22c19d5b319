import { mallDesks } from '../../malls/mall-desks.ts';
import { choice, withDefault } from '../arguments/parameter.ts';
import { defineCommand } from '../frame/command.ts';
import { flexible, tableOf } from '../terminal/index.ts';
import { mallsWith } from './push-kinds.ts';

export const pushCarriers = defineCommand({
  name: 'push carriers',
  summary: 'Lists the carriers of a mall, with the names that are understood',
  help: `The code, the mall’s name or any of the other names may stand in a file of
shipments or in --carrier. Width, spaces and capitals do not count.`,
  examples: [['push carriers', 'of 楽天市場']],
  options: { mall: withDefault(choice(mallsWith('ship'), 'whose carriers'), 'rms') },
  async run({ terminal }, { mall, json }) {
    const { carriers } = mallDesks.of(mall);
    if (json) terminal.printJson({ mall, carriers });
    else
      terminal.print(
        ...tableOf(carriers, ({ code, name, also }) => ({
          code,
          name,
          also: flexible(also.join(', ')),
        })),
      );
  },
});
