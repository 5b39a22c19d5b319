import type { EpochMs } from '../kernel/index.ts';
import type { ApiKey } from '../model/index.ts';

/** A request that a key names itself (Idempotency-Key): when it was made first, and the fingerprint of what it asked for. */
export interface FirstRequest {
  readonly at: EpochMs;
  readonly fingerprint: string;
}

/** Keys of the API, and what they have requested. */
export interface ApiKeyStore {
  get(id: string): Promise<ApiKey | null>;
  /** All keys, ended ones included; one partition. */
  list(): Promise<ApiKey[]>;
  put(key: ApiKey): Promise<'stored' | 'changed'>;
  /** Notes the last use of an existing key, unless a later one is noted. */
  noteUse(id: string, at: EpochMs): Promise<void>;
  /** Notes a request of a key, unless one of this name is noted; gives what is noted. It expires after a day. */
  firstRequest(key: string, name: string, request: FirstRequest): Promise<FirstRequest>;
}
