import { askedFirst, type QueuedSpan, spanId } from '../../core/model/windows.ts';
import type { Spans } from '../../core/ports/orders.ts';
import type { MemoryStore } from './store.ts';

/** Queued spans, in memory. */
export function memorySpans({ spansById }: MemoryStore): Spans {
  /** The span as it was seen, if it has not been requested again since. */
  const same = (span: QueuedSpan): QueuedSpan | null => {
    const standing = spansById.get(spanId(span));
    return standing?.at === span.at ? standing : null;
  };
  return {
    async queue(span) {
      const standing = spansById.get(spanId(span));
      if (standing?.at === span.at && standing.by === span.by) return 'queued';
      if (standing === undefined || standing.at < span.at) spansById.set(spanId(span), Object.freeze({ ...span }));
      return standing === undefined ? 'queued' : 'renewed';
    },

    async list() {
      return [...spansById.values()].sort(askedFirst);
    },

    async advance(span, doneTo) {
      const standing = same(span);
      if (standing !== null) spansById.set(spanId(span), Object.freeze({ ...standing, doneTo }));
    },

    async remove(span) {
      if (same(span) !== null) spansById.delete(spanId(span));
    },
  };
}
