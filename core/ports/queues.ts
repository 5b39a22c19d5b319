import { type EpochMs, minuteMs } from '../kernel/index.ts';
import type { ShopKey } from '../model/index.ts';

/** Tells workers where to look. A message names a shop and never state, so it may be lost, duplicated, late or out of order. */
export interface WorkQueue {
  /**
   * Sends one message for each shop, delivered now or after `afterMs` milliseconds (at most 15 minutes). Throws `queue.failing` when some
   * could not be sent: the sweep will send them again.
   */
  look(shops: readonly ShopKey[], afterMs?: number): Promise<void>;
}

/** Tells the workers of stock where to look: at a shop's listings, or at SKUs whose level may have changed. */
export interface StockQueue extends WorkQueue {
  /**
   * Names SKUs of a merchant that were marked dirty, many in one message; `from` is the shop whose orders moved them, or the merchant
   * if that shop is not known, so that its messages do not delay those of others. Throws `queue.failing` when some could not be
   * sent: the sweep finds them.
   */
  spread(from: string, merchant: string, skus: readonly string[]): Promise<void>;
  /** Sends glances, each to be delivered at its moment. Throws `queue.failing` when some could not be sent: nothing sends them again. */
  glance(glances: readonly Glance[]): Promise<void>;
}

/** One look at the orders of shops that sell, between two runs of a minute. */
export interface Glance {
  readonly shard: number;
  readonly shards: number;
  /** When it is due. */
  readonly at: EpochMs;
  /** Shops that are looked at side by side. */
  readonly atOnce: number;
  readonly shops: readonly ShopKey[];
  /** True for one that a message of a mall asked for, at a shop that the minute run lists rarely. */
  readonly isHinted?: true;
}

/** A dead letter: a message whose worker failed repeatedly, or that no worker can ever deal with. */
export interface DeadLetter {
  /** The queue's id of it. */
  readonly id: string;
  /** The handle to send it back, release or delete it; a new one at each receive. */
  readonly handle: string;
  /** May contain personal data if it is a request by event. */
  readonly body: string;
  /** Its message group; null if there is none. */
  readonly group: string | null;
  /** When it was first sent. */
  readonly sentAt: EpochMs;
  /** What is wrong with it, in the words of a log, where its function gave it up at once; null where it failed repeatedly. */
  readonly failure: string | null;
}

/** Counts of messages. */
export interface LetterCount {
  readonly waiting: number;
  /** Messages in flight. They become visible again unless they are deleted. */
  readonly taken: number;
}

/** The dead letters of one queue. Every method may throw `queue.failing`. */
export interface DeadLetters {
  /** The purpose of the queue: `work`, `intake`. */
  readonly queue: string;
  /** Their approximate number. */
  count(): Promise<LetterCount>;
  /** The approximate numbers of messages in the queue itself, and of those in flight. */
  depth(): Promise<LetterCount>;
  /** Receives at most `limit` (10 at most), hidden from others for `deadLetterHoldSeconds`. An empty result does not prove that there are none. */
  take(limit: number): Promise<DeadLetter[]>;
  /**
   * Sends messages to the queue they came from, and then deletes those that it accepted: in between a message may exist twice, and is never
   * lost. Returns how many were sent.
   */
  sendBack(letters: readonly DeadLetter[]): Promise<number>;
  /** Makes messages visible again at once. */
  release(letters: readonly DeadLetter[]): Promise<void>;
}

/** How long a received message is hidden, in seconds of the queue. The messages of a run that dies stay hidden no longer. */
export const deadLetterHoldSeconds = 60;

/** The rejected events of one queue, for the person who has to read them. Every method may throw `queue.failing`. */
export interface RejectedLetters extends Pick<DeadLetters, 'count' | 'take' | 'release'> {
  /** What the events were to change: `status`, `stock`. */
  readonly queue: string;
  /** Deletes them. */
  drop(letters: readonly DeadLetter[]): Promise<void>;
}

/** Keeps rejected requests until a person has read them. */
export interface RejectedRequests {
  /** Stores one. Throws `queue.failing` if that fails: then the event has to be delivered again. */
  keep(rejected: RejectedRequest): Promise<void>;
}

/** The event of a request, as the bus describes it. */
export interface RequestEvent {
  /** The bus's id of the event. */
  readonly id: string;
  readonly source: string;
  /** When it was put on the bus, as the bus writes it. */
  readonly time: string;
  readonly detail: unknown;
}

/** A rejected request by event. No part of it was applied; it is kept for the person who has to correct it. */
export interface RejectedRequest {
  readonly event: Omit<RequestEvent, 'detail'>;
  /** All its problems: places and what was expected, without any content of the event. */
  readonly reasons: readonly string[];
  /** Its content, without unknown fields. */
  readonly detail: unknown;
}

/** An event is on the bus for seconds; its sender's clock may be some minutes slow. */
const onItsWayMaxMs = 15 * minuteMs;

/**
 * The moment of the request: the event's own time, which every delivery repeats, so that a repeat is recognised. But the sender may write any
 * time into it. A future time would win against every later request. A time long ago could not restart what has failed since, and would have
 * waited too long at once. So it counts only within the minutes before our queue got the event. Measured from there, and not from now, the
 * moment is the same at every delivery.
 */
export function momentOf({ time }: RequestEvent, arrivedAt: EpochMs): EpochMs {
  const at = Date.parse(time);
  const isHonest = at <= arrivedAt && at >= arrivedAt - onItsWayMaxMs;
  return isHonest ? at : arrivedAt;
}

/** Queues that feed no function any more, since the stage has another profile; what still lies there, or comes back there, is moved on. */
export interface Leftovers {
  /** Moves what lies there to the queues that are worked on; returns how many messages. Throws `queue.failing`; nothing is lost by that. */
  move(): Promise<number>;
}
