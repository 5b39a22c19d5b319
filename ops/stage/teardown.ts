import { resolve } from 'node:path';
import { InputError, wrapped } from '../../core/kernel/index.ts';
import { t } from '../../language/language.ts';
import { flag, optional, text } from '../arguments/parameter.ts';
import { type CareContext, defineMaintenanceCommand, exit } from '../frame/command.ts';
import { NoInstance } from '../frame/instance.ts';
import { tearDown } from './tear-down.ts';

export const teardown = defineMaintenanceCommand({
  name: 'teardown',
  summary: 'Takes a deployed stage down, and lists what remains',
  help: `Shows what will be gone and what will stay, and asks for the stage's name. Then it
deletes the stack that works, and the stack of the data. The tables and the key
of the shops' keys stay; --delete-data deletes them, too: rows for good, the key
after 30 days. In the end it lists what is left, with the command that removes it.

--export writes every order of every shop first, a file a shop, one order a line
as the mall gave it. Nothing is deleted unless all of them are written. With
--delete-data they are written once more when nothing imports any more.

An interrupted teardown goes on when the same command is run again.`,
  examples: [
    ['teardown --stage trial', 'asks before it does anything'],
    ['teardown --stage trial --export orders/ --delete-data', 'leaves nothing but the files'],
    ['teardown --stage trial --yes trial --json', 'does not ask; what remains as one line of JSON'],
  ],
  options: {
    yes: optional(text('<stage>', 'the stage’s name once more, instead of being asked for it')),
    export: optional(text('<folder>', 'write every order there first')),
    deleteData: flag('delete the tables, and the key of the shops’ keys, too'),
  },
  async run({ terminal, installation }, { yes, export: exportTo, deleteData, json }) {
    switch (installation.kind) {
      case 'stage':
        if (yes !== undefined && yes !== installation.stage.name) {
          throw new InputError(t`Nothing was torn down`, [
            t`--yes: got ${JSON.stringify(yes)}, expected the name of the stage, ${installation.stage.name}.`,
          ]);
        }
        return tearDown(terminal, installation, { agreed: yes !== undefined, exportTo, deleteData, json });
      case 'local':
        return tellLocal({ terminal, installation }, installation.folder, json);
      case 'described':
        throw new NoInstance(t`Only a stage that is named is torn down: ops teardown --stage trial`);
    }
  },
});

/** An instance on this machine is its folder. */
function tellLocal({ terminal, installation }: CareContext, folder: string, json: boolean) {
  const path = resolve(folder);
  const remove = `rm -r ${path}`;
  if (json) {
    terminal.printJson({ place: installation.place, deleted: [], remains: [{ what: path, remove: [remove] }] });
    return exit.ok;
  }
  const told = t`Everything that ${installation.place} keeps lies in one folder: orders, shops, their sealed keys and the key that opens them. Nothing was removed. Stop the instance (Ctrl-C), write down what you want to keep (ops orders export), and remove the folder:`;
  terminal.print(...wrapped(told, terminal.width ?? Number.POSITIVE_INFINITY), `  ${remove}`);
  return exit.ok;
}
