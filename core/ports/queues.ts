import { type EpochMs, minuteMs } from '../kernel/index.ts';
import type { ShopKey } from '../model/index.ts';

/** Tells workers where to look. A message names a shop and never state, so it may be lost, doubled, late or out of order. */
export interface WorkQueue {
  /**
   * Sends one message a shop, to come now or after `afterMs` milliseconds (at most 15 minutes). Throws `queue.failing` when some
   * could not be sent: the sweep will send them again.
   */
  look(shops: readonly ShopKey[], afterMs?: number): Promise<void>;
}

/** Tells the workers of stock where to look: at a shop's listings, or at SKUs whose level may have changed. */
export interface StockQueue extends WorkQueue {
  /**
   * Names SKUs of a merchant that were marked dirty, many in one message; `from` is the shop whose orders moved them, or the merchant
   * where that shop is not known, so that its messages do not hold up those of others. Throws `queue.failing` when some could not be
   * sent: the sweep finds them.
   */
  spread(from: string, merchant: string, skus: readonly string[]): Promise<void>;
}

/** A message that a queue gave up, because its worker failed again and again. */
export interface DeadLetter {
  /** The queue's id of it. */
  readonly id: string;
  /** By which it is sent back, released or taken away; another one each time it is taken. */
  readonly handle: string;
  /** May hold personal data where it is a request by event. */
  readonly body: string;
  /** The group it was sent with; null when with none. */
  readonly group: string | null;
  /** When it was first sent. */
  readonly sentAt: EpochMs;
}

/** How many messages lie somewhere. */
export interface LetterCount {
  readonly waiting: number;
  /** Messages that a reader has taken. They will be seen again unless they are taken away. */
  readonly taken: number;
}

/** The messages that one queue gave up. Every method may throw `queue.failing`. */
export interface DeadLetters {
  /** What the queue is for, in a word: `work`, `intake`. */
  readonly queue: string;
  /** About how many there are. */
  count(): Promise<LetterCount>;
  /** About how many messages are in the queue itself, and how many of them are being worked on. */
  depth(): Promise<LetterCount>;
  /** Takes at most `limit` (10 at most), hidden from others for `deadLetterHoldSeconds`. Empty does not prove that none is there. */
  take(limit: number): Promise<DeadLetter[]>;
  /**
   * Sends messages to the queue they came from, and takes away those that it accepted, in this order: between the two a message
   * may be there twice, and is never lost. Gives back how many were sent.
   */
  sendBack(letters: readonly DeadLetter[]): Promise<number>;
  /** Lets others see messages again at once. */
  release(letters: readonly DeadLetter[]): Promise<void>;
}

/** How long a taken message is hidden, in seconds of the queue. A run that dies leaves its last ones hidden for no longer. */
export const deadLetterHoldSeconds = 60;

/** Where requests that could not be taken in are kept until a person has read them. */
export interface RejectedRequests {
  /** Keeps one. Throws `queue.failing` when it could not be kept: then the event has to come again. */
  keep(rejected: RejectedRequest): Promise<void>;
}

/** Which event asked for something, in the words of the bus that carried it. */
export interface RequestEvent {
  /** The bus's id of the event. */
  readonly id: string;
  readonly source: string;
  /** When it was put on the bus, as the bus writes it. */
  readonly time: string;
  readonly detail: unknown;
}

/** A request by event that could not be taken in. Nothing of it was; it is kept for the person who has to correct it. */
export interface RejectedRequest {
  readonly event: Omit<RequestEvent, 'detail'>;
  /** Everything that was wrong with it. Names places and what was expected; quotes nothing of the event. */
  readonly reasons: readonly string[];
  /** What it said, without anything that a request has no field for. */
  readonly detail: unknown;
}

/** An event is on the bus for seconds; its sender's clock may be some minutes slow. */
const onItsWayMaxMs = 15 * minuteMs;

/**
 * When it was asked for: the event's own time, which the bus repeats with every delivery of it, so that a repeat is known. But a
 * sender may write any time into it. One in the future would stand above whatever is asked for next; one of long ago could begin
 * nothing anew that has failed since, and would have waited for the mall too long at once. So it counts only where it lies in the
 * minutes before our queue got the event. Measured from there, and not from now, the moment is the same however often, and after
 * however long, the queue hands the event out.
 */
export function momentOf({ time }: RequestEvent, arrivedAt: EpochMs): EpochMs {
  const at = Date.parse(time);
  const isHonest = at <= arrivedAt && at >= arrivedAt - onItsWayMaxMs;
  return isHonest ? at : arrivedAt;
}
