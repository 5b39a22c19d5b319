import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bareMerchant,
  changedMerchant,
  differingFacts,
  distinctContacts,
  isContact,
  isDigestTime,
  maskedContact,
  newMerchant,
} from '../../../../core/model/merchant.ts';

const now = Date.parse('2026-11-24T15:45:00+09:00');

describe('a contact', () => {
  it.each(['tencho@example.jp', 'a@b.co', 'first.last+mall@mail.example.co.jp', "o'neill@example.com"])(
    '%s is a mail address',
    (text) => expect(isContact(text)).toBe(true),
  );

  it.each([
    ...['', 'tencho', 'tencho@', '@example.jp', 'tencho@example', 'a b@example.jp', 'a@example.jp;b@example.jp'],
    ...['店長@example.jp', 'tencho＠example.jp', 'tencho@-example.jp', `${'a'.repeat(65)}@example.jp`, 'a@b..jp'],
    `a@${'b.'.repeat(130)}jp`,
  ])('%j is none', (text) => expect(isContact(text)).toBe(false));

  it.each([
    ['tencho@example.jp', 't***@example.jp'],
    ['t@example.jp', 't***@example.jp'],
    ['tencho', 't***'],
    ['@example.jp', '@***@example.jp'],
    ['𠮷野@example.jp', '𠮷***@example.jp'],
    ['a@b@example.jp', 'a***@example.jp'],
    ['tencho@example.jp tencho2', 't***'],
    ['', '***'],
  ])('%j is shown as %j', (text, shown) => expect(maskedContact(text)).toBe(shown));

  it('never shows more of what stands before the last @ than its first character', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{2,20}$/), fc.stringMatching(/^[A-Z]{1,9}\.JP$/), (local, domain) => {
        expect(maskedContact(`${local}@${domain}`)).not.toContain(local);
      }),
    );
  });

  it('that comes twice is one, whatever the case of its domain', () => {
    expect(distinctContacts(['b@example.jp', 'a@Example.jp', 'b@EXAMPLE.jp', 'B@example.jp'])).toEqual([
      'b@example.jp',
      'a@Example.jp',
      'B@example.jp',
    ]);
  });
});

describe('a merchant', () => {
  const merchant = newMerchant('kado', { name: '角の店', contacts: ['a@b.jp'], features: ['stock', 'import'] }, now);

  it('has its features in one order, in whatever order they were entered', () => {
    expect(merchant.features).toEqual(['import', 'stock']);
  });

  it('of which only the name was given is imported, and no mail is sent to it', () => {
    expect(bareMerchant('kado', now)).toMatchObject({ name: 'kado', contacts: [], features: ['import'], version: 1 });
  });

  it('differs by what it says and not by the order of its lists', () => {
    const same = { name: '角の店', contacts: ['a@b.jp'], features: ['import', 'stock'] as const };
    expect(differingFacts(merchant, same)).toEqual([]);
    expect(differingFacts(merchant, { ...same, features: ['stock', 'import'] })).toEqual([]);
    expect(differingFacts(merchant, { name: '角', contacts: [], features: ['stock'] })).toEqual([
      'name',
      'contacts',
      'features',
    ]);
    expect(differingFacts(merchant, {})).toEqual([]);
  });

  it('has a morning digest once it is given a time, and none once that is taken away', () => {
    const on = changedMerchant(merchant, { digestAt: '08:00' });
    expect(on).toEqual({ ...merchant, digestAt: '08:00', version: 2 });
    expect(changedMerchant(on, { name: '角' })).toMatchObject({ name: '角', digestAt: '08:00' });
    expect(changedMerchant(on, { digestAt: null })).toEqual({ ...merchant, version: 3 });
    expect(differingFacts(merchant, { digestAt: null })).toEqual([]);
    expect(differingFacts(on, { digestAt: null })).toEqual(['digestAt']);
    expect(differingFacts(on, { digestAt: '07:30' })).toEqual(['digestAt']);
  });

  it('keeps since when its digest has its time, until that is another', () => {
    const on = { ...changedMerchant(merchant, { digestAt: '08:00' }), digestSince: now };
    expect(changedMerchant(on, { name: '角' })).toMatchObject({ digestAt: '08:00', digestSince: now });
    expect(changedMerchant(on, { digestAt: '07:30' })).not.toHaveProperty('digestSince');
    expect(changedMerchant(on, { digestAt: null })).not.toHaveProperty('digestSince');
  });

  it.each(['05:00', '08:00', '10:59'])('may have its digest at %s', (time) => expect(isDigestTime(time)).toBe(true));
  it.each(['04:59', '11:00', '8:00', '08:60', '23:00', '', 'on'])('may not have its digest at %j', (time) =>
    expect(isDigestTime(time)).toBe(false),
  );

  it('counts its changes, and keeps what is not named', () => {
    expect(changedMerchant(merchant, { contacts: [] })).toEqual({ ...merchant, contacts: [], version: 2 });
  });
});
