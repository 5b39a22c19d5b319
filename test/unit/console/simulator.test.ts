import { describe, expect, it } from 'vitest';
import { createBoard } from '../../../console/looks.ts';
import { mailPart, type PlayedDay } from '../../../console/views/simulator/day.ts';
import type { DaysSeen, PlayedDays } from '../../../console/views/simulator/days.ts';
import { faultWords } from '../../../console/views/simulator/fault-words.ts';
import { type PlayedMall, simulatorView } from '../../../console/views/simulator/simulator.ts';
import type { PlayedTour, TourSeen } from '../../../console/views/simulator/tour.ts';
import { InputError, minuteMs, sentence } from '../../../core/kernel/index.ts';
import { scripts } from '../../../proving/drill/scripts.ts';
import * as simulators from '../../../simulator/malls.ts';
import { openConsole } from './console-world.ts';

/** A mall that notes what is done. */
function noted(): { readonly mall: PlayedMall; readonly done: unknown[] } {
  const done: unknown[] = [];
  const mall: PlayedMall = {
    ...{ name: 'rms', title: 'RMS', faultKinds: ['slow', 'server-error-html'] },
    faults: () =>
      done.length === 0
        ? []
        : [
            { id: 'fault-1', kind: 'slow', only: null, applied: 3 },
            { id: 'fault-2', kind: 'server-error-html', only: 'stock', applied: 0 },
          ],
    shops: () => ['kado-no-mise'],
    orders: () => [{ shop: 'kado-no-mise', orderNumber: '1' }],
    act(doing) {
      if (doing.kind === 'cancel') throw new Error('This order is shipped already.');
      done.push(doing);
    },
  };
  return { mall, done };
}

const from = Date.parse('2020-02-10T15:45:00+09:00');
const at = (minutes: number): number => from + minutes * minuteMs;
const steps = (figures: (step: number) => number): number[] => Array.from({ length: 13 }, (_, step) => figures(step));

/** An hour, of which the mall is down from 15:45 to 16:15. */
const day: PlayedDay = {
  ...{ begin: at(-15), end: at(45), from, to: at(30), planned: [], everyMs: 5 * minuteMs },
  orders: [
    { mall: 'rms', placed: [at(-10), at(10), at(20)], stored: [at(-9), at(32), at(33)] },
    { mall: 'yahoo', placed: [at(5)], stored: [at(6)] },
  ],
  healths: [
    { at: at(2), mall: 'rms', capability: 'import', state: 'down' },
    { at: at(31), mall: 'rms', capability: 'import', state: 'trickle' },
    { at: at(34), mall: 'rms', capability: 'import', state: 'healthy' },
  ],
  mails: [
    { at: at(6), subject: '【対応不要】<b>障害</b>' },
    { at: at(40), subject: '【復旧】' },
  ],
  open: steps((step) => step),
  held: steps((step) => step + 100),
  behind: steps((step) => step + 200),
};

function played() {
  const board = createBoard<DaysSeen>({ playing: null, ended: null });
  const days: PlayedDays = {
    ...{ now: board.now, follow: board.follow },
    incidents: async () => scripts.map(({ id, title }) => ({ id, title })),
    async start(id) {
      if (id !== '2020-02-10') throw new InputError(sentence`No day was started`, [sentence`no ${id}`]);
      board.show({ playing: { id, at: at(0), share: 0.4 }, ended: null });
    },
    stop: () => board.show({ playing: null, ended: { id: '2020-02-10', kind: 'stopped' } }),
    day: (id) => (id === '2020-02-10' ? day : null),
  };
  const story = createBoard<TourSeen>({ state: { kind: 'ready' }, steps: [] });
  const tour: PlayedTour = {
    ...{ mall: 'RMS', now: story.now, follow: story.follow },
    start() {
      if (story.now().state.kind === 'running')
        throw new InputError(sentence`The tour cannot begin`, ['it runs already']);
      const step = { at: at(0), words: sentence`Now ${'<i>RMS</i>'} breaks.`, look: '/incidents/rms-1' };
      story.show({ state: { kind: 'running' }, steps: [step] });
    },
    stop: () => story.show({ state: { kind: 'stopped' }, steps: story.now().steps }),
  };
  return { days, tour, board, story };
}

const open = (mayChange = true, malls = [noted().mall]) =>
  openConsole({ mayChange, more: [simulatorView({ malls, ...played() })] });

it('breaks and mends a mall, sells, and edits an order at it, and writes down who did it', async () => {
  const { mall, done } = noted();
  const console = open(true, [mall]);
  expect(await console.page('/simulator')).toContain('<p class="good">answers</p>');
  await console.submit('/simulator', '/rms/break', { fault: 'slow' });
  await console.submit('/simulator', '/rms/break', { fault: 'slow', only: 'stock' });
  const broken = await console.page('/simulator');
  expect(broken).toContain('broken: it answers twenty seconds late; calls struck: 3');
  expect(broken).toContain('stock alone is broken: it answers 503 with an HTML page');
  // Each fault has a button of its own: they could be mended all at once only.
  expect([...broken.matchAll(/name="id" value="([^"]+)"/g)].map(([, id]) => id)).toEqual(['fault-1', 'fault-2']);
  await console.submit('/simulator', '/rms/mend', { id: 'fault-2' });
  await console.submit('/simulator', '/rms/mend', {});
  await console.submit('/simulator', '/rms/sell', { shop: 'kado-no-mise', count: '1000000' });
  await console.submit('/simulator', '/rms/edit', { shop: 'kado-no-mise', order: '1' });
  expect(done).toEqual([
    { kind: 'break', fault: 'slow', only: null },
    { kind: 'break', fault: 'slow', only: 'stock' },
    { kind: 'mend', id: 'fault-2' },
    { kind: 'mend', id: null },
    { kind: 'sell', shop: 'kado-no-mise', count: 100 },
    { kind: 'edit', shop: 'kado-no-mise', orderNumber: '1' },
  ]);
  expect(console.recorded).toEqual([
    'POST /simulator/rms/break slow: done',
    'POST /simulator/rms/break slow stock: done',
    'POST /simulator/rms/mend fault-2: done',
    'POST /simulator/rms/mend: done',
    'POST /simulator/rms/sell kado-no-mise 1000000: done',
    'POST /simulator/rms/edit kado-no-mise 1: done',
  ]);
});

it('says in words what the mall refuses', async () => {
  const answer = await open().submit('/simulator', '/rms/cancel', { shop: 'kado-no-mise', order: '1' });
  expect([answer.status, await answer.text()]).toEqual([
    409,
    expect.stringContaining('This order is shipped already.'),
  ]);
});

it('is not there where no mall is simulated, and only shows where nothing may be changed', async () => {
  expect(await openConsole().page('/')).not.toContain('/simulator');
  const { mall, done } = noted();
  const console = open(false, [mall]);
  for (const path of ['/simulator', '/simulator/days', '/simulator/days/2020-02-10'])
    expect(await console.page(path)).not.toContain('<form method="post"');
  for (const door of ['/rms/break', '/tour/start', '/tour/stop', '/days/start', '/days/stop'])
    expect([door, (await console.submit('/simulator', door, { fault: 'slow', id: '2020-02-10' })).status]).toEqual([
      door,
      403,
    ]);
  expect(done).toEqual([]);
  expect(await console.page('/simulator')).not.toContain('The tour runs.');
});

it.each(Object.values(simulators))('each way in which $title can be broken is said in words', ({ faultKinds }) => {
  expect(faultKinds.length).toBeGreaterThan(10);
  expect(faultKinds.filter((kind) => faultWords(kind) === kind)).toEqual([]);
});

describe('the tour', () => {
  it('is started once, shows its steps with the page to look at, and is stopped', async () => {
    const console = open();
    expect((await console.submit('/simulator', '/tour/start', {})).status).toBe(303);
    const page = await console.page('/simulator');
    expect(page).toContain('The tour runs.');
    expect(page).toContain(
      '<time>15:45:00</time> Now &lt;i&gt;RMS&lt;/i&gt; breaks. <a href="/incidents/rms-1">Outages</a>',
    );
    const second = await console.submit('/simulator', '/tour/start', {});
    expect([second.status, await second.text()]).toEqual([409, expect.stringContaining('<li>it runs already</li>')]);
    await console.submit('/simulator', '/tour/stop', {});
    expect(await console.page('/simulator')).toContain('The tour was stopped, and the mall mended.');
  });

  it('says why it failed', async () => {
    const { days, tour, story } = played();
    const console = openConsole({ more: [simulatorView({ malls: [], tour, days })] });
    story.show({
      state: { kind: 'failed', why: sentence`The tour waited ${9} s for ${'x'}, and it did not come.` },
      steps: [],
    });
    expect(await console.page('/simulator')).toContain('The tour waited 9 s for x, and it did not come.');
  });

  it('is not offered where fewer than two malls are played', async () => {
    const console = openConsole({
      mayChange: true,
      more: [simulatorView({ malls: [], tour: null, days: played().days })],
    });
    expect(await console.page('/simulator')).not.toContain('tour/start');
    expect((await console.submit('/simulator', '/tour/start', {})).status).toBe(404);
  });
});

describe('replayed days', () => {
  it('are listed, played one at a time with their progress, and stopped', async () => {
    const console = open();
    const list = await console.page('/simulator/days');
    expect(list).toContain('All of RMS is down from 15:45');
    await console.submit('/simulator', '/days/start', { id: '2020-02-10' });
    expect(await console.page('/simulator/days')).toContain('2020-02-10 is played: 2020-02-10 15:45 (40 %)');
    await console.submit('/simulator', '/days/stop', {});
    expect(await console.page('/simulator/days')).toContain('2020-02-10 was stopped.');
    expect(console.recorded).toEqual([
      'POST /simulator/days/start 2020-02-10: done',
      'POST /simulator/days/stop: done',
    ]);
  });

  it('refuse an incident that is not there, in words', async () => {
    const console = open();
    const answer = await console.submit('/simulator', '/days/start', { id: '<script>' });
    expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining('no &lt;script&gt;')]);
    expect(await console.page('/simulator/days/2020-11-15')).toContain('This day was not played.');
    expect(await console.page('/simulator/days/..%2F..%2Fkms')).toContain('This day was not played.');
  });

  it('are called what the drill calls them, in the language of the page', async () => {
    const console = open();
    const [english, japanese] = [await console.page('/simulator/days'), await console.page('/simulator/days?lang=ja')];
    for (const { title } of scripts) {
      expect(english).toContain(`<td>${title}</td>`);
      expect(japanese).not.toContain(title);
    }
    expect(await console.page('/simulator/days/2020-02-10?lang=ja')).toContain('<p>15:45からRMS全体が停止');
  });
});

describe('a replayed day', () => {
  const path = '/simulator/days/2020-02-10';
  const momentOf = async (query: string): Promise<string> => {
    const page = await open().page(`${path}${query}`);
    return page.slice(page.indexOf('<div id="moment">'));
  };

  it('shows how everything stood at a moment: what was out, orders, changes, stock and mails', async () => {
    const moment = await momentOf('?at=35');
    expect(moment).toContain('>2020-02-10 16:05</h2>');
    expect(moment).toContain('<td class="bad"><span aria-hidden="true">■</span> is out</td>');
    expect(moment).toContain('<title>out since 2020-02-10 15:47:00</title>');
    const orders = (mall: string, there: number, here: number, waiting: number) =>
      `${mall}</th><td class="right" data-label="orders at the mall">${there}</td><td class="right" data-label="stored here">${here}</td><td class="right" data-label="not here yet">${waiting}</td>`;
    expect(moment).toContain(orders('楽天', 3, 1, 2));
    expect(moment).toContain(orders('Yahoo', 1, 1, 0));
    expect([...moment.matchAll(/<dd>(\d+)<\/dd>/g)].map(([, figure]) => figure)).toEqual(['7', '107', '207']);
    expect(moment).toContain('3 orders were placed; 1 of them are stored by 2020-02-10 16:05:00');
    expect(moment).toContain('Mails so far: 1');
    expect(moment).toContain('<span lang="ja">【対応不要】&lt;b&gt;障害&lt;/b&gt;</span> × 1');
  });

  it('has every mail that was sent by then, the older ones folded: those after the tenth subject were left out without a word', async () => {
    const mails = Array.from({ length: 12 }, (_, index) => ({ at: index, subject: `[${index}]` }));
    const part = String(mailPart({ mails }, 12));
    expect(part).toContain('Mails so far: 12');
    expect(part).toMatch(
      /\[11\].*\[2\].*<details><summary>1–10 of 12: Older ones<\/summary>.*\[1\].*\[0\].*<\/details>/s,
    );
  });

  it('begins where the mall fails, and has links to where the day turns', async () => {
    const page = await open().page(path);
    expect(page).toContain('<h2 id="moment-at">2020-02-10 15:45</h2>');
    const turns = [...page.matchAll(/<a href="\/simulator\/days\/2020-02-10\?at=(\d+)">(\d\d:\d\d [^<]+)<\/a>/g)];
    expect(turns.map(([, minutes, words]) => `${minutes} ${words}`)).toEqual([
      '15 15:45 the mall fails',
      '20 15:50 outage confirmed',
      '25 15:55 the first mail',
      '45 16:15 all recovered',
      '50 16:20 every order is stored',
      '60 16:30 the end of the day',
    ]);
  });

  it.each([
    ['?at=-5', '15:30', false],
    ['?at=0', '15:30', false],
    ['?at=60', '16:30', true],
    ['?at=99999', '16:30', true],
    ['?at=33', '16:05', null],
    ['?at=noon', '15:45', null],
    ['?at=', '15:45', null],
    ['?at=Infinity', '16:30', true],
  ])('is looked at from its beginning to its end, whatever is asked for: %s', async (query, time, isEnd) => {
    const moment = await momentOf(query);
    expect(moment).toContain(`>2020-02-10 ${time}</h2>`);
    expect(moment.includes('5 minutes earlier')).toBe(isEnd !== false);
    expect(moment.includes('5 minutes later')).toBe(isEnd !== true);
  });
});
