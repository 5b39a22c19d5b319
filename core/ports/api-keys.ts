import type { EpochMs } from '../kernel/index.ts';
import type { ApiKey } from '../model/index.ts';

export interface ApiKeyStore {
  get(id: string): Promise<ApiKey | null>;
  /** All keys, ended ones included; one partition. */
  list(): Promise<ApiKey[]>;
  put(key: ApiKey): Promise<'stored' | 'changed'>;
  /** Notes the last use of an existing key, unless a later one is noted. */
  noteUse(id: string, at: EpochMs): Promise<void>;
}
