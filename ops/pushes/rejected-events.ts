import { jstText, printable } from '../../core/kernel/index.ts';
import type { DeadLetter, RejectedLetters } from '../../core/ports/index.ts';
import { freshLetters } from '../../core/status/index.ts';
import { counted, cutLine, t } from '../../language/index.ts';
import { jstIso } from '../../views/plain.ts';
import type { OpsContext } from '../frame/command.ts';
import { type Block, paragraph } from '../terminal/index.ts';

/** A rejected event without its content, which may name a buyer. */
export interface RejectedEvent {
  readonly queue: string;
  readonly id: string;
  readonly source: string;
  readonly at: number;
  /** Places in the event, and what was expected there. */
  readonly reasons: readonly string[];
}

export const rejectedQueueText = (queue: string): string => (queue === 'stock' ? t`stock` : t`changes of orders`);

const readMax = 100;

export interface RejectedEvents {
  readonly left: readonly RejectedEvent[];
  /** Taken off, because they were seen to. */
  readonly dropped: readonly RejectedEvent[];
  /** Queues that have more than were read. */
  readonly cut: readonly string[];
  /** Events that another reader holds for a minute. */
  readonly elsewhere: number;
}

/** Reads the rejected events, and deletes those that a person has seen to: `seen` has their ids, or is `all`. */
export async function rejectedEvents(
  { rejectedLetters }: Pick<OpsContext, 'rejectedLetters'>,
  seen: readonly string[] | 'all' = [],
): Promise<RejectedEvents> {
  const queues = (await rejectedLetters?.()) ?? [];
  const all = await Promise.all(queues.map((queue) => eventsOf(queue, seen)));
  return {
    left: all.flatMap(({ left }) => left),
    dropped: all.flatMap(({ dropped }) => dropped),
    cut: all.flatMap(({ cut }) => cut),
    elsewhere: all.reduce((sum, queue) => sum + queue.elsewhere, 0),
  };
}

async function eventsOf(queue: RejectedLetters, seen: readonly string[] | 'all'): Promise<RejectedEvents> {
  const held = new Map<string, DeadLetter>();
  const { waiting, taken } = await queue.count();
  // An empty queue is only known after some seconds of waiting for messages.
  if (waiting + taken === 0) return { left: [], dropped: [], cut: [], elsewhere: 0 };
  for await (const _ of freshLetters(queue, held, () => held.size <= readMax));
  const letters = [...held.values()].map((letter) => ({ letter, event: eventIn(queue.queue, letter) }));
  const [dropped, left] = [letters.filter(({ event }) => isSeen(event)), letters.filter(({ event }) => !isSeen(event))];
  await queue.drop(dropped.map(({ letter }) => letter));
  await queue.release(left.map(({ letter }) => letter));
  return {
    left: left.map(({ event }) => event),
    dropped: dropped.map(({ event }) => event),
    cut: letters.length > readMax ? [queue.queue] : [],
    elsewhere: letters.length === 0 ? waiting + taken : 0,
  };

  function isSeen({ id }: RejectedEvent): boolean {
    return seen === 'all' || seen.includes(id);
  }
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

/** Says of events that cannot be shown now that they are there; null where there are none. */
export const elsewhereText = ({ elsewhere }: Pick<RejectedEvents, 'elsewhere'>): string | null =>
  elsewhere === 0
    ? null
    : t`${counted(elsewhere, 'event')} cannot be shown now, because another page or command reads them. Look again in a minute.`;

export function rejectedLines({ left, dropped, cut, elsewhere }: RejectedEvents): Block[] {
  const hidden = elsewhereText({ elsewhere });
  const said = [...dropped.map(({ id }) => t`taken off: ${printable(id)}`), ...(hidden === null ? [] : [hidden])];
  if (left.length === 0) return said;
  return [
    ...said,
    '',
    t`Events that were rejected: nothing of them was done. Their senders have to mend them and send them again.`,
    ...left.flatMap(({ queue, id, source, at, reasons }) => [
      `${jstText(at)} ${queue} ${printable(id)} (${printable(source)})`,
      ...reasons.map((reason) => paragraph(printable(reason), { label: '    ', least: 30 })),
    ]),
    ...(cut.length === 0 ? [] : [cutLine(left.length, null, t`take off what was seen to`)]),
    t`Once one is seen to, take it off: ops stuck --seen <id>`,
  ];
}

export const rejectedJson = ({ at, ...event }: RejectedEvent): object => ({ ...event, at: jstIso(at) });
