import { type EpochMs, sentence, TsunagiError } from '../kernel/index.ts';
import { type ApiKey, type ApiKeyFacts, apiKeyStanding, apiKeyText, newApiKey } from '../model/index.ts';
import type { ApiKeyStore } from '../ports/index.ts';

/**
 * Makes a key; its text is returned once and stored nowhere.
 *
 * @param random `apiKeyBytes` unpredictable bytes
 */
export async function issueApiKey(
  { apiKeys }: { readonly apiKeys: ApiKeyStore },
  facts: ApiKeyFacts,
  random: Uint8Array,
): Promise<{ readonly key: ApiKey; readonly text: string }> {
  const text = apiKeyText(random);
  const key = newApiKey(text, facts);
  if ((await apiKeys.put(key)) === 'stored') return { key, text };
  throw new TsunagiError('store.failing', 'later', sentence`The id ${key.id} is taken. Run this again.`);
}

/** Ends a key now, unless ended. Null if unknown. Throws `store.failing` when others keep writing. */
export async function endApiKey(
  { apiKeys }: { readonly apiKeys: ApiKeyStore },
  id: string,
  { by, now }: { readonly by: string; readonly now: EpochMs },
): Promise<{ readonly key: ApiKey; readonly was: 'working' | 'ended' } | null> {
  const before = await apiKeys.get(id);
  if (before === null) return null;
  if (apiKeyStanding(before, now) !== 'works') return { key: before, was: 'ended' };
  const key: ApiKey = { ...before, endsAt: now, endedBy: by, version: before.version + 1 };
  if ((await apiKeys.put(key)) === 'stored') return { key, was: 'working' };
  throw new TsunagiError('store.failing', 'later', sentence`Another process changes key ${id}. Run this again.`);
}
