import { type EpochMs, jstText } from '../../core/kernel/index.ts';
import type { MallName } from '../../core/model/index.ts';
import type { Credential } from '../../core/ports/index.ts';
import type { KeyColumn } from '../../core/tenants/index.ts';
import { momentOf, when } from '../arguments/parameter.ts';
import { publicKeyPem } from './public-key.ts';

/** One thing that a shop's keys consist of. */
export interface KeyPart {
  /** In files of keys, and when it is asked for. */
  readonly name: string;
  /** In lists of keys. */
  readonly column: KeyColumn;
  readonly wanted: string;
  /** Whether a text may be one. A text that is not is never repeated. */
  isRight(text: string): boolean;
  /** Parts that have to come with a new value of this one: it is not accepted alone. */
  readonly bringsAlong?: readonly string[];
}

/** Keys travel in a header, so they are printable ASCII; a pasted space or full-width letter is a slip. */
export function isKey(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]{1,200}$/.test(value);
}

const key = (name: string, column: KeyColumn): KeyPart => ({
  name,
  column,
  wanted: 'letters, digits and signs without spaces',
  isRight: isKey,
});

const moment = (name: string, column: KeyColumn): KeyPart => ({
  name,
  column,
  wanted: 'a moment in Japan that is over, such as 2026-11-24 or "2026-11-24 15:45"',
  isRight: (text) => 'value' in when('').read(text),
});

/** What a shop's keys consist of, by mall; in this order they are asked for. */
export const keyParts: Readonly<Record<MallName, readonly KeyPart[]>> = {
  rms: [key('serviceSecret', 'service_secret'), key('licenseKey', 'license_key')],
  yahoo: [
    key('clientId', 'client_id'),
    key('clientSecret', 'client_secret'),
    {
      ...key('refreshToken', 'refresh_token'),
      isRight: (text) => /^[\x21-\x7e]{1,2000}$/.test(text),
      bringsAlong: ['consentedAt'],
    },
    moment('consentedAt', 'consented_at'),
    {
      name: 'publicKey',
      column: 'public_key',
      wanted: 'the 公開鍵 as PEM, or its letters on one line',
      isRight: (text) => publicKeyPem(text) !== null,
      bringsAlong: ['publicKeyVersion', 'publicKeyIssuedAt'],
    },
    {
      name: 'publicKeyVersion',
      column: 'public_key_version',
      wanted: 'the number of the 公開鍵, such as 1',
      isRight: (text) => /^\d{1,6}$/.test(text),
    },
    moment('publicKeyIssuedAt', 'public_key_issued_at'),
  ],
};

/** The given parts of a key, by name; each is valid by itself. */
export type GivenKeys = Readonly<Record<string, string>>;

/**
 * The credential that was given, over the one that is stored; that has to be there where not everything is given. Notes what
 * keeps them from being one.
 */
export function credentialOf(
  mall: MallName,
  given: GivenKeys,
  standing: Credential | null,
  now: EpochMs,
  problems: string[],
): Credential | null {
  const before = standing === null ? {} : standingValues(standing);
  const values: GivenKeys = { ...before, ...given };
  const wanted = keyParts[mall].filter((part) => !(part.name in values)).map(({ name }) => name);
  const alone = keyParts[mall].flatMap((part) =>
    part.name in given ? (part.bringsAlong ?? []).filter((name) => !(name in given)) : [],
  );
  for (const name of new Set([...wanted, ...alone])) problems.push(`${name}: is missing.`);
  const read = (name: string): string => values[name] ?? '';
  const at = (name: string): EpochMs => {
    const reading = when('').read(read(name));
    const moment = 'value' in reading ? momentOf(reading.value, now) : now;
    if (moment > now) problems.push(`${name}: lies in the future.`);
    return moment;
  };
  const credential = ((): Credential => {
    switch (mall) {
      case 'rms':
        return { serviceSecret: read('serviceSecret'), licenseKey: read('licenseKey') };
      case 'yahoo':
        return {
          mall,
          clientId: read('clientId'),
          clientSecret: read('clientSecret'),
          refreshToken: read('refreshToken'),
          consentedAt: at('consentedAt'),
          publicKey: publicKeyPem(read('publicKey')) ?? '',
          publicKeyVersion: read('publicKeyVersion'),
          publicKeyIssuedAt: at('publicKeyIssuedAt'),
        };
    }
  })();
  return problems.length === 0 ? credential : null;
}

/** A stored credential as it would be given. */
function standingValues(standing: Credential): GivenKeys {
  const { mall: _, ...values } = standing;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'number' ? jstText(value) : value]),
  );
}
