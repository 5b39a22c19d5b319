import { describe, expect, it } from 'vitest';
import {
  brokenCallsLaws,
  type CallsEnd,
  callsInPauses,
  crowdedAfterWindows,
  type ImportRun,
  passedOver,
  type Round,
} from '../../proving/laws/calls.ts';
import { brokenOutageLaws, type IncidentEvent, type MallTrouble, type OutageEnd } from '../../proving/laws/outage.ts';

const minuteMs = 60_000;
const at = (minutes: number): number => minutes * minuteMs;

const trouble = (from: number, until: number, more: Partial<MallTrouble> = {}): MallTrouble => ({
  ...{ what: 'import', from: at(from), until: at(until), isWhole: true, isAskable: true, ...more },
});

/** An incident by the minutes of its events. */
function incident(name: string, open: number, closed: number | null, what = 'import'): IncidentEvent[] {
  const base = { incident: name, openedAt: at(open) - minuteMs };
  return [
    { ...base, at: at(open), stage: 'open', out: [what] },
    ...(closed === null
      ? []
      : [
          { ...base, at: at(closed) - minuteMs, stage: 'recovering' as const, out: [] },
          { ...base, at: at(closed), stage: 'closed' as const, out: [] },
        ]),
  ];
}

describe('the laws of outages', () => {
  const audited = {
    listings: ['a', 'b'].map((shop) => ({ at: at(42), shop })),
    settled: ['a', 'b'],
    shownLate: [at(20)],
    planned: [],
  };
  const counted = (figures: { readonly audited: number; readonly missing: number }, closed = 50): IncidentEvent[] =>
    incident('i', 12, closed).map((one) => (one.stage === 'closed' ? { ...one, figures } : one));
  const late = incident('i', 45, 60).map((one) => ({ ...one, openedAt: at(11) }));
  const broken = (more: Partial<OutageEnd>): string[] =>
    brokenOutageLaws({
      troubles: [trouble(10, 40)],
      incidents: incident('i', 12, 50),
      areTimesExact: true,
      audited: null,
      ...more,
    }).map(({ law }) => law);

  it.each<[string, Partial<OutageEnd>]>([
    ['an incident for an outage', {}],
    ['figures of what was compared', { audited, incidents: counted({ audited: 2, missing: 1 }) }],
    [
      'an end after an hour that lacks a shop',
      { audited, troubles: [trouble(10, 40)], incidents: counted({ audited: 1, missing: 0 }, 100) },
    ],
    [
      'an end that lacks a shop an hour after a window',
      {
        audited: { ...audited, planned: [{ from: at(60), until: at(90) }] },
        incidents: counted({ audited: 1, missing: 0 }, 160),
      },
    ],
    ['no incident for a short trouble', { troubles: [trouble(10, 20)], incidents: [] }],
    ['no incident where no shop could be asked', { troubles: [trouble(10, 40, { isAskable: false })], incidents: [] }],
    [
      'a relapse in the same incident',
      { troubles: [trouble(10, 40), trouble(60, 90)], incidents: [...incident('i', 12, 50), ...incident('i', 62, 99)] },
    ],
    [
      'an event of what was out, half an hour late, where every run dies that could have told it',
      { troubles: [trouble(10, 14)], incidents: late, toldAt: [at(44)] },
    ],
    [
      'another incident hours later',
      {
        troubles: [trouble(10, 40), trouble(200, 230)],
        incidents: [...incident('i', 12, 50), ...incident('j', 202, 240)],
      },
    ],
  ])('the laws of outages bear %s', (_, more) => {
    expect(broken(more)).toEqual([]);
  });

  it.each<[string, string[], Partial<OutageEnd>]>([
    ['an outage without an incident', ['outage-found'], { incidents: [] }],
    ['an incident of a mall that is well', ['outage-true'], { troubles: [] }],
    ['an incident of what is well', ['outage-found', 'outage-true'], { incidents: incident('i', 12, 50, 'stock') }],
    [
      'an event of what was out, half an hour late',
      ['outage-true'],
      { troubles: [trouble(10, 14)], incidents: late, toldAt: [at(15), at(44)] },
    ],
    ['an incident without an end', ['outage-ended'], { incidents: incident('i', 12, null) }],
    ['an end while the mall fails', ['outage-ended'], { incidents: incident('i', 12, 30) }],
    [
      'an end that counts more shops than were listed',
      ['figures-true'],
      { audited, incidents: counted({ audited: 3, missing: 0 }) },
    ],
    ['an end that lacks a shop', ['figures-true'], { audited, incidents: counted({ audited: 1, missing: 0 }) }],
    [
      'an end that counts an order as passed over that was not',
      ['figures-true'],
      { audited, incidents: counted({ audited: 2, missing: 2 }) },
    ],
    [
      'an end that lacks a shop because a window came',
      ['figures-true'],
      {
        audited: { ...audited, planned: [{ from: at(60), until: at(90) }] },
        incidents: counted({ audited: 1, missing: 0 }, 100),
      },
    ],
    ['an end without figures', ['figures-true'], { audited }],
    [
      'another incident within the hour',
      ['one-incident'],
      { troubles: [trouble(10, 40), trouble(60, 90)], incidents: [...incident('i', 12, 50), ...incident('j', 62, 99)] },
    ],
  ])('the laws of outages find %s', (_, laws, more) => {
    expect(broken(more)).toEqual(laws);
  });
});

describe('the laws of calls', () => {
  const run = (minute: number, shops: readonly string[], hasRightClock = true): ImportRun => ({
    ...{ at: at(minute), hasRightClock, calls: shops.map((shop, index) => ({ at: at(minute) + index, shop })) },
  });
  const broken = (more: Partial<CallsEnd>): string[] =>
    brokenCallsLaws({
      ...{
        troubles: [trouble(10, 40)],
        incidents: incident('i', 12, 50),
        runs: [],
        rounds: [],
        answers: [],
        windows: [],
        resting: [],
      },
      ...{ shopsAtFirst: 1, unsettled: new Set<string>(), ...more },
    }).map(({ law }) => law);
  const all = ['a', 'b', 'c', 'd'];
  const calm = { troubles: [], incidents: [] };
  const round = (minute: number, answered: number): Round => ({
    ...{ from: at(minute), until: at(minute + 0.5), answered, failed: answered === 0 ? 3 : 0, isKept: true },
    hasRightClock: true,
  });
  const relapse: Partial<CallsEnd> = {
    troubles: [trouble(10, 40), trouble(61, 90)],
    incidents: [
      ...incident('i', 12, null),
      { incident: 'i', openedAt: at(11), at: at(45), stage: 'recovering', out: [] },
    ],
    rounds: [round(62, 0)],
  };

  it.each<[string, Partial<CallsEnd>]>([
    ['calls before it was known', { runs: [run(11, all)] }],
    ['a handful of calls', { runs: [run(20, ['a', 'b'])] }],
    [
      'many shops at once where who asks goes by a wrong clock',
      { runs: [run(41, ['a', 'b'])], rounds: [{ ...round(40, 1), isKept: false, hasRightClock: false }] },
    ],
    ['one shop of each run, then all', { runs: [run(41, ['a', 'a']), run(42, ['b']), run(46, all)] }],
    [
      'all shops where they are a light load',
      { runs: [run(5, all), run(41, all)], shopsAtFirst: null, rounds: [round(40, 1), round(41, 1)] },
    ],
    ['a relapse that nobody has asked about', { ...relapse, rounds: [], runs: [run(63, all)] }],
    [
      'one shop before the mall has answered twice',
      { runs: [run(41, ['a'])], answers: [at(41), at(42)], shopsAtFirst: null },
    ],
    ['shops that rest', { runs: [run(5, all)], shopsAtFirst: null, resting: [{ from: at(41), until: at(50) }] }],
    [
      'all shops where workers come when the few have had their time since the first answer',
      { runs: [run(45, all)], rounds: [round(40, 1)] },
    ],
    [
      'a shop whose schedule rests',
      {
        runs: [run(5, all), run(42, ['a', 'b', 'c'])],
        rounds: [round(40, 1), round(41, 1)],
        shopsAtFirst: null,
        resting: [{ from: at(0), until: at(60), shops: new Set(['d']) }],
      },
    ],
    ['a shop with another key beside it', { runs: [run(41, ['a', 'b'])], unsettled: new Set(['b']) }],
    [
      'calls by a wrong clock in a window',
      { ...calm, runs: [run(65, all, false)], windows: [{ from: at(60), until: at(70) }] },
    ],
  ])('the laws of calls bear %s', (_, more) => {
    expect(broken(more)).toEqual([]);
  });

  it.each<[string, string, Partial<CallsEnd>]>([
    ['calls to a mall that is known to be out', 'mall-spared', { runs: [run(20, all)] }],
    ['calls to a mall that is silent again', 'mall-spared', { ...relapse, runs: [run(63, all)] }],
    [
      'all shops before the mall has answered twice',
      'mall-eased',
      { runs: [run(41, all)], answers: [at(41), at(42)], shopsAtFirst: null },
    ],
    [
      'shops that are kept waiting for nothing',
      'back-soon',
      {
        runs: [run(5, ['a', 'b']), run(42, ['a']), run(47, ['b'])],
        rounds: [round(40, 1), round(41, 1)],
        shopsAtFirst: null,
      },
    ],
    [
      'a shop that waits for nothing while the schedule of another rests',
      'back-soon',
      {
        runs: [run(5, all), run(42, ['a', 'b', 'c'])],
        rounds: [round(40, 1), round(41, 1)],
        shopsAtFirst: null,
        resting: [{ from: at(0), until: at(60), shops: new Set(['a']) }],
      },
    ],
    ['many shops at once when it is just back', 'mall-eased', { runs: [run(41, ['a', 'b'])] }],
    [
      'many shops at once minutes after the first answer',
      'mall-eased',
      { runs: [run(43, ['a', 'b'])], rounds: [round(40, 1)] },
    ],
    [
      'calls in a planned window',
      'window-kept',
      { ...calm, runs: [run(65, all)], windows: [{ from: at(60), until: at(70) }] },
    ],
  ])('the laws of calls find %s', (_, law, more) => {
    expect(broken(more)).toEqual([law]);
  });
});

it('the laws of calls find a shop that a run passes over where nothing was in its way', () => {
  const run = (from: number, ...shops: string[]) => ({ from: at(from), until: at(from + 0.5), shops: new Set(shops) });
  const end = { what: 'import', shops: ['a', 'b'], free: [{ from: at(10), until: at(20) }] };
  expect(passedOver({ ...end, runs: [run(5, 'a'), run(12, 'a', 'b'), run(19.9, 'a'), run(25)] })).toEqual([]);
  expect(passedOver({ ...end, runs: [run(12, 'a')] }).map(({ law }) => law)).toEqual(['work-goes-on']);
});

it('the laws of calls find many shops at once when workers come back after a window, and at no other time', () => {
  const run = (minute: number, ...shops: string[]): ImportRun => ({
    ...{ at: at(minute), hasRightClock: true, calls: shops.map((shop) => ({ at: at(minute), shop })) },
  });
  const found = (runs: readonly ImportRun[]): string[] =>
    crowdedAfterWindows({ windows: [{ from: at(10), until: at(30) }], runs }, () => 1).map(({ law }) => law);
  expect(found([run(9, 'a', 'b'), run(31, 'a'), run(33, 'a', 'b')])).toEqual([]);
  expect(found([run(9, 'a', 'b'), run(31, 'a', 'b')])).toEqual(['mall-eased']);
  expect(found([run(9, 'a', 'b'), run(300, 'a', 'b')])).toEqual([]);
});

it('the laws of calls find a call in a pause, and none before or after it', () => {
  const holds = [{ shop: 'a', from: at(10), until: at(20) }];
  const calls = [10.1, 15, 20].map((minute) => ({ shop: 'a', startedAt: at(minute) }));
  expect(callsInPauses({ calls: [...calls, { shop: 'b', startedAt: at(15) }], holds })).toHaveLength(1);
});
