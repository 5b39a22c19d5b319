import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type EpochMs, hourMs } from '../kernel/index.ts';

/** What a key of the API may be used for. */
export const apiScopes = ['orders:read', 'buyers:read', 'changes:write', 'stock:write', 'shops:write', 'ops'] as const;
export type ApiScope = (typeof apiScopes)[number];

/** A key of the API as it is kept. Its text is shown once and stored nowhere. */
export interface ApiKey {
  /** The public part of its text. */
  readonly id: string;
  /** Whose data it reaches; null: those of every merchant. */
  readonly merchant: string | null;
  readonly scopes: readonly ApiScope[];
  /** What uses it. */
  readonly name: string;
  /** SHA-256 of its text, which has 160 random bits: a slow hash would add nothing. */
  readonly hashed: string;
  readonly createdAt: EpochMs;
  readonly by: string;
  /** From when on it is refused. */
  readonly endsAt: EpochMs;
  /** Who ended it before its time. */
  readonly endedBy?: string;
  /** Within `useNotedMs` of its last use. */
  readonly lastUsedAt?: EpochMs;
  readonly version: number;
}

/** How often the last use of a key is written down. */
export const useNotedMs = hourMs;

/** Random bytes that the text of a key is made of: 6 are its id. */
export const apiKeyBytes = 26;
const idDigits = 12;

const form = /^tsu_([0-9a-f]{52})([0-9a-f]{8})$/;

const checksum = (digits: string): string => crc32(digits).toString(16).padStart(8, '0');
const hashOf = (text: string): string => hash('sha256', text, 'base64url');

/** The text of a key: `tsu_`, its id, its secret, and a checksum by which a mistyped one is told without a read. */
export function apiKeyText(random: Uint8Array): string {
  const digits = Buffer.from(random).toString('hex');
  return `tsu_${digits}${checksum(digits)}`;
}

/** The id in the text of a key; null where the text cannot be one. */
export function apiKeyId(text: string): string | null {
  const [, digits = '', sum] = form.exec(text) ?? [];
  return sum === undefined || sum !== checksum(digits) ? null : digits.slice(0, idDigits);
}

/** What a key is made with. */
export type ApiKeyFacts = Pick<ApiKey, 'merchant' | 'scopes' | 'name' | 'createdAt' | 'by' | 'endsAt'>;

/** The row of a key with this text. */
export function newApiKey(text: string, facts: ApiKeyFacts): ApiKey {
  return { id: apiKeyId(text) ?? '', ...facts, hashed: hashOf(text), version: 1 };
}

/** True where the text is that of the key. How long the comparison takes says nothing of the text: hashes are compared. */
export const isTextOf = (text: string, { hashed }: Pick<ApiKey, 'hashed'>): boolean => hashOf(text) === hashed;

/** How a key stands at a moment. */
export type ApiKeyStanding = 'works' | 'ended' | 'expired';

export function apiKeyStanding({ endsAt, endedBy }: Pick<ApiKey, 'endsAt' | 'endedBy'>, now: EpochMs): ApiKeyStanding {
  if (now < endsAt) return 'works';
  return endedBy === undefined ? 'expired' : 'ended';
}
