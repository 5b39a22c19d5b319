import type { Push } from '../../core/model/index.ts';
import { retryPush } from '../../core/status/index.ts';
import { whoDoes } from '../arguments/who.ts';
import { defineCommand, exit } from '../frame/command.ts';
import { handledJson, handledLines, oneByOne, pickOptions, pickPushes, problemsOfPicking } from './pick.ts';

const words = {
  'would-retry': 'would be tried again',
  reopened: 'tried again from the beginning',
  'due-now': 'tried again at once',
  'under-way': 'under way already',
  replaced: 'replaced by a later request: if this one is meant, ask for it again',
  confirmed: 'seen at the mall before; looked at again with --order',
  'push.changing': 'being changed by others: run this again',
  'push.unknown': 'no longer there',
};

/** `ops push retry`: failed changes begin anew, and waiting ones are tried at once. */
export const pushRetry = defineCommand({
  name: 'push retry',
  summary: 'Tries failed changes again, and waiting ones at once',
  help: `A failed change begins anew; one that waits for its next try is due at once. Nothing
that was tried before stands in the way. The mall is looked at first, so what is there
already is not done again. What a pause holds stays held. With --order also what is
confirmed is looked at, and made again if it was undone at the mall.`,
  examples: [
    ['push retry --order 370001-20261124-0203456789', 'one order'],
    ['push retry --shop kado-no-mise --reason not-confirmed-yet --dry-run', 'tells which ones'],
    ['push retry --reason function-off --count 100 --rate 5', 'a hundred, five a second'],
  ],
  options: pickOptions,
  problemsOf: problemsOfPicking,
  async run(context, { count, rate, by, dryRun, json, ...pick }) {
    const { ports, terminal } = context;
    const looksAtConfirmed = pick.order !== undefined;
    const found = (await pickPushes(context, pick, 'Nothing was tried again')).filter(
      (push) => isToBeRetried(push) || (looksAtConfirmed && push.state.kind === 'confirmed'),
    );
    const pushes = found.slice(0, count);
    const who = whoDoes(by);
    const handled = dryRun
      ? pushes.map((push) => ({ push, outcome: 'would-retry' }))
      : await oneByOne(context, pushes, { word: 'tried again', perSecond: rate }, async (push) => {
          return (await retryPush(ports, push, { by: who, looksAtConfirmed })).kind;
        });
    if (json) terminal.printJson(handledJson(handled, dryRun));
    else if (handled.length === 0) terminal.print('No such change. What there is: ops push list');
    else terminal.print(...handledLines(handled, words));
    return handled.some(({ outcome }) => outcome === 'push.changing') ? exit.failed : exit.ok;
  },
});

/** What was taken back is asked for again with the command that asked for it first. */
function isToBeRetried({ state }: Push): boolean {
  return state.kind === 'failed' || state.kind === 'retrying' || state.kind === 'held';
}
