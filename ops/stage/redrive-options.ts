/** The queues from which messages can be redriven. */
export const redriveQueues = ['work', 'intake', 'stock', 'stock-intake'] as const;
export type RedriveQueue = (typeof redriveQueues)[number];

type Choosing = 'shop' | 'kind' | 'code';

/** For which queues an option chooses anything, and what the messages of the others lack. */
const meant: Readonly<Record<Choosing, { readonly queues: readonly RedriveQueue[]; readonly others: string }>> = {
  shop: { queues: ['work', 'intake', 'stock'], others: 'name a merchant and no shop' },
  kind: { queues: ['work', 'intake'], others: 'ask for no change of an order' },
  code: { queues: ['work'], others: 'are of no change that was tried at its mall' },
};

/** What is wrong with the options that were given for a queue: those by which none of its messages can be chosen. */
export function redriveProblems(queue: RedriveQueue, given: Readonly<Record<Choosing, string | undefined>>): string[] {
  return (Object.keys(meant) as Choosing[]).flatMap((option) => {
    const { queues, others } = meant[option];
    if (given[option] === undefined || queues.includes(queue)) return [];
    const where = queues.map((name) => `--queue ${name}`).join(' or ');
    return [
      `--${option}: means nothing with --queue ${queue}, whose messages ${others}. Leave it out; it chooses with ${where}.`,
    ];
  });
}
