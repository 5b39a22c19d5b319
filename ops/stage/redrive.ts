import type { DeadLetter, DeadLetters } from '../../core/ports/index.ts';
import { type Redriven, redrive } from '../../core/status/index.ts';
import { counted, t } from '../../language/index.ts';
import { refuse, resolveShop, shopOption } from '../arguments/meant.ts';
import {
  choice,
  flag,
  momentOf,
  optional,
  text,
  when,
  whenHelp,
  wholeNumber,
  withDefault,
} from '../arguments/parameter.ts';
import { defineCommand, exit, type OpsContext } from '../frame/command.ts';
import { offeredKinds } from '../pushes/push-kinds.ts';
import { type Block, cutAt, flexible, tableOf } from '../terminal/index.ts';
import { letterFacts, letterMatcher, unreadable } from './letter-facts.ts';

const redriveQueues = ['work', 'intake', 'stock', 'stock-intake', 'feed'] as const;
export type RedriveQueue = (typeof redriveQueues)[number];

type Choosing = 'shop' | 'kind' | 'code';

/** For which queues an option chooses anything, and what the messages of the others lack. */
const meant = (): Readonly<
  Record<Choosing, { readonly queues: readonly RedriveQueue[]; readonly others: string }>
> => ({
  shop: { queues: ['work', 'intake', 'stock', 'feed'], others: t`name a merchant and no shop` },
  kind: { queues: ['work', 'intake'], others: t`ask for no change of an order` },
  code: { queues: ['work'], others: t`are of no change that was tried at its mall` },
});

function redriveProblems(queue: RedriveQueue, given: Readonly<Record<Choosing, string | undefined>>): string[] {
  return (Object.keys(meant()) as Choosing[]).flatMap((option) => {
    const { queues, others } = meant()[option];
    if (given[option] === undefined || queues.includes(queue)) return [];
    const where = queues.map((name) => `--queue ${name}`).join(t` or `);
    return [
      t`--${option}: means nothing with --queue ${queue}, whose messages ${others}. Leave it out; it chooses with ${where}.`,
    ];
  });
}

export const redriveCommand = defineCommand({
  name: 'redrive',
  summary: 'Sends messages that a queue gave up back to it',
  help: `Only a defect of ours brings a message there; a mall that is down never does.
Without --really nothing is sent: it counts what would be. A message says only
where to look, so one that is sent twice does nothing twice.

It may be ended at any moment and run again. After Ctrl-C it finishes the ten it has
in hand and lets go of the others; what a killed run had in hand is hidden for a
minute. Nothing is lost by either.

work          says at which shop to look; --kind and --code choose by what the
              shop has undone (ops push list)
intake        requests by event; --kind chooses by what they ask for
stock         says at which shop or SKUs to look; --shop chooses the former
stock-intake  reports of stock by event, of a merchant
feed          events for the feeds of merchants, which the API reads

An option that chooses nothing in a queue is refused.

${whenHelp}`,
  examples: [
    ['redrive', 'counts what lies there, by kind and shop'],
    ['redrive --really --count 10', 'ten of them, to see whether they pass now'],
    ['redrive --really --shop kado-no-mise --rate 50', 'all of one shop, fifty a second'],
    ['redrive --queue intake --kind ship --before -1h', 'shipments reported more than an hour ago'],
  ],
  options: {
    really: flag('send them; without it nothing is sent'),
    queue: withDefault(choice(redriveQueues, 'which queue gave them up'), 'work'),
    shop: optional(shopOption('only those of this shop; not with stock-intake')),
    kind: optional(choice(offeredKinds, 'only those with this change; work and intake')),
    code: optional(text('<code>', 'only those of shops with an undone change of this reason or code; work')),
    before: optional(when('only those first sent before this moment')),
    count: optional(wholeNumber('<n>', 'at most so many', { from: 1, to: 1_000_000 })),
    rate: withDefault(wholeNumber('<n>', 'messages a second', { from: 1, to: 1_000 }), '20'),
  },
  async run(context, { really, queue, shop: shopName, kind, code, before, count, rate, json }) {
    const { ports, terminal } = context;
    const problems = redriveProblems(queue, { shop: shopName, kind, code });
    const shop = shopName === undefined ? null : await resolveShop(ports, shopName, problems);
    const letters = await queueMeant(context, queue, problems);
    if (letters === null || problems.length > 0) return refuse(t`Nothing was redriven`, problems);
    const sentBefore = before === undefined ? undefined : momentOf(before, ports.clock.now());
    const matches = letterMatcher(ports, { shop: shop?.key, kind, code, sentBefore });
    const tally = createTally();
    const noting = async (letter: DeadLetter): Promise<boolean> => {
      const isMeant = await matches(letter);
      if (isMeant) tally.note(letter);
      return isMeant;
    };
    const wish = { matches: noting, count: count ?? Number.POSITIVE_INFINITY, perSecond: rate, dryRun: !really };
    const { total, interrupted } = await redriveWithProgress(context, letters, wish);
    const { waiting, taken } = await letters.count();
    const rest = { waiting, taken, interrupted };
    if (json) terminal.printJson({ queue, dryRun: !really, ...total, ...tally.json(), ...rest });
    else terminal.print(...resultLines(total, { really, tally, ...rest }));
    return interrupted ? exit.failed : exit.ok;
  },
});

async function queueMeant({ deadLetters }: OpsContext, queue: string, problems: string[]): Promise<DeadLetters | null> {
  const found = (await deadLetters?.(queue))?.find((letters) => letters.queue === queue) ?? null;
  if (found === null)
    problems.push(t`--queue: there is no queue ${queue} that gives messages up, in this installation.`);
  return found;
}

async function redriveWithProgress(
  { ports, terminal }: OpsContext,
  letters: DeadLetters,
  wish: Parameters<typeof redrive>[1],
): Promise<{ readonly total: Redriven; readonly interrupted: boolean }> {
  let latest: Redriven = { seen: 0, matching: 0, sent: 0 };
  const { waiting } = await letters.count();
  const interruption = terminal.interruption();
  try {
    const total = await redrive(
      { letters, clock: ports.clock },
      { ...wish, isToEnd: interruption.isAsked },
      (soFar) => {
        latest = soFar;
        terminal.progress(
          t`looked at ${soFar.seen} of about ${Math.max(waiting, soFar.seen)}, meant ${soFar.matching}, sent ${soFar.sent}`,
        );
      },
    );
    return { total, interrupted: interruption.isAsked() };
  } catch (error) {
    terminal.say(
      t`It ended early, after ${counted(latest.sent, 'message')} sent back. The others are where they were: run this again.`,
    );
    throw error;
  } finally {
    interruption.release();
    terminal.endProgress();
  }
}

const shownMax = 20;

interface Tally {
  note(letter: DeadLetter): void;
  rows(): readonly TallyRow[];
  failures(): readonly (readonly [failure: string, messages: number])[];
  json(): { readonly byKind: object; readonly byShop: object; readonly byFailure: object };
}

interface TallyRow {
  readonly kind: string;
  readonly shop: string;
  readonly messages: number;
}

/** An empty tally. A message without a shop is counted under the group it was sent with, such as its merchant's. */
function createTally(): Tally {
  const rows = new Map<string, TallyRow>();
  const wrong = new Map<string, number>();
  const failures = () => [...wrong].sort(([, one], [, other]) => other - one);
  const sumBy = (word: 'kind' | 'shop'): object => {
    const sums: Record<string, number> = {};
    for (const row of rows.values()) sums[row[word]] = (sums[row[word]] ?? 0) + row.messages;
    return sums;
  };
  return {
    note(letter) {
      const { kind, shop: named } = letterFacts(letter);
      const shop = named ?? letter.group ?? t`none named`;
      const key = JSON.stringify([kind, shop]);
      rows.set(key, { kind, shop, messages: (rows.get(key)?.messages ?? 0) + 1 });
      if (letter.failure !== null) wrong.set(letter.failure, (wrong.get(letter.failure) ?? 0) + 1);
    },
    rows: () => [...rows.values()].sort((a, b) => b.messages - a.messages),
    failures,
    json: () => ({ byKind: sumBy('kind'), byShop: sumBy('shop'), byFailure: Object.fromEntries(failures()) }),
  };
}

function resultLines(
  { seen, matching, sent }: Redriven,
  rest: {
    readonly really: boolean;
    readonly tally: Tally;
    readonly waiting: number;
    readonly taken: number;
    readonly interrupted: boolean;
  },
): Block[] {
  const { really, tally, waiting, taken, interrupted } = rest;
  const rows = tally.rows();
  const hidden = taken === 0 ? [] : [t`${counted(taken, 'message')} in flight: run this again in a minute.`];
  const stopped = interrupted
    ? [t`Interrupted. About ${waiting} still lie there: run the same command again, it goes on where this ended.`]
    : [];
  if (seen === 0) return [t`No message was given up.`, ...hidden, ...stopped];
  return [
    t`${counted(seen, 'message')} looked at, ${matching} meant, ${sent} sent back.`,
    ...cutAt(shownMax, rows, (shown) =>
      tableOf(shown, ({ kind, shop, messages }) => ({ kind, shop: flexible(shop), messages })),
    ),
    ...cutAt(shownMax, tally.failures(), (shown) =>
      shown.map(([failure, messages]) => {
        // As the log has it, so it is quoted.
        const why = JSON.stringify(failure.replaceAll(/\s+/g, ' ').replaceAll('"', "'"));
        return t`${counted(messages, 'message')} given up at once: ${why}`;
      }),
    ),
    ...(rows.some(({ kind }) => kind === unreadable())
      ? [
          t`What is unreadable fails again: message.failed in the log says why. SQS deletes it 14 days after it was given up; to be rid of it before, delete it from the queue of dead letters.`,
        ]
      : []),
    ...(really || matching === 0 ? [] : [t`Nothing was sent: this was a dry run. With --really they are.`]),
    ...hidden,
    ...stopped,
  ];
}
