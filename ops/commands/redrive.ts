import type { DeadLetter, DeadLetters } from '../../core/ports/dead-letters.ts';
import { pushKinds } from '../../core/status/push.ts';
import { type Redriven, redrive } from '../../core/status/redrive.ts';
import { choice, flag, optional, text, wholeNumber, withDefault } from '../arguments/parameter.ts';
import { refuse, shopMeant, shopOption } from '../arguments/shop-and-span.ts';
import { momentOf, when } from '../arguments/when.ts';
import { defineCommand, type OpsContext } from '../command.ts';
import { exit } from '../exit.ts';
import { letterFacts, letterMatcher } from '../pushes/letter-facts.ts';
import { tableLines } from '../terminal/table.ts';
import { counted } from '../words/count.ts';

const queues = ['work', 'intake'] as const;

/** `ops redrive`: messages that a queue gave up go back to it. */
export const redriveCommand = defineCommand({
  name: 'redrive',
  summary: 'Sends messages that a queue gave up back to it',
  help: `Only a defect of ours brings a message there; a mall that is down never does.
Without --really nothing is sent: it counts what would be. A message says only
where to look, so one that is sent twice does nothing twice. It may be ended at
any moment and run again; what it had in hand is hidden for a minute.

work    says at which shop to look; --kind and --code choose by what the shop has
        undone (ops push list)
intake  requests by event; --kind chooses by what they ask for`,
  examples: [
    ['redrive', 'counts what lies there, by shop'],
    ['redrive --really --count 10', 'ten of them, to see whether they pass now'],
    ['redrive --really --shop kado-no-mise --rate 50', 'all of one shop, fifty a second'],
  ],
  arguments: {},
  options: {
    really: flag('send them; without it nothing is sent'),
    queue: withDefault(choice(queues, 'which queue gave them up'), 'work'),
    shop: optional(shopOption('only those of this shop')),
    kind: optional(choice(pushKinds, 'only those with this change')),
    code: optional(text('<code>', 'only those of shops with an undone change of this reason or code')),
    before: optional(when('only those first sent at this moment or earlier')),
    count: optional(wholeNumber('<n>', 'at most so many', { from: 1, to: 1_000_000 })),
    rate: withDefault(wholeNumber('<n>', 'messages a second', { from: 1, to: 1_000 }), '20'),
    json: flag('one line of JSON'),
  },
  async run(context, { really, queue, shop: shopName, kind, code, before, count, rate, json }) {
    const { ports, terminal } = context;
    const problems: string[] = [];
    const shop = shopName === undefined ? null : await shopMeant(ports, shopName, problems);
    const letters = await queueMeant(context, queue, problems);
    if (letters === null || problems.length > 0) return refuse('Nothing was redriven', problems);
    const sentUntil = before === undefined ? undefined : momentOf(before, ports.clock.now());
    const matches = letterMatcher(ports, { shop: shop?.key, kind, code, sentUntil });
    const byShop = new Map<string, number>();
    const noting = async (letter: DeadLetter): Promise<boolean> => {
      const isMeant = await matches(letter);
      const named = letterFacts(letter).shop ?? 'unreadable';
      if (isMeant) byShop.set(named, (byShop.get(named) ?? 0) + 1);
      return isMeant;
    };
    const wish = { matches: noting, count: count ?? Number.POSITIVE_INFINITY, perSecond: rate, dryRun: !really };
    const total = await redriveWithProgress(context, letters, wish);
    const { taken } = await letters.count();
    if (json) terminal.printJson({ queue, dryRun: !really, ...total, byShop: Object.fromEntries(byShop), taken });
    else terminal.print(...resultLines(total, { really, byShop, taken }, terminal.width));
    return exit.ok;
  },
});

async function queueMeant({ deadLetters }: OpsContext, queue: string, problems: string[]): Promise<DeadLetters | null> {
  const found = (await deadLetters?.())?.find((letters) => letters.queue === queue) ?? null;
  if (found === null)
    problems.push(`--queue: there is no queue ${queue} that gives messages up, in this installation.`);
  return found;
}

async function redriveWithProgress(
  { ports, terminal }: OpsContext,
  letters: DeadLetters,
  wish: Parameters<typeof redrive>[1],
): Promise<Redriven> {
  let latest: Redriven = { seen: 0, matching: 0, sent: 0 };
  try {
    return await redrive({ letters, clock: ports.clock }, wish, (soFar) => {
      latest = soFar;
      terminal.progress(`looked at ${soFar.seen}, meant ${soFar.matching}, sent ${soFar.sent}`);
    });
  } catch (error) {
    terminal.say(
      `It ended early, after ${counted(latest.sent, 'message')} sent back. The others are where they were: run this again.`,
    );
    throw error;
  } finally {
    terminal.endProgress();
  }
}

function resultLines(
  { seen, matching, sent }: Redriven,
  { really, byShop, taken }: { really: boolean; byShop: ReadonlyMap<string, number>; taken: number },
  width: number | null,
): string[] {
  const columns = [
    { title: 'shop', of: ([shop]: [string, number]) => shop },
    { title: 'messages', side: 'right' as const, of: ([, count]: [string, number]) => String(count) },
  ];
  const hidden = taken === 0 ? [] : [`${counted(taken, 'message')} in somebody’s hand: run this again in a minute.`];
  if (seen === 0) return ['No message lies there.', ...hidden];
  return [
    `${counted(seen, 'message')} looked at, ${matching} meant, ${sent} sent back.`,
    ...(matching === 0
      ? []
      : tableLines(
          [...byShop].sort(([, a], [, b]) => b - a),
          columns,
          width,
        )),
    ...(really || matching === 0 ? [] : ['Nothing was sent: this was a dry run. With --really they are.']),
    ...hidden,
  ];
}
