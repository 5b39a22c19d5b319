import { secondMs } from '../core/kernel/index.ts';
import type { Reference } from '../core/ports/index.ts';
import { type Transport, TransportFailure } from '../malls/http.ts';

const timeoutMs = 8 * secondMs;
/** Longer than any page; a longer reply also counts as an answer. */
const maxBytes = 64 * 1024;

/** The independent address over HTTP; null when none is set. */
export function httpReference(transport: Transport, url: string | null): Reference | null {
  if (url === null) return null;
  return {
    async answers() {
      try {
        await transport({ method: 'GET', url, headers: {}, timeoutMs, maxBytes });
        return true;
      } catch (error) {
        if (error instanceof TransportFailure) return error.kind === 'too-large';
        throw error;
      }
    },
  };
}
