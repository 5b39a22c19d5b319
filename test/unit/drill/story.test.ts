import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../../core/kernel/text.ts';
import type { JournalEntry } from '../../../journal/index.ts';
import type { Moment } from '../../../proving/drill/health-moments.ts';
import { storyLines } from '../../../proving/drill/story-text.ts';
import { storyOf } from '../../../proving/drill/timeline.ts';
import { bars, waitingAt, waitingPicture } from '../../../proving/drill/waiting.ts';
import { asked, at, book, from, health, mail, push, row, type settings, smallDay, to } from './small-day.ts';

const script = { title: 'An hour', from, to, greyFrom: at(30) };
const told = (entries: readonly JournalEntry[] = [], change: Partial<typeof settings> = {}) => ({
  script,
  day: smallDay(entries, change),
  presses: [],
  incidents: [],
});
const texts = (story: readonly Moment[], who: Moment['who']) =>
  story.filter((moment) => moment.who === who).map(({ text }) => text);

describe('a story', () => {
  const flapping = told([
    health(1, 'suspect'),
    health(2, 'down'),
    health(31, 'trickle'),
    health(40, 'down'),
    health(45, 'trickle'),
    health(65, 'healthy'),
    ...[book(), book({ orderNumber: 'A-2', placedAt: at(50) }), book({ orderNumber: 'A-3', placedAt: at(59) })],
    ...[row(at(33)), row(at(52), { orderNumber: 'A-2' }), row(at(61), { orderNumber: 'A-3' })],
  ]);

  it('folds hours of going and coming back into one line with what arrived in between', () => {
    const { folded, whole } = storyOf(flapping);
    expect(texts(folded, 'tsunagi')).toEqual([
      'import: down; all work is held',
      'import went out and came back 2 times; 2 of 3 orders arrived during that time',
      'import: well again',
    ]);
    expect(folded.find(({ until }) => until !== undefined)).toMatchObject({ at: at(31), until: to });
    expect(texts(whole, 'tsunagi')).toEqual([
      'import: something is wrong; looking closer',
      'import: down; all work is held',
      'import: a first sign of life; a few shops go ahead',
      'import: down; all work is held',
      'import: a first sign of life; a few shops go ahead',
      'import: well again',
    ]);
  });

  it('shows what happened to several capabilities at once in one line, and nothing more of one that never recovered', () => {
    const states = [health(2, 'down'), health(3, 'down', 'stock'), health(31, 'trickle'), health(40, 'healthy')];
    expect(texts(storyOf(told(states)).folded, 'tsunagi')).toEqual([
      'import, stock: down; all work is held',
      'import: a first sign of life; a few shops go ahead, then more, then all',
      'import: well again',
    ]);
  });

  it('shows mails that differ in their figure alone in one line, and later ones in another', () => {
    const digest = (minutes: number, orders: number) =>
      mail(minutes, 'a@example.jp', `【要対応 ${orders}件】ステータス送信ができなかったご注文があります`);
    const opened = mail(8, 'a@example.jp', '【対応不要】楽天市場 接続障害のお知らせ(2/2 10:00〜)');
    const mails = [opened, digest(10, 8), digest(10, 1), digest(11, 3), digest(11, 3), digest(130, 2)];
    expect(texts(storyOf(told(mails)).folded, 'mail')).toEqual([
      '1 × 【対応不要】楽天市場 接続障害のお知らせ(2/2 10:00〜)',
      '4 × 【要対応 1–8件】ステータス送信ができなかったご注文があります',
      '1 × 【要対応 2件】ステータス送信ができなかったご注文があります',
    ]);
  });

  it('states how status changes stand, held ones too, at the moments at which it states how orders stand', () => {
    const changes = [
      ...[asked(), asked({ push: 'ship-2' }), asked({ push: 'ship-3' })],
      push(),
      push({ id: 'ship-2', heldAt: at(12), endedAt: at(65), state: 'failed' }),
      push({ id: 'ship-3', requestedAt: at(61), endedAt: at(62) }),
    ];
    expect(texts(storyOf(told(changes)).folded, 'changes')).toEqual([
      '2 asked for, 1 confirmed, 0 failed, 1 open, 1 of them held',
      '2 asked for, 1 confirmed, 0 failed, 1 open, 1 of them held',
      '3 asked for, 2 confirmed, 1 failed, none open',
    ]);
    expect(texts(storyOf(told()).folded, 'changes')).toEqual([]);
  });

  it('mentions a suspicion that came to nothing only in full', () => {
    const nothing = told([health(2, 'suspect'), health(3, 'healthy')]);
    expect(texts(storyOf(nothing).folded, 'tsunagi')).toEqual([]);
    expect(texts(storyOf(nothing).whole, 'tsunagi')).toContain('import: it was nothing');
  });

  it('counts what merchants pressed by hand', () => {
    const presses = [
      { at: at(20), outcome: 'queued' },
      { at: at(35), outcome: 'queued' },
      { at: at(50), outcome: 'imported' },
    ] as const;
    const { folded, whole } = storyOf({ ...flapping, presses });
    expect(texts(folded, 'people')).toEqual(['3 merchants press import by hand: 2 queued, 1 imported']);
    expect(texts(whole, 'people')).toHaveLength(3);
  });
});

it('orders that wait for a key are counted apart from those that wait for the mall', () => {
  const keyless = [{ shop: 'rms#a', from: at(15), to: at(90) }];
  const books = [book(), book({ orderNumber: 'A-2', placedAt: at(20) })];
  const { folded } = storyOf(told(books, { keyless }));
  expect(texts(folded, 'orders')[0]).toBe('2 placed, 2 not yet here, 1 of them for want of a key');
});

it('a planned window is shown as held from its beginning', () => {
  const planned = { ...script, planned: { capabilities: ['import', 'status'] } as const };
  expect(texts(storyOf({ ...told(), script: planned }).folded, 'tsunagi')).toEqual([
    'import, status: held, as planned',
  ]);
});

describe('on a terminal', () => {
  const long: Moment = { at: at(31), until: to, who: 'mail', text: `30 × ${'【復旧】楽天市場 接続障害'.repeat(5)}` };

  it.each([80, 120])('of %d columns no line is wider, and long texts go on beneath themselves', (columns) => {
    const lines = storyLines([{ at: at(0), who: 'mall', text: 'All is down.' }, long], columns).map(({ text }) => text);
    expect(lines.slice(0, 2)).toEqual(['2026-02-02', '10:00        mall     All is down.']);
    expect(lines[2]).toMatch(/^10:31–11:00 {2}mail {5}30 × 【復旧】/);
    expect(lines[3]).toMatch(/^ {22}\S/);
    for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
  });

  it('every day begins with its date', () => {
    const lines = storyLines([long, { at: at(20 * 60), who: 'people', text: 'A new key.' }], 120);
    expect(lines.filter(({ who }) => who === null).map(({ text }) => text)).toEqual(['2026-02-02', '2026-02-03']);
  });
});

describe('the orders that waited', () => {
  const day = smallDay([book(), book({ orderNumber: 'A-2', placedAt: at(20) }), row(at(33))]);

  it('are those placed and not stored yet', () => {
    expect(waitingAt(day, [at(9), at(10), at(20), at(32), at(33), at(90)])).toEqual([0, 1, 2, 2, 1, 1]);
  });

  it('are drawn as bars, the highest full, a dot where there is none', () => {
    expect(bars([0, 1, 4, 8])).toBe('·▁▄█');
    expect(bars([0, 0])).toBe('··');
  });

  it.each([80, 120])('fit into %d columns, with hours beneath and the most of them named', (columns) => {
    const picture = waitingPicture(script, [{ name: 'orders waiting', day }], columns);
    expect(picture).toHaveLength(3);
    for (const line of picture) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
    expect(picture[0]).toMatch(/^orders waiting {3}·+▄+█+▄+$/);
    expect(picture[1]).toMatch(/^ +09:30 +12:00$/);
    expect(picture[2]).toBe('orders waiting   2 at most, at 10:20');
  });
});
