import { describe, expect, it } from 'vitest';
import {
  acceptRequest,
  emptyTarget,
  forgetRequests,
  retryRequest,
  targetMax,
  withdrawRequest,
} from '../../../../core/model/order-acceptance.ts';
import { changesOfTarget, type OrderTarget, withChange } from '../../../../core/model/order-target.ts';
import { type TargetRequest, wantedParcels } from '../../../../core/model/order-words.ts';
import type { Parcel, PushContent, PushEnd } from '../../../../core/model/push.ts';
import { pushIdOf } from '../../../../core/model/push-row.ts';
import { actWords, brokenRules, drawHistory, isReadAlike } from '../../../../proving/targets/histories.ts';

const empty = emptyTarget({ shop: 'rms#kado-no-mise', orderNumber: '1-1', writer: 'run-a' });
const parcelOf = (words: string): Parcel => {
  const [numbers = '', carrier = '1001'] = words.split('/');
  const [right = '', wrong] = numbers.split('<');
  return {
    carrier,
    trackingNumber: right,
    shippedOn: '2026-11-24',
    ...(wrong === undefined ? {} : { corrects: wrong }),
  };
};
/** `1111`, `2222<1111/1002`. */
const ship = (...parcels: readonly string[]): PushContent => ({ kind: 'ship', parcels: parcels.map(parcelOf) });
const memo = (text: string): PushContent => ({ kind: 'memo', text });
const asked = (target: OrderTarget, content: PushContent, at: number) =>
  acceptRequest(target, { id: pushIdOf(content), content, by: 'hanako', at });
/** The row after these requests, one a minute. */
const targetOf = (...contents: readonly PushContent[]): OrderTarget =>
  contents.reduce((target, content, index) => asked(target, content, index + 1).target, empty);
const takenBack = (target: OrderTarget, content: PushContent, at = 90): OrderTarget => {
  const answer = withdrawRequest(target, pushIdOf(content), { by: 'taro', at, claimMs: 0 });
  if (answer.kind !== 'withdrawn') throw new Error(answer.kind);
  return answer.target;
};
const endRequest = (target: OrderTarget, id: string, state: TargetRequest['state']): OrderTarget =>
  withChange(
    target,
    target.requests.findIndex((one) => one.id === id),
    { state, untold: state.kind as PushEnd },
  );
const failed = (target: OrderTarget, content: PushContent): OrderTarget =>
  endRequest(target, pushIdOf(content), { kind: 'failed', at: 80, reason: 'content-refused', who: 'merchant' });
const wanted = (target: OrderTarget): string[] =>
  wantedParcels(target).map(
    ({ parcel, isFailed }) => `${parcel.trackingNumber}/${parcel.carrier}${isFailed ? ' failed' : ''}`,
  );
const states = (target: OrderTarget): string[] =>
  changesOfTarget(target).map(({ state }) => `${state.kind}${'reason' in state ? ` ${state.reason}` : ''}`);

it('a row says of every history what the laws make of it', () => {
  const wrong = Array.from({ length: 4_000 }, (_, seed) => drawHistory(seed)).filter(
    (history) => isReadAlike(history) === 'otherwise' || brokenRules(history).length > 0,
  );
  expect(wrong.map(({ acts }) => acts.map(actWords))).toEqual([]);
});

describe('of several requests', () => {
  it.each<[string, readonly PushContent[], readonly string[]]>([
    ['the last number of a parcel counts', [ship('1111'), ship('2222<1111'), ship('3333<2222')], ['3333/1001']],
    ['a circle of corrections ends with the last', [ship('1111'), ship('2222<1111'), ship('1111<2222')], ['1111/1001']],
    ['a file that is read twice changes nothing', [ship('1111'), ship('2222<1111'), ship('1111')], ['2222/1001']],
    [
      'a new carrier counts after a number went and came back',
      [ship('1111'), ship('2222<1111'), ship('1111<2222'), ship('1111/1002')],
      ['1111/1002'],
    ],
    [
      'two numbers of one parcel are one, whatever order they came in',
      [ship('1111'), ship('2222<1111'), ship('5555<2222'), ship('6666<1111'), ship('2222<1111')],
      ['6666/1001'],
    ],
    [
      'a file that is one line off moves each number',
      [ship('1111', '2222'), ship('2222<1111', '3333<2222')],
      ['2222/1001', '3333/1001'],
    ],
    ['a correction of a number that nobody gave is a parcel', [ship('2222<1111')], ['2222/1001']],
  ])('%s', (_, contents, numbers) => {
    expect(wanted(targetOf(...contents))).toEqual(numbers);
  });

  it('those of which nothing counts any more have ended, and their end is to be published', () => {
    const target = targetOf(ship('1111'), ship('2222<1111'));
    expect(states(target)).toEqual(['withdrawn superseded', 'requested']);
    expect(changesOfTarget(target)[0]).toMatchObject({ untold: 'withdrawn', state: { by: 'hanako' } });
  });

  it('one that comes late goes below those that were asked for after it', () => {
    const target = asked(asked(empty, ship('1111/1002'), 5).target, ship('1111'), 3).target;
    expect([wanted(target), states(target)]).toEqual([['1111/1002'], ['requested', 'withdrawn superseded']]);
    expect(states(asked(asked(empty, memo('b'), 5).target, memo('a'), 3).target)).toEqual([
      'requested',
      'withdrawn superseded',
    ]);
  });

  it('the same one at no later moment is a repeat, and a later one is answered once more', () => {
    const done = endRequest(targetOf(ship('1111')), pushIdOf(ship('1111')), { kind: 'confirmed', at: 2 });
    expect(asked(done, ship('1111'), 1)).toEqual({ kind: 'standing', target: done });
    const told = asked(done, ship('1111'), 3);
    expect([told.kind, changesOfTarget(told.target)[0]?.untold, told.target.words]).toEqual([
      'standing',
      'confirmed',
      done.words,
    ]);
  });

  it('A, then B, then A again means A', () => {
    const target = targetOf(memo('a'), memo('b'), memo('a'));
    expect(states(target)).toEqual(['requested', 'withdrawn superseded']);
    expect(wanted(targetOf(ship('1111'), ship('1111/1002'), ship('1111')))).toEqual(['1111/1001']);
  });

  it('one that failed keeps its parcel from being sent until a person has seen to it', () => {
    const target = failed(targetOf(ship('1111'), ship('2222<1111')), ship('2222<1111'));
    expect(wanted(target)).toEqual(['2222/1001 failed']);
    expect(wanted(takenBack(target, ship('2222<1111')))).toEqual(['1111/1001']);
    expect(wanted(retryRequest(target, pushIdOf(ship('2222<1111')), { by: 'taro', at: 9 }).target)).toEqual([
      '2222/1001',
    ]);
  });
});

describe('a request that is taken back', () => {
  it('lets the parcel count that it had replaced, also the one before where it was the middle one', () => {
    const target = targetOf(ship('1111'), ship('2222<1111'), ship('3333<2222'));
    const middle = failed(target, ship('3333<2222'));
    expect(wanted(takenBack(middle, ship('3333<2222')))).toEqual(['2222/1001']);
    expect(states(takenBack(middle, ship('3333<2222')))).toEqual([
      'withdrawn superseded',
      'retrying not-done',
      'withdrawn taken-back',
    ]);
  });

  it('brings no older memo back, whose text is dropped', () => {
    const target = takenBack(targetOf(memo('a'), memo('b')), memo('b'));
    expect(states(target)).toEqual(['withdrawn superseded', 'withdrawn taken-back']);
    expect(target.requests[0]?.content).toEqual(memo(''));
  });

  it('is left while a worker has the order, which takes requests in all the same', () => {
    const held = { ...targetOf(ship('1111')), claim: { run: 'run', until: 100 } };
    expect(withdrawRequest(held, pushIdOf(ship('1111')), { by: 'taro', at: 50, claimMs: 0 })).toEqual({
      kind: 'under-way',
    });
    expect(asked(held, ship('2222'), 50)).toMatchObject({
      kind: 'stored',
      target: { claim: { run: 'run', until: 100 } },
    });
    expect(states(held)).toEqual(['pushing']);
  });

  it('is one that has not ended, or that failed', () => {
    const done = endRequest(targetOf(ship('1111')), pushIdOf(ship('1111')), { kind: 'confirmed', at: 2 });
    expect(withdrawRequest(done, pushIdOf(ship('1111')), { by: 'taro', at: 3, claimMs: 0 })).toEqual({ kind: 'ended' });
  });

  it('brings a confirmed parcel back that it may have changed at the mall', () => {
    const first = endRequest(targetOf(ship('1111')), pushIdOf(ship('1111')), { kind: 'confirmed', at: 2 });
    const second = asked(first, ship('2222<1111'), 3).target;
    const seen = endRequest(second, pushIdOf(ship('2222<1111')), { kind: 'confirmed', at: 4 });
    const again = retryRequest(seen, pushIdOf(ship('2222<1111')), { by: 'taro', at: 5, looksAtConfirmed: true }).target;
    expect(states(takenBack(again, ship('2222<1111')))).toEqual(['retrying not-done', 'withdrawn taken-back']);
    expect(states(takenBack(second, ship('2222<1111')))).toEqual(['confirmed', 'withdrawn taken-back']);
  });
});

describe('a request that is tried again', () => {
  it('is replaced where nothing of it would count', () => {
    const target = targetOf(ship('1111'), ship('2222<1111'));
    expect(retryRequest(target, pushIdOf(ship('1111')), { by: 'taro', at: 9 })).toEqual({ kind: 'replaced', target });
  });

  it('is due at once where it waits, and looked at where it is confirmed', () => {
    const target = targetOf(ship('1111'));
    const waiting = { kind: 'retrying', tries: 2, next: 99, reason: 'unknown' } as const;
    const late = { ...target, requests: target.requests.map((one) => ({ ...one, state: waiting })) };
    const { kind, target: due } = retryRequest(late, pushIdOf(ship('1111')), { by: 'taro', at: 9 });
    expect([kind, due.requests[0]?.state]).toEqual(['due-now', { ...waiting, next: 9 }]);
    const done = endRequest(target, pushIdOf(ship('1111')), { kind: 'confirmed', at: 2 });
    expect(retryRequest(done, pushIdOf(ship('1111')), { by: 'taro', at: 9 })).toEqual({
      kind: 'confirmed',
      target: done,
    });
  });
});

describe('a row', () => {
  it('forgets what people wrote once that is over, and keeps that it was asked for', () => {
    const done = endRequest(targetOf(ship('1111'), memo('a')), pushIdOf(ship('1111')), { kind: 'confirmed', at: 2 });
    const told = { ...done, requests: done.requests.map(({ untold: _, ...one }) => one) };
    const { target, ...counts } = forgetRequests(told, { by: 'taro', at: 9 });
    expect(counts).toEqual({ forgotten: 1, underWay: 1 });
    expect(JSON.stringify(target)).not.toContain('1111');
    expect(wanted(target)).toEqual([]);
    expect(forgetRequests(target, { by: 'taro', at: 9 }).target).toEqual(target);
  });

  it('is full at a hundred requests', () => {
    const many = Array.from({ length: targetMax.requests }, (_, index) => ship(String(index)));
    const target = targetOf(...many);
    expect(asked(target, ship('one more'), 500)).toEqual({ kind: 'full', target });
    expect(asked(target, ship('5'), 500).kind).toBe('standing');
  });
});
