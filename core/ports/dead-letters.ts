import type { EpochMs } from '../units.ts';

/** A message that a queue gave up, because whoever worked on it failed again and again. */
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
  /** Somebody has taken them, and they will be seen again unless they are taken away. */
  readonly taken: number;
}

/** The messages that one queue gave up. Every method may throw `queue.failing`. */
export interface DeadLetters {
  /** What the queue is for, in a word: `work`, `intake`. */
  readonly queue: string;
  /** About how many there are. */
  count(): Promise<LetterCount>;
  /** About how many messages are in the queue itself, and how many of them somebody works on. */
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
