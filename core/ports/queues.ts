import { type EpochMs, minuteMs } from '../kernel/index.ts';
import type { ShopKey } from '../model/index.ts';
import type { OrderHint } from './mall.ts';

/** Messages never carry state, so they may be lost, duplicated, late or out of order. */
export interface WorkQueue {
  /**
   * Sends one message per shop, after `afterMs` (at most 15 minutes). Throws `queue.failing` if some were not sent; the sweep sends them
   * again.
   */
  look(shops: readonly ShopKey[], afterMs?: number): Promise<void>;
}

export interface StockQueue extends WorkQueue {
  /**
   * `from`: the shop whose orders moved the SKUs, or the merchant if unknown, so that its messages do not delay others'. Throws
   * `queue.failing` if some were not sent; the sweep finds them.
   */
  spread(from: string, merchant: string, skus: readonly string[]): Promise<void>;
  /** Sends glances for their moments. Throws `queue.failing` if some were not sent; nothing sends them again. */
  glance(glances: readonly Glance[]): Promise<void>;
}

/** The queue that feeds the reading of single orders (`core/import/import-hinted.ts`). */
export interface HintQueue {
  /** Sends one hint. Throws `queue.failing` if it was not sent; then the mall's own listing brings the order. */
  hint(hint: OrderHint & { readonly shop: ShopKey }): Promise<void>;
}

/** A look at the orders of selling shops between the runs of each minute. */
export interface Glance {
  readonly shard: number;
  readonly shards: number;
  readonly at: EpochMs;
  readonly atOnce: number;
  readonly shops: readonly ShopKey[];
  /** True if a mall's message asked for the glance, at a shop listed rarely. */
  readonly isHinted?: true;
}

/** A message whose worker failed repeatedly, or that no worker can handle. */
export interface DeadLetter {
  readonly id: string;
  /** New at each receive. */
  readonly handle: string;
  /** May contain personal data if a request by event. */
  readonly body: string;
  readonly group: string | null;
  readonly sentAt: EpochMs;
  /** The fault, where the function gave up at once; null after repeated failure. */
  readonly failure: string | null;
}

export interface LetterCount {
  readonly waiting: number;
  /** Messages in flight, visible again unless deleted. */
  readonly taken: number;
}

/** Dead letters of one queue. Every method may throw `queue.failing`. */
export interface DeadLetters {
  /** Purpose of the queue: `work`, `intake`. */
  readonly queue: string;
  count(): Promise<LetterCount>;
  depth(): Promise<LetterCount>;
  /** Receives up to 10, hidden from others for `deadLetterHoldSeconds`. An empty result does not prove emptiness. */
  take(limit: number): Promise<DeadLetter[]>;
  /** Returns messages to their queue, then deletes them here: doubled at worst, never lost. Returns the number sent. */
  sendBack(letters: readonly DeadLetter[]): Promise<number>;
  release(letters: readonly DeadLetter[]): Promise<void>;
}

/** Seconds for which a received message is hidden, also if the run dies. */
export const deadLetterHoldSeconds = 60;

/** Rejected events of one queue, for people. Every method may throw `queue.failing`. */
export interface RejectedLetters extends Pick<DeadLetters, 'count' | 'take' | 'release'> {
  /** Subject of the events: `status`, `stock`. */
  readonly queue: string;
  drop(letters: readonly DeadLetter[]): Promise<void>;
}

export interface RejectedRequests {
  /** Throws `queue.failing`; then the event must be delivered again. */
  keep(rejected: RejectedRequest): Promise<void>;
}

export interface RequestEvent {
  readonly id: string;
  readonly source: string;
  /** Time on the bus, in the bus's notation. */
  readonly time: string;
  readonly detail: unknown;
}

/** A request of which nothing was applied, for the person who has to correct it. */
export interface RejectedRequest {
  readonly event: Omit<RequestEvent, 'detail'>;
  /** Places and expectations, without any content of the event. */
  readonly reasons: readonly string[];
  /** The content, without unknown fields. */
  readonly detail: unknown;
}

/** Events are on the bus for seconds, but a sender's clock may be minutes slow. */
const onItsWayMaxMs = 15 * minuteMs;

/**
 * The event's own time, equal at every delivery, limited to the minutes before our queue got it. A future time would win against all later
 * requests; a time long past could not restart what failed since.
 */
export function momentOf({ time }: RequestEvent, arrivedAt: EpochMs): EpochMs {
  const at = Date.parse(time);
  const isHonest = at <= arrivedAt && at >= arrivedAt - onItsWayMaxMs;
  return isHonest ? at : arrivedAt;
}

/** Queues that lost their function when the stage changed profile. */
export interface Leftovers {
  /** Moves messages to the queues in use; returns how many. Throws `queue.failing`, losing nothing. */
  move(): Promise<number>;
}
