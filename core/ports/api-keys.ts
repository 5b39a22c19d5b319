import type { EpochMs } from '../kernel/index.ts';
import type { ApiKey } from '../model/index.ts';

/** First request under an Idempotency-Key: its time and the fingerprint of its body. */
export interface FirstRequest {
  readonly at: EpochMs;
  readonly fingerprint: string;
}

/** API keys and the Idempotency-Keys that they have used. */
export interface ApiKeyStore {
  get(id: string): Promise<ApiKey | null>;
  /** All keys, ended ones included; one partition. */
  list(): Promise<ApiKey[]>;
  put(key: ApiKey): Promise<'stored' | 'changed'>;
  /** Notes the last use of an existing key, unless a later one is noted. */
  noteUse(id: string, at: EpochMs): Promise<void>;
  /** Notes a request under a name, unless that name is taken, and returns the noted one. Notes expire after a day. */
  firstRequest(key: string, name: string, request: FirstRequest): Promise<FirstRequest>;
}
