import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type EpochMs, hourMs } from '../kernel/index.ts';

export const apiScopes = ['orders:read', 'buyers:read', 'changes:write', 'stock:write', 'shops:write', 'ops'] as const;
export type ApiScope = (typeof apiScopes)[number];

/** A key of the API. Its text is shown once and stored nowhere. */
export interface ApiKey {
  readonly id: string;
  /** Merchant whose data the key reaches; null: all. */
  readonly merchant: string | null;
  readonly scopes: readonly ApiScope[];
  readonly name: string;
  /** SHA-256 of the text, whose 160 random bits make a slow hash pointless. */
  readonly hashed: string;
  readonly createdAt: EpochMs;
  readonly by: string;
  readonly endsAt: EpochMs;
  readonly endedBy?: string;
  /** Last use, to within `useNotedMs`. */
  readonly lastUsedAt?: EpochMs;
  readonly version: number;
}

export const useNotedMs = hourMs;

/** Random bytes of a key's text; 6 are its id. */
export const apiKeyBytes = 26;
const idDigits = 12;

const form = /^tsu_([0-9a-f]{52})([0-9a-f]{8})$/;

const checksum = (digits: string): string => crc32(digits).toString(16).padStart(8, '0');
const hashOf = (text: string): string => hash('sha256', text, 'base64url');

/** `tsu_`, id, secret, and a checksum that exposes a mistyped key without a read. */
export function apiKeyText(random: Uint8Array): string {
  const digits = Buffer.from(random).toString('hex');
  return `tsu_${digits}${checksum(digits)}`;
}

/** Id in a text; null where that cannot be a key. */
export function apiKeyId(text: string): string | null {
  const [, digits = '', sum] = form.exec(text) ?? [];
  return sum === undefined || sum !== checksum(digits) ? null : digits.slice(0, idDigits);
}

export type ApiKeyFacts = Pick<ApiKey, 'merchant' | 'scopes' | 'name' | 'createdAt' | 'by' | 'endsAt'>;

export function newApiKey(text: string, facts: ApiKeyFacts): ApiKey {
  return { id: apiKeyId(text) ?? '', ...facts, hashed: hashOf(text), version: 1 };
}

/** Compares hashes, so that timing reveals nothing of the text. */
export const isTextOf = (text: string, { hashed }: Pick<ApiKey, 'hashed'>): boolean => hashOf(text) === hashed;

export type ApiKeyStanding = 'works' | 'ended' | 'expired';

export function apiKeyStanding({ endsAt, endedBy }: Pick<ApiKey, 'endsAt' | 'endedBy'>, now: EpochMs): ApiKeyStanding {
  if (now < endsAt) return 'works';
  return endedBy === undefined ? 'expired' : 'ended';
}
