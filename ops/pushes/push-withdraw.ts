import { isDone } from '../../core/model/index.ts';
import { withdrawPush } from '../../core/status/index.ts';
import { flag } from '../arguments/parameter.ts';
import { whoDoes } from '../arguments/who.ts';
import { defineCommand, exit } from '../frame/command.ts';
import { counted } from '../terminal/text.ts';
import { handledJson, handledLines, oneByOne, pickOptions, pickPushes, problemsOfPicking } from './pick.ts';

const words = {
  'would-withdraw': 'would be taken back',
  withdrawn: 'taken back',
  'under-way': 'in a worker’s hands: run this again in a minute',
  ended: 'already ended',
  'push.changing': 'being changed by others: run this again',
  'push.unknown': 'no longer there',
};

/** Withdrawing more changes than this requires a confirmation. */
const unaskedMax = 1;

/** `ops push withdraw`: requested changes are no longer wanted. It changes nothing at the mall, and cancels no order. */
export const pushWithdraw = defineCommand({
  name: 'push withdraw',
  summary: 'Takes back changes that are not at the mall yet; cancels no order',
  help: `Only the request is taken back: what is at the mall stays as it is, and no order is
cancelled (that is ops push cancel). A call whose answer never came may still be
applied; it is looked after all the same. The same change can be requested again.`,
  examples: [
    ['push withdraw --order 370001-20261124-0203456789', 'what is undone of one order'],
    ['push withdraw --shop kado-no-mise --kind ship --dry-run', 'tells which ones'],
  ],
  options: { ...pickOptions, yes: flag('do not ask') },
  problemsOf: problemsOfPicking,
  async run(context, { count, rate, by, dryRun, json, yes, ...pick }) {
    const { ports, terminal } = context;
    const found = await pickPushes(context, pick, 'Nothing was taken back');
    const pushes = found.filter((push) => !isDone(push)).slice(0, count);
    if (!dryRun && !yes && pushes.length > unaskedMax) {
      const question = `Take back ${counted(pushes.length, 'requested change')}? Type yes: `;
      if ((await terminal.answer(question))?.trim() !== 'yes') {
        terminal.say('Nothing was taken back. Without a terminal, say so with --yes.');
        return exit.failed;
      }
    }
    const who = whoDoes(by);
    const handled = dryRun
      ? pushes.map((push) => ({ push, outcome: 'would-withdraw' }))
      : await oneByOne(context, pushes, { word: 'taken back', perSecond: rate }, async (push) => {
          return (await withdrawPush(ports, push, { by: who })).kind;
        });
    if (json) terminal.printJson(handledJson(handled, dryRun));
    else if (handled.length === 0) terminal.print('No such change is undone. What there is: ops push list');
    else terminal.print(...handledLines(handled, words));
    return handled.some(({ outcome }) => outcome === 'push.changing' || outcome === 'under-way')
      ? exit.failed
      : exit.ok;
  },
});
