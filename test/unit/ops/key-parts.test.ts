import { describe, expect, it } from 'vitest';
import { credentialOf } from '../../../ops/keys/keys.ts';
import { keyShape } from '../../../ops/merchants/key-lines.ts';

const now = Date.parse('2026-11-24T15:45:00+09:00');
const read = (mall: string, given: Record<string, string>, standing: Record<string, string | number> | null) => {
  const problems: string[] = [];
  return { credential: credentialOf(mall, given, standing, now, problems), problems };
};

describe('a part of a key', () => {
  it('that is stored stays as it is beside a new one, also where its form is not accepted any more', () => {
    expect(read('rms', { licenseKey: 'newkey' }, { serviceSecret: 'two words', licenseKey: 'old' })).toEqual({
      credential: { serviceSecret: 'two words', licenseKey: 'newkey' },
      problems: [],
    });
    const stored = {
      mall: 'yahoo',
      clientId: 'a',
      clientSecret: 'b',
      refreshToken: 'c',
      consentedAt: now - 86_400_001,
    };
    const more = { publicKey: 'no PEM', publicKeyVersion: 'one', publicKeyIssuedAt: now - 1 };
    expect(read('yahoo', { consentedAt: '2026-11-24 15:44' }, { ...stored, ...more })).toEqual({
      credential: { ...stored, ...more, consentedAt: now - 60_000 },
      problems: [],
    });
  });

  it('that is given has to fit, and one that is neither given nor stored is missing', () => {
    const problem = 'serviceSecret: expected letters, digits and signs without spaces, got something else.';
    expect(read('rms', { serviceSecret: 'two words' }, { serviceSecret: 'a', licenseKey: 'b' })).toEqual({
      credential: null,
      problems: [problem],
    });
    expect(read('rms', { licenseKey: 'b' }, null)).toMatchObject({ problems: ['serviceSecret: is missing.'] });
  });

  it('has one column in lists of keys', () => {
    expect(new Set(keyShape.optional).size).toBe(keyShape.optional.length);
  });
});
