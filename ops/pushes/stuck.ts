import { minuteMs } from '../../core/kernel/index.ts';
import { t } from '../../language/language.ts';
import { counted } from '../../language/phrases.ts';
import { changeGroups, mustAct } from '../../views/change/index.ts';
import { countRejected, sumOfRejected } from '../../views/now/index.ts';
import { pausesNow } from '../../views/pause/index.ts';
import { jstIso } from '../../views/plain.ts';
import { orRefuse, shopOption, shopsMeant } from '../arguments/meant.ts';
import { optional, text, wholeNumber, withDefault } from '../arguments/parameter.ts';
import { defineCommand, type OpsContext } from '../frame/command.ts';
import { gatherPushes } from './gather.ts';
import { rejectedEvents, rejectedJson, rejectedLines } from './rejected-events.ts';
import { groupLines, nearDeadlines, type QueueLetters, summaryLines } from './stuck-lines.ts';

export const stuck = defineCommand({
  name: 'stuck',
  summary: 'Shows every requested change that does not move, and why',
  help: `Changes that failed, and who must act; changes undone for longer than --minutes,
and what they wait for; messages that a queue gave up (ops redrive); events that were
rejected, with the reasons and nothing else of them; orders that the mall will cancel
within two days because they are not confirmed.
Changes that a pause holds, or that wait for the mall, go on by themselves. Which pause
holds those of the last ten minutes, and by whom: --minutes 0.`,
  examples: [
    ['stuck', 'all shops, undone for ten minutes or more'],
    ['stuck --minutes 60 --shop kado-no-mise', 'one shop, an hour or more'],
    ['stuck --seen all', 'every rejected event is taken off: its sender knows'],
  ],
  options: {
    minutes: withDefault(
      wholeNumber('<minutes>', 'changes undone for so long count as stuck', { from: 0, to: 100_000 }),
      '10',
    ),
    shop: optional(shopOption('only of this shop')),
    seen: optional(
      text('<id>', 'takes off the rejected event with this id, which was seen to; all takes off every one'),
    ),
  },
  async run(context, { minutes, shop: shopName, seen, json }) {
    const { ports, terminal } = context;
    const now = ports.clock.now();
    const shops = await orRefuse(t`What is stuck cannot be shown`, (problems) => shopsMeant(ports, shopName, problems));
    const { pushes, cut } = await gatherPushes(ports, shops, {});
    const deadlines = await nearDeadlines(ports, shops);
    const groups = changeGroups(pushes, now - minutes * minuteMs, await pausesNow(ports, shops));
    const letters = await lettersOf(context);
    const events = await rejectedEvents(context, seen === undefined ? [] : seen === 'all' ? seen : [seen]);
    const rejected = sumOfRejected(await countRejected(context.rejectedLetters));
    if (json)
      terminal.printJson({
        at: jstIso(now),
        groups,
        mustAct: mustAct(groups),
        letters,
        rejected,
        rejectedEvents: events.left.map(rejectedJson),
        takenOff: events.dropped.map(rejectedJson),
        moreRejected: events.cut.length > 0,
        deadlines: deadlines.map((deadline) => ({ ...deadline, at: jstIso(deadline.at) })),
        cut,
      });
    else
      terminal.print(
        ...summaryLines(groups, { letters, rejected, minutes, deadlines }),
        ...groupLines(groups),
        ...rejectedLines(events),
      );
    if (cut.length > 0) terminal.say(t`${counted(cut.length, 'shop')} have more than were read: ${cut.join(', ')}`);
  },
});

async function lettersOf({ deadLetters }: OpsContext): Promise<QueueLetters[]> {
  const queues = (await deadLetters?.()) ?? [];
  return Promise.all(queues.map(async (letters) => ({ queue: letters.queue, ...(await letters.count()) })));
}
