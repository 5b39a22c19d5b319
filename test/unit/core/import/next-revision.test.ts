import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { StoredOrder } from '../../../../core/model/order.ts';
import { nextRevision } from '../../../../core/model/revision.ts';

const lossAt = Date.parse('2026-11-24T15:45:00+09:00');
const traits = { isCancelled: (progress: string) => progress === '900' };
const neverLost = { shop: {}, traits };
const lostTwice = { shop: { rewound: { times: 2, at: lossAt } }, traits };

const order = (more: { progress?: string; orderedAt?: number } = {}) => ({
  progress: '100',
  orderedAt: lossAt - hourMs,
  ...more,
});
const row = (more: Partial<StoredOrder>): StoredOrder => ({
  kind: 'stored',
  shop: 'rms#kado-no-mise',
  orderNumber: '1',
  version: 1,
  writer: 'run',
  revision: 3,
  progress: '100',
  orderedAt: lossAt - 2 * hourMs,
  storedAt: lossAt - hourMs,
  readAt: lossAt - hourMs,
  fingerprint: '',
  original: new Uint8Array(),
  unannounced: [],
  final: false,
  ...more,
});

describe('a revision', () => {
  it('a revision is the first of a new order, and counts on with every change', () => {
    expect(nextRevision(null, order(), neverLost)).toEqual({
      revision: 1,
      pending: [{ revision: 1, kind: 'OrderImported' }],
    });
    expect(nextRevision(row({}), order(), neverLost)).toEqual({
      revision: 4,
      pending: [{ revision: 4, kind: 'OrderChanged' }],
    });
  });

  it('a revision is announced as a cancel once, when the order becomes cancelled', () => {
    const kind = (before: string, now: string) =>
      nextRevision(row({ progress: before }), order({ progress: now }), neverLost).pending[0]?.kind;
    expect([kind('300', '900'), kind('900', '900'), kind('900', '300')]).toEqual([
      'OrderCancelled',
      'OrderChanged',
      'OrderChanged',
    ]);
    expect(nextRevision(null, order({ progress: '900' }), neverLost).pending).toEqual([
      { revision: 1, kind: 'OrderImported' },
    ]);
  });
});

describe('after rows were lost, a revision', () => {
  it('after rows were lost, a revision is numbered behind everything it can have been announced under', () => {
    expect(nextRevision(row({}), order(), lostTwice).revision).toBe(2_001);
    expect(nextRevision(row({ revision: 2_001 }), order(), lostTwice).revision).toBe(2_002);
  });

  it('after rows were lost, an order without a row is announced under its first id and under a new one', () => {
    expect(nextRevision(null, order(), lostTwice)).toEqual({
      revision: 2_001,
      pending: [
        { revision: 1, kind: 'OrderImported' },
        { revision: 2_001, kind: 'OrderChanged' },
      ],
    });
    expect(nextRevision(null, order({ progress: '900' }), lostTwice).pending[1]?.kind).toBe('OrderCancelled');
  });

  it('after rows were lost, an order placed since, or a row written since, is numbered as ever', () => {
    expect(nextRevision(null, order({ orderedAt: lossAt + minuteMs }), lostTwice).revision).toBe(1);
    expect(nextRevision(row({ storedAt: lossAt + minuteMs }), order(), lostTwice).revision).toBe(4);
  });
});
