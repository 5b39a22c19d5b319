import { expect, it } from 'vitest';
import { brokenChangesLaws, type CancelCall } from '../../proving/laws/changes.ts';

const none = { failures: [], confirmations: [], tooEarly: [], cancels: [], calls: null };

it.each<[string, boolean, readonly string[]]>([
  ['that is made', true, []],
  ['that is not made', false, ['confirmed-true']],
])('the law of confirmed changes looks at one %s', (_, isSo, laws) => {
  const confirmations = [{ order: '1', what: 'ship', isSo }];
  expect(brokenChangesLaws({ ...none, confirmations }).map(({ law }) => law)).toEqual(laws);
});

it('a call that comes before its time is found', () => {
  expect(brokenChangesLaws({ ...none, tooEarly: ['1'] }).map(({ law }) => law)).toEqual(['in-its-time']);
});

it.each<[string, string, readonly string[]]>([
  ['for what is so at the mall', 'order-cancelled', []],
  ['for what is not', 'order-unknown', ['failure-true']],
])('a change may fail %s, by the law', (_, reason, laws) => {
  const failures = [{ order: '1', reason, borneOut: new Set(['order-cancelled']) }];
  expect(brokenChangesLaws({ ...none, failures }).map(({ law }) => law)).toEqual(laws);
});

it.each<[string, Pick<CancelCall, 'restores' | 'isKeptHere'>, number]>([
  ['by the mall where it keeps the stock', { restores: true, isKeptHere: false }, 0],
  ['by the ledger where that keeps it', { restores: false, isKeptHere: true }, 0],
  ['by both', { restores: true, isKeptHere: true }, 1],
  ['by neither', { restores: false, isKeptHere: false }, 1],
])('the law of what a cancel gives back looks at pieces that are given back %s', (_, call, count) => {
  expect(brokenChangesLaws({ ...none, cancels: [{ shop: 'a', ...call }] })).toHaveLength(count);
});

it.each<[string, boolean, number, number]>([
  ['at once after one without an answer', false, 5_000, 1],
  ['a while after one without an answer', false, 300_000, 0],
  ['at once after one that was answered', true, 5_000, 0],
])('a call is made again %s', (_, isAnswered, afterMs, count) => {
  const call = { shop: 'a', startedAt: 0, text: 'ship 1', isAnswered };
  const calls = [call, { ...call, startedAt: afterMs }, { ...call, startedAt: afterMs, text: 'ship 2' }];
  expect(brokenChangesLaws({ ...none, calls })).toHaveLength(count);
});
