import { describe, expect, it } from 'vitest';
import { historyOf } from '../../../../core/import/export.ts';
import type { RevisionEntry, StoredOrder } from '../../../../core/model/order.ts';
import { pack } from '../../../../core/model/packing.ts';

const traits = { isCancelled: (progress: string) => progress === '900' };
const packed = (content: object): Uint8Array => pack(JSON.stringify(content));

const row: StoredOrder = {
  kind: 'stored',
  shop: 'rms#kado-no-mise',
  orderNumber: '370001-20261124-0200000001',
  version: 3_000,
  writer: 'run',
  revision: 3,
  progress: '900',
  orderedAt: 500,
  storedAt: 1_000,
  readAt: 3_000,
  fingerprint: 'f',
  original: packed({ progress: 900, memo: 'b' }),
  unannounced: [],
  final: false,
};

function kept(revision: number, content: object, progress = '100'): RevisionEntry {
  const { shop, orderNumber } = row;
  const readAt = revision * 1_000;
  return {
    shop,
    orderNumber,
    revision,
    version: readAt,
    progress,
    readAt,
    supersededAt: readAt + 1_000,
    original: packed(content),
  };
}

const first = kept(1, { progress: 100, memo: 'a' });
const second = kept(2, { progress: 100, memo: 'b' });

describe('the history of an order', () => {
  it('shows for each revision what differs from the one before', () => {
    const history = historyOf(row, [first, second], traits);
    expect(history.map(({ revision, readAt, changes }) => ({ revision, readAt, changes }))).toEqual([
      { revision: 1, readAt: 1_000, changes: [] },
      { revision: 2, readAt: 2_000, changes: [{ path: 'memo', before: 'a', after: 'b' }] },
      { revision: 3, readAt: 3_000, changes: [{ path: 'progress', before: 100, after: 900 }] },
    ]);
  });

  it('shows what each was announced as, under which id, and what is still pending', () => {
    const history = historyOf(
      { ...row, unannounced: [{ revision: 2, kind: 'OrderChanged' }] },
      [first, second],
      traits,
    );
    expect(history.map(({ announcement }) => announcement)).toEqual([
      { id: 'rms#kado-no-mise#370001-20261124-0200000001#1', kind: 'OrderImported', state: 'accepted' },
      { id: 'rms#kado-no-mise#370001-20261124-0200000001#2', kind: 'OrderChanged', state: 'pending' },
      { id: 'rms#kado-no-mise#370001-20261124-0200000001#3', kind: 'OrderCancelled', state: 'accepted' },
    ]);
  });

  it('invents nothing where a revision in between has expired', () => {
    const history = historyOf(row, [first], traits);
    expect(history.map(({ revision, changes }) => [revision, changes])).toEqual([
      [1, []],
      [3, null],
    ]);
    expect(history[1]?.announcement.kind).toBeNull();
  });

  it('of an order whose personal data were removed is its present revision, without content', () => {
    const history = historyOf({ ...row, original: new Uint8Array(), erasedAt: 9_000 }, [], traits);
    expect(history.map(({ revision, changes }) => [revision, changes])).toEqual([[3, null]]);
  });

  it('passes over an entry that a run left behind which died before it wrote the row', () => {
    const history = historyOf(row, [first, second, kept(3, { progress: 100 })], traits);
    expect(history.map(({ revision }) => revision)).toEqual([1, 2, 3]);
    expect(history[2]?.progress).toBe('900');
  });
});
