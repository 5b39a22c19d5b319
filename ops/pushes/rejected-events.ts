import { jstText, printable } from '../../core/kernel/index.ts';
import type { DeadLetter, RejectedLetters } from '../../core/ports/index.ts';
import type { OpsContext } from '../frame/command.ts';
import { t } from '../language/language.ts';
import { type Block, paragraph } from '../terminal/table.ts';
import { jstIso } from '../terminal/text.ts';

/** A rejected event without its content, which may name a buyer. */
export interface RejectedEvent {
  readonly queue: string;
  /** The bus's id of it. */
  readonly id: string;
  readonly source: string;
  readonly at: number;
  /** Places in the event, and what was expected there. */
  readonly reasons: readonly string[];
}

/** Events that are read of a queue at once. */
const readMax = 100;

/**
 * Reads the rejected events, and deletes those that a person has seen to.
 *
 * @param seen the id of an event, or `all`; undefined deletes none
 */
export async function rejectedEvents(
  { rejectedLetters }: Pick<OpsContext, 'rejectedLetters'>,
  seen?: string,
): Promise<{ readonly left: RejectedEvent[]; readonly dropped: RejectedEvent[] }> {
  const [left, dropped]: [RejectedEvent[], RejectedEvent[]] = [[], []];
  for (const queue of (await rejectedLetters?.()) ?? []) {
    const letters = (await takeAll(queue)).map((letter) => ({ letter, event: eventIn(queue.queue, letter) }));
    const isSeen = ({ event }: (typeof letters)[number]): boolean => seen === 'all' || seen === event.id;
    await queue.drop(letters.filter(isSeen).map(({ letter }) => letter));
    await queue.release(letters.filter((one) => !isSeen(one)).map(({ letter }) => letter));
    for (const one of letters) (isSeen(one) ? dropped : left).push(one.event);
  }
  return { left, dropped };
}

async function takeAll(queue: RejectedLetters): Promise<DeadLetter[]> {
  const all: DeadLetter[] = [];
  while (all.length < readMax) {
    const some = await queue.take(10);
    if (some.length === 0) break;
    all.push(...some);
  }
  return all;
}

function eventIn(queue: string, { id, body, sentAt: at }: DeadLetter): RejectedEvent {
  try {
    const { event, reasons } = JSON.parse(body) as {
      readonly event: { readonly id: string; readonly source: string };
      readonly reasons: readonly string[];
    };
    return { queue, id: String(event.id), source: String(event.source), at, reasons: reasons.map(String) };
  } catch {
    return { queue, id, source: '?', at, reasons: [t`the message in the queue cannot be read`] };
  }
}

/** Each event with its reasons, and how it is taken off. */
export function rejectedLines({ left, dropped }: Awaited<ReturnType<typeof rejectedEvents>>): Block[] {
  const said = dropped.map(({ id }) => t`taken off: ${printable(id)}`);
  if (left.length === 0) return said;
  return [
    ...said,
    '',
    t`Events that were rejected: nothing of them was done. Their senders have to mend them and send them again.`,
    ...left.flatMap(({ queue, id, source, at, reasons }) => [
      `${jstText(at)} ${queue} ${printable(id)} (${printable(source)})`,
      ...reasons.map((reason) => paragraph(printable(reason), { label: '    ', least: 30 })),
    ]),
    t`Once one is seen to, take it off: ops stuck --seen <id>`,
  ];
}

/** The same for programs. */
export const rejectedJson = ({ at, ...event }: RejectedEvent): object => ({ ...event, at: jstIso(at) });
