import type { QueuedSpan } from '../orders/queued-span.ts';
import type { EpochMs } from '../units.ts';

/** Spans that people asked to be imported while nothing could be asked of the mall. */
export interface Spans {
  /**
   * Queues a span. The same span of the same shop is one, whoever asks how often: asked for again, it is imported from its
   * beginning, because the newer wish may doubt what was imported meanwhile. A repeat of our own write is `queued`.
   */
  queue(span: QueuedSpan): Promise<'queued' | 'renewed'>;
  /** All that wait, the one asked for first first; by one strongly consistent read of one partition. */
  list(): Promise<QueuedSpan[]>;
  /** Notes up to where a span is imported, unless it was asked for again since. */
  advance(span: QueuedSpan, doneTo: EpochMs): Promise<void>;
  /** Takes a span out, unless it was asked for again since. */
  remove(span: QueuedSpan): Promise<void>;
}
