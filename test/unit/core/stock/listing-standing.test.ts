import { describe, expect, it } from 'vitest';
import { dayMs } from '../../../../core/kernel/time.ts';
import { type Listing, needsPerson, nextListing, waitingSince } from '../../../../core/model/listing.ts';
import {
  decidedListing,
  findingOf,
  isUnreflected,
  listingStep,
  resent,
  seenChange,
  standingOf,
} from '../../../../core/stock/check-listing.ts';

const now = Date.UTC(2026, 10, 24, 5);
const level = { sku: 'tea', free: 5, buffer: 0, fingerprint: 'f' };
const terms = { linked: true, buffer: 0, cap: null, floor: null };
const key = { shop: 'rms#kado' as const, item: 'tea/tea', merchant: 'kado', sku: 'tea' };
const shown: Listing = {
  ...key,
  ...terms,
  version: 3,
  writer: 'w',
  terms: 1,
  verifiedAt: now,
  acked: { level: 5, fingerprint: '1:f', at: now },
};

describe('a listing stands', () => {
  it.each<[string, Partial<Listing>, string]>([
    ['shown while the mall has taken what it should show', {}, 'shown'],
    ['not linked, whatever else its row says', { linked: false, dueAt: now }, 'not-linked'],
    ['as an orphan before everything that keeps it', { orphanSince: now, dueAt: now }, 'orphan'],
    ['refused by the mall', { wait: { kind: 'refused', code: 'IE0004', words: '', since: now } }, 'refused'],
    ['held by a pause', { wait: { kind: 'held', cause: 'outage', since: now }, dueAt: now }, 'held'],
    ['with a difference that a person has to judge', { drift: { level: 9, at: now } }, 'differs'],
    ['with a call that has an open end', { unknownAt: now, dueAt: now }, 'open'],
    ['under way while a worker has it', { claim: { run: 'r', until: now } }, 'under-way'],
    ['due', { dueAt: now }, 'due'],
    ['due before closed: its level is sent like any other', { dueAt: now, closedSince: now }, 'due'],
    ['closed once its level is shown', { closedSince: now }, 'closed'],
    ['closed before what it sells is brought to it', { closedSince: now, terms: 2 }, 'closed'],
    ['moved while nothing has made it due', { terms: 2 }, 'moved'],
  ])('%s', (_name, more, kind) => {
    expect(standingOf({ ...shown, ...more }, level).kind).toBe(kind);
  });

  it('not counted while its level is unknown, and that is nothing to be reflected', () => {
    const standing = standingOf({ ...shown, dueAt: now }, { ...level, free: null });
    expect([standing.kind, isUnreflected(standing)]).toEqual(['not-counted', false]);
  });
});

describe('what a look at the mall finds', () => {
  const there = { kind: 'there', level: 5, closed: false, published: true, updatedAt: null } as const;
  const stands = { kind: 'shown' } as const;

  it.each([
    ['nothing wrong', there, 5, 'well'],
    ['nothing wrong where nothing is to be told', there, null, 'well'],
    ['an item that is not there', { kind: 'absent' } as const, 5, 'orphan'],
    ['an item without limit', { ...there, level: null }, 5, 'unlimited'],
    ['an item that is closed by hand', { ...there, closed: true }, 5, 'closed'],
    ['an item that is not published', { ...there, published: false }, 5, 'unpublished'],
    ['another level', there, 4, 'differs'],
  ])('%s', (_name, reading, wanted, kind) => {
    expect(findingOf(reading, wanted, stands).kind).toBe(kind);
  });

  it('no difference in what is on its way', () => {
    expect(findingOf(there, 4, { kind: 'due', since: now }).kind).toBe('waits');
    expect(findingOf(there, 4, { kind: 'differs', since: now, shows: 5 }).kind).toBe('differs');
    // It was opened since, and no level is about to be sent to it.
    expect(findingOf(there, 4, { kind: 'closed', since: now }).kind).toBe('differs');
  });

  it('is recorded once a day, and the level of an item that is there again is sent again', () => {
    expect(seenChange(shown, there, now)).toBeNull();
    expect(seenChange(shown, there, now + dayMs)).toEqual({ verifiedAt: now + dayMs });
    expect(seenChange(shown, { kind: 'absent' }, now)).toBeNull();
    const orphan = { ...shown, orphanSince: now };
    expect(seenChange(orphan, { kind: 'absent' }, now + 1)).toBeNull();
    expect(seenChange(orphan, there, now + 1)).toEqual({ orphanSince: null, verifiedAt: now + 1, dueAt: now + 1 });
  });
});

describe('what is closed at the mall', () => {
  const there = { kind: 'there', level: 5, closed: false, published: true, updatedAt: null } as const;
  const closed = { ...there, closed: true };

  it('is written down when it is first seen, and taken back when it is open again', () => {
    expect(seenChange(shown, closed, now)).toEqual({ closedSince: now });
    const known = { ...shown, closedSince: now };
    expect(seenChange(known, closed, now + 1)).toBeNull();
    expect(seenChange(known, there, now + 1)).toEqual({ closedSince: null });
    expect(seenChange({ ...known, orphanSince: now }, closed, now + 1)).toEqual({
      orphanSince: null,
      verifiedAt: now + 1,
      dueAt: now + 1,
    });
  });

  it('does not show what it should, and needs a person once its level is sent', () => {
    const known = { ...shown, closedSince: now };
    expect(isUnreflected(standingOf(known, level))).toBe(true);
    expect(needsPerson(known)).toBe(true);
    // So that no listing is counted twice: it waits for its level first.
    expect([needsPerson({ ...known, dueAt: now }), waitingSince({ ...known, dueAt: now })]).toEqual([false, now]);
    expect(needsPerson({ ...known, linked: false })).toBe(false);
  });
});

describe('what people decide of a listing', () => {
  it('counts its terms up and makes it due, while a worker may be at it', () => {
    const claim = { run: 'r', until: now };
    const row = decidedListing({ ...shown, claim }, { ...key, ...terms, cap: 3 }, 'ops', now);
    expect(row).toMatchObject({ cap: 3, terms: 2, version: 4, dueAt: now, claim });
  });

  it('keeps what is not linked from being due', () => {
    const row = decidedListing({ ...shown, dueAt: now }, { ...key, ...terms, linked: false }, 'ops', now);
    expect(row.dueAt).toBeUndefined();
    expect(decidedListing(null, { ...key, ...terms, linked: false }, 'ops', now).dueAt).toBeUndefined();
  });

  it('is nothing where it is so already', () => {
    expect(listingStep(shown, { ...key, ...terms })).toBe('same');
    expect(listingStep(shown, { ...key, ...terms, sku: 'cup' })).toBe('change');
    expect(listingStep(null, { ...key, ...terms })).toBe('add');
  });

  it('has an item that was not there looked for before its level is sent', () => {
    const orphan = { ...shown, orphanSince: now };
    expect(nextListing(orphan, 'ops', resent(orphan, now)).verifiedAt).toBeUndefined();
    expect(decidedListing(orphan, { ...key, ...terms, cap: 1 }, 'ops', now).verifiedAt).toBeUndefined();
    expect(nextListing(shown, 'ops', resent(shown, now))).toMatchObject({ verifiedAt: now, dueAt: now });
  });
});
