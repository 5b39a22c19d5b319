import { describe, expect, it } from 'vitest';
import { historyOf } from '../../../../core/import/order-history.ts';
import type { StoredOrder } from '../../../../core/model/order.ts';
import { pack } from '../../../../core/model/packing.ts';
import type { RevisionEntry } from '../../../../core/model/revision.ts';

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
  it('the history of an order shows for each revision what differs from the one before', () => {
    const history = historyOf(row, [first, second], traits);
    expect(history.map(({ revision, readAt, changes }) => ({ revision, readAt, changes }))).toEqual([
      { revision: 1, readAt: 1_000, changes: [] },
      { revision: 2, readAt: 2_000, changes: [{ path: 'memo', before: 'a', after: 'b' }] },
      { revision: 3, readAt: 3_000, changes: [{ path: 'progress', before: 100, after: 900 }] },
    ]);
  });

  it('the history of an order shows what each revision was announced as, under which id, and what is still pending', () => {
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

  it('the history of an order invents nothing where a revision in between has expired', () => {
    const history = historyOf(row, [first], traits);
    expect(history.map(({ revision, changes }) => [revision, changes])).toEqual([
      [1, []],
      [3, null],
    ]);
    expect(history[1]?.announcement.kind).toBeNull();
  });

  it('the history of an order whose personal data were removed is its present revision, without content', () => {
    const history = historyOf({ ...row, original: new Uint8Array(), erasedAt: 9_000 }, [], traits);
    expect(history.map(({ revision, changes }) => [revision, changes])).toEqual([[3, null]]);
  });

  it('the history of an order keeps the moment at which a revision was first read when nothing has changed since', () => {
    const readAgain = { ...first, readAt: 1_900 };
    const history = historyOf({ ...row, readAt: 77_000 }, [readAgain, second], traits);
    expect(history.map(({ revision, readAt }) => [revision, readAt])).toEqual([
      [1, 1_000],
      [2, 2_000],
      [3, 3_000],
    ]);
    const alone = { ...row, revision: 1, readAt: 77_000 };
    expect(historyOf(alone, [], traits)).toMatchObject([{ revision: 1, readAt: 1_000 }]);
  });

  it('the history of an order names the first revision after a loss of rows as such', () => {
    const storedAnew: StoredOrder = { ...row, revision: 1_001, storedAt: 50_000, readAt: 50_000 };
    expect(historyOf(storedAnew, [], traits)).toMatchObject([
      { revision: 1_001, readAt: 50_000, comparedWith: null, afterLoss: true },
    ]);
    expect(historyOf({ ...storedAnew, readAt: 90_000 }, [], traits)).toMatchObject([{ readAt: 50_000 }]);
  });

  it('the history of an order compares the first revision after a loss with the last one that was left', () => {
    const restored: StoredOrder = { ...row, revision: 1_001, readAt: 80_000 };
    expect(historyOf(restored, [first, { ...second, supersededAt: 80_100 }], traits).at(-1)).toMatchObject({
      readAt: 80_000,
      comparedWith: 2,
      afterLoss: true,
      changes: [{ path: 'progress', before: 100, after: 900 }],
    });
    // 1002 is a revision like any other.
    const entry: RevisionEntry = { ...second, revision: 1_001 };
    expect(historyOf({ ...row, revision: 1_002 }, [entry], traits).at(-1)).toMatchObject({
      comparedWith: 1_001,
      afterLoss: false,
    });
  });

  it('the history of an order passes over an entry of a run that died before it wrote the row', () => {
    const history = historyOf(row, [first, second, kept(3, { progress: 100 })], traits);
    expect(history.map(({ revision }) => revision)).toEqual([1, 2, 3]);
    expect(history[2]?.progress).toBe('900');
  });
});
