import { describe, expect, it } from 'vitest';
import type { AskedParcel, BookedParcel, OrderAct } from '../../proving/laws/acts.ts';
import { isKnownChoice } from '../../proving/laws/known.ts';
import { parcelsAskedFor, standingOf } from '../../proving/laws/parcels.ts';
import { brokenStatusLaws, type OrderEnd } from '../../proving/laws/status.ts';
import { createMemoryStore } from '../../proving/memory/index.ts';
import { openPushWorld } from '../../proving/status-world.ts';
import { askedFor, noteAct, people } from '../../proving/worlds/people.ts';

let at = 0;

/** `1111`, `2222<1111`, and with another carrier `1111/B`; several parcels are divided by a space. */
function ship(text: string, { request = text, since = ++at } = {}): OrderAct {
  const parcels = text.split(' ').map((one): AskedParcel => {
    const [numbers = '', carrier = 'A'] = one.split('/');
    const [number = '', corrects] = numbers.split('<');
    return { number, carrier, rest: '', ...(corrects === undefined ? {} : { corrects }) };
  });
  return { kind: 'ship', request, at: since, parcels };
}

const withdraw = (request: string): OrderAct => ({ kind: 'withdraw', request });
const retry = (request: string): OrderAct => ({ kind: 'retry', request });
const confirmed = (request: string): OrderAct => ({ kind: 'news', request, end: 'confirmed' });
const failed = (request: string, reason = 'content-refused'): OrderAct => ({
  ...{ kind: 'news', request, end: 'failed', reason },
});

describe('the parcels that were asked for', () => {
  const standing = (acts: readonly OrderAct[]): string[] =>
    parcelsAskedFor(acts).flatMap((parcel) => {
      const word = standingOf(parcel);
      return word === undefined ? [] : [`${word.number}/${word.carrier}`];
    });

  it.each<[string, OrderAct[], string[]]>([
    ['a number that nobody had is another parcel', [ship('1111'), ship('2222')], ['1111/A', '2222/A']],
    ['a corrected number is the same parcel', [ship('1111'), ship('2222<1111')], ['2222/A']],
    ['a correction is corrected', [ship('1111'), ship('2222<1111'), ship('3333<2222')], ['3333/A']],
    ['of two corrections of one number the later counts', [ship('1'), ship('2<1'), ship('3<1')], ['3/A']],
    ['a number is corrected back', [ship('1'), ship('2<1'), ship('1<2')], ['1/A']],
    ['after that a new carrier counts', [ship('1'), ship('2<1'), ship('1<2'), ship('1/B')], ['1/B']],
    ['a file that is read twice changes nothing', [ship('1'), ship('2<1'), ship('1')], ['2/A']],
    ['nor with a correction in it', [ship('1'), ship('2<1'), ship('3<2'), ship('2<1')], ['3/A']],
    ['it counts once the correction is taken back', [ship('1'), ship('2<1'), ship('1/B'), withdraw('2<1')], ['1/B']],
    ['the first word stands when the last is taken back', [ship('1'), ship('1/B'), withdraw('1/B')], ['1/A']],
    ['the middle of three is taken back', [ship('1'), ship('2<1'), ship('3<2'), withdraw('2<1')], ['3/A']],
    ['all are taken back', [ship('1'), ship('2<1'), withdraw('1'), withdraw('2<1')], []],
    ['a retry brings a word back', [ship('1'), withdraw('1'), retry('1')], ['1/A']],
    ['a file that is one line off', [ship('1 2'), ship('2<1 3<2')], ['2/A', '3/A']],
    ['the right number is another parcel already: the two are one', [ship('1'), ship('2'), ship('2<1')], ['2/A']],
    ['until that correction is taken back', [ship('1'), ship('2'), ship('2<1'), withdraw('2<1')], ['1/A', '2/A']],
    [
      'a request that comes again while all of it stands is of the parcels of before',
      [ship('1'), ship('2'), ship('2<1 3<2'), ship('2<1 3<2')],
      ['2/A', '3/A'],
    ],
    [
      'the right number of a correction stays that of the other parcel',
      [ship('1'), ship('2'), ship('2<1'), ship('2/B'), withdraw('2<1')],
      ['1/A', '2/B'],
    ],
    [
      'what comes late counts above all that was asked for before it',
      [ship('1'), ship('2<1'), ship('1', { since: 1_000_002 }), ship('2/B', { since: 1_000_001 })],
      ['2/B'],
    ],
    [
      'two that have come to have one number are one, since a correction was taken back',
      [ship('1'), ship('2'), ship('2<1 3<2'), ship('2/B'), withdraw('2<1 3<2')],
      ['2/B'],
    ],
    ['a correction of a number that no request gave', [ship('2<1'), ship('3<2')], ['3/A']],
  ])('requested parcels by the laws: %s', (_, acts, wanted) => {
    expect(standing(acts).sort()).toEqual(wanted);
  });

  it('a parcel without a number is the nth of its kind', () => {
    const numberless = { number: null, carrier: 'A', rest: '' };
    const acts: OrderAct[] = [
      { kind: 'ship', request: 'a', at: 1, parcels: [numberless] },
      { kind: 'ship', request: 'b', at: 2, parcels: [numberless, { ...numberless }] },
    ];
    expect(parcelsAskedFor(acts)).toHaveLength(2);
  });
});

describe('the laws of statuses', () => {
  const broken = (acts: OrderAct[], rows: readonly string[], more: Partial<OrderEnd> = {}): string[] => {
    const shown = rows.map((row): BookedParcel => {
      const [number = '', carrier = 'A'] = row.split('/');
      return { number, carrier };
    });
    return brokenStatusLaws({ acts, rows: shown, memo: '', fromElsewhere: [], ...more }).map(({ law }) => law);
  };
  const done = (text: string): OrderAct[] => [ship(text), confirmed(text)];
  const memo = (text: string): OrderAct[] => [{ kind: 'memo', request: 'm', at: 1, text }, confirmed('m')];

  it('the laws of statuses find nothing where the mall shows what was asked for', () => {
    expect(
      broken([...done('1'), ...done('2<1'), ...memo('a')], ['2', '9'], { memo: 'a', fromElsewhere: ['9'] }),
    ).toEqual([]);
  });

  it.each<[string, string, OrderAct[], readonly string[]]>([
    ['a parcel that is not there', 'parcel-shown', done('1'), []],
    ['a parcel that is there twice', 'parcel-once', done('1'), ['1', '1']],
    ['another carrier', 'carrier-true', done('1/B'), ['1/A']],
    ['a number that was replaced', 'replaced-gone', [...done('1'), ...done('2<1')], ['1', '2']],
    [
      'what was taken back',
      'taken-back-reported',
      [ship('1'), withdraw('1'), { kind: 'news', request: '1', end: 'withdrawn' }],
      ['1'],
    ],
    ['what a failed change took away', 'failure-keeps', [...done('1'), ship('2<1'), failed('2<1')], []],
    ['a number that nobody asked for', 'parcel-asked', done('1'), ['1', '7']],
    ['a parcel beside one from elsewhere', 'none-beside', done('1'), ['1', '9']],
    ['another memo', 'memo-true', memo('a'), []],
    ['a request without an answer', 'request-answered', [ship('1')], ['1']],
  ])('the laws of statuses find %s', (_, law, acts, rows) => {
    const more = law === 'none-beside' ? { fromElsewhere: ['9'], isFromElsewhereFirst: true } : {};
    expect(broken(acts, rows, more)).toEqual([law]);
  });

  it.each<[string, OrderAct[], readonly string[]]>([
    ['what was taken back and is reported', [ship('1'), withdraw('1'), failed('1', 'done-after-withdrawal')], ['1']],
    ['what a failed change left as it was', [...done('1'), ship('2<1'), failed('2<1')], ['1']],
    [
      'what an event of another request says is there',
      [
        ...done('1'),
        ...[ship('2'), ship('2<1'), withdraw('2<1'), failed('2<1', 'done-after-withdrawal')],
        ...[withdraw('2'), { kind: 'news', request: '2', end: 'withdrawn' } as const],
      ],
      ['1', '2'],
    ],
  ])('the laws of statuses bear %s', (_, acts, rows) => {
    expect(broken(acts, rows)).toEqual([]);
  });

  it('the laws of statuses bear a doubled parcel only where its mall removes none and an event says so', () => {
    const told = [...done('1'), failed('1', 'refused-otherwise')];
    expect(broken(told, ['1', '1'], { keepsParcels: true })).toEqual([]);
    expect(broken(done('1'), ['1', '1'], { keepsParcels: true })).toEqual(['parcel-once']);
  });
});

it('only a shipment that a mall with one carrier refuses is known as a choice', () => {
  const isKnown = (acts: readonly OrderAct[], rows: readonly string[]): boolean[] =>
    brokenStatusLaws({ acts, rows: rows.map((number) => ({ number, carrier: 'A' })), memo: '', fromElsewhere: [] })
      .filter(({ law }) => law !== 'request-answered')
      .map(isKnownChoice);
  expect(isKnown([ship('1'), confirmed('1'), ship('2<1/B'), failed('2<1/B')], [])).toEqual([true]);
  expect(isKnown([ship('1'), ship('2<1'), ship('3<1'), ship('2<1')], ['2'])).toContain(false);
});

it('acts stand in the order of acceptance, whenever they are answered', () => {
  const store = createMemoryStore();
  const order = { shop: 'rms#a', orderNumber: '1' };
  const first = { kind: 'memo', request: 'memo-1', at: 1, text: 'a' } as const;
  const later = { kind: 'memo', request: 'memo-2', at: 2, text: 'b' } as const;
  noteAct(store, order, later);
  noteAct(store, order, { kind: 'withdraw', request: 'memo-1' });
  noteAct(store, order, { kind: 'news', request: 'memo-1', end: 'withdrawn' });
  noteAct(store, order, first, 0);
  noteAct(store, order, { kind: 'withdraw', request: 'memo-2' });
  noteAct(store, order, { ...later, at: 3 }, 4);
  const acts = askedFor(store).acts.get('rms#a#1');
  expect(acts?.map(({ kind, request }) => `${kind} ${request}`)).toEqual([
    'memo memo-1',
    'memo memo-2',
    'withdraw memo-1',
    'news memo-1',
    'memo memo-2',
    'withdraw memo-2',
  ]);
});

it('a request counts as taken back where its person hears that it is already: the answer to the write was lost', async () => {
  const world = await openPushWorld();
  const [number = ''] = world.orders(1);
  await world.ask(number, { kind: 'confirm' });
  const { ports } = world.worker();
  const losing = {
    ...ports,
    targets: {
      ...ports.targets,
      put: async (...asked: Parameters<typeof ports.targets.put>) => {
        await ports.targets.put(...asked);
        return 'changed' as const;
      },
    },
  };
  const answer = await people(world).withdraw(losing, world.push(number), { by: 'taro' });
  const acts = [...askedFor(world.store).acts.values()].flat().map(({ kind }) => kind);
  expect([answer.kind, acts]).toEqual(['ended', ['withdraw']]);
});
