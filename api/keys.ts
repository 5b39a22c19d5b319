import { type EpochMs, minuteMs, secondMs } from '../core/kernel/index.ts';
import { type ApiKey, apiKeyId, apiKeyStanding, isTextOf, useNotedMs } from '../core/model/index.ts';
import type { ApiPorts } from '../core/ports/index.ts';

/** Limit of a key's requests in each process: `burst` at once, then `perSecond`. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export const defaultRate: Rate = { perSecond: 200, burst: 400 };

/** A key that was ended is refused after this time. */
const keyMs = minuteMs;
/** Ids that a process remembers, so that made-up ones fill no memory. */
const remembered = 10_000;

interface Known {
  readonly key: ApiKey | null;
  readonly at: EpochMs;
}

/** Knows keys by their text, and how many requests each has left. */
export interface Keys {
  /** The key that works, or null. A text that cannot be a key costs no read, and an id one read a minute. */
  find(text: string): Promise<ApiKey | null>;
  /** Counts a request; gives back how long the key must wait, 0 for not at all. */
  count(key: ApiKey): number;
}

export function createKeys({ apiKeys, clock }: Pick<ApiPorts, 'apiKeys' | 'clock'>, rate: Rate): Keys {
  const known = new Map<string, Known>();
  const buckets = new Map<string, { left: number; at: EpochMs }>();

  async function read(id: string): Promise<ApiKey | null> {
    const now = clock.now();
    const before = known.get(id);
    if (before !== undefined && now - before.at < keyMs) return before.key;
    const key = await apiKeys.get(id);
    if (known.size >= remembered) known.clear();
    known.set(id, { key, at: now });
    return key;
  }

  return {
    async find(text) {
      const id = apiKeyId(text);
      const key = id === null ? null : await read(id);
      const now = clock.now();
      if (key === null || !isTextOf(text, key) || apiKeyStanding(key, now) !== 'works') return null;
      if (now - (key.lastUsedAt ?? 0) >= useNotedMs) {
        known.set(key.id, { key: { ...key, lastUsedAt: now }, at: known.get(key.id)?.at ?? now });
        await apiKeys.noteUse(key.id, now);
      }
      return key;
    },

    count({ id }) {
      const now = clock.now();
      const bucket = buckets.get(id) ?? { left: rate.burst, at: now };
      const refilled = ((now - bucket.at) / secondMs) * rate.perSecond;
      const left = Math.min(rate.burst, bucket.left + refilled);
      buckets.set(id, { left: left < 1 ? left : left - 1, at: now });
      return left < 1 ? ((1 - left) / rate.perSecond) * secondMs : 0;
    },
  };
}
