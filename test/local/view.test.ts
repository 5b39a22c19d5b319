import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../core/kernel/text.ts';
import { frame } from '../../local/view/frame.ts';
import type { ShopView, ViewState } from '../../local/view/state.ts';
import { durationText, type Paint, timeText } from '../../local/view/words.ts';
import { openScreen } from '../../ops/terminal/screen.ts';

describe('words for times', () => {
  it('are those of Japan', () => {
    expect(timeText(Date.UTC(2026, 10, 24, 16, 0, 5))).toBe('01:00:05');
  });

  it.each([
    [0, '0 s'],
    [119_000, '119 s'],
    [600_000, '10 min'],
    [7_200_000, '2 h'],
    [864_000_000, '10 d'],
  ])('%i ms are %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });
});

const shop = (name: string, more: Partial<ShopView> = {}): ShopView => ({
  name,
  mall: 'RMS',
  stored: 1_024,
  atMall: 1_025,
  lagMs: 12_000,
  lastOrderAtMs: Date.UTC(2026, 10, 24, 7, 45),
  calls: 213,
  statuses: { waiting: 12, held: 0, confirmed: 1_300, failed: 0 },
  stock: null,
  pause: null,
  statusPause: null,
  ...more,
});
const state = (more: Partial<ViewState> = {}): ViewState => ({
  nowMs: Date.UTC(2026, 10, 24, 7, 46),
  speed: 10,
  runningMs: 61_000,
  folder: '.tsunagi',
  clockNote: null,
  malls: ['RMS simulated at http://127.0.0.1:9000'],
  console: 'http://127.0.0.1:9002/open?token=secret',
  mailbox: 'http://127.0.0.1:9001/secret/',
  shops: [
    shop('茶舗 みどり庵'),
    shop('ｷｯﾁﾝ雑貨 ほとり', {
      stored: 7,
      pause: { cause: 'credentials', note: 'The key was refused. Enter a new one.' },
    }),
  ],
  queues: { 'poll-orders-failed': { visible: 1, inFlight: 1, delayed: 0 } },
  functions: [{ name: 'poll-orders', runs: 12, failed: 1, medianMs: 41.4 }],
  waits: [{ mall: 'RMS', stored: { p50: 11.26, p99: 19.4 }, called: { p50: 3.14, p99: 8.8 } }],
  happenings: Array.from({ length: 30 }, (_, index) => ({ atMs: index * 1000, kind: 'order', text: `order ${index}` })),
  ...more,
});
const bare: Paint = (_, text) => text;
const size = { columns: 120, rows: 24 };

describe('the picture', () => {
  const lines = frame(state(), size, bare);

  it('aligns its columns, whatever the width of the characters', () => {
    const rows = lines.filter((line) => /importing|credentials|^Shop/.test(line));
    const ends = rows.map((line) => columnsOf(line.slice(0, line.search(/State|importing|paused/))));
    expect(rows).toHaveLength(3);
    expect(new Set(ends).size).toBe(1);
  });

  it('says how many orders are stored and at the mall, how far behind each shop is, and what holds it', () => {
    const text = lines.join('\n');
    expect(text).toMatch(/茶舗 みどり庵 +RMS +1,024 +1,025 +12 s +16:45:00 +213 +12 +0 +1,300 +0 {2}importing/);
    expect(text).toMatch(/2 shops +1,031 +2,050 +426 +24 +0 +2,600 +0/);
    expect(text).toContain('paused: credentials');
    expect(text).toContain('RMS: ｷｯﾁﾝ雑貨 ほとり: The key was refused. Enter a new one.');
    expect(text).toContain('poll-orders-failed 2');
    expect(text).toContain('poll-orders 12 (41 ms), 1 failed');
    expect(text).toContain('Waits      RMS stored 11 s (p99 19 s), set 3.1 s (p99 8.8 s)');
    expect(text).toContain('2026-11-24 16:46:00 JST, time runs 10 times as fast, running for 61 s');
  });

  it('leaves out what can be missed where the terminal is narrow, and never which status changes and stock wait, are held or failed', () => {
    const stock = { inStep: 30, waiting: 0, held: 0, failed: 0 };
    const shops = [shop('茶舗 みどり庵', { stock })];
    const titles = (columns: number) =>
      frame(state({ shops }), { columns, rows: 24 }, bare).find((line) => /^Shop/.test(line));
    expect(titles(140)).toMatch(/At mall +Behind +Last order +Calls +Waiting +Held +Confirmed +Failed +Stock +State/);
    expect(titles(120)).toMatch(/At mall +Behind +Calls +Waiting +Held +Confirmed +Failed +Stock +State/);
    expect(titles(100)).toMatch(/Orders +Behind +Waiting +Held +Failed +Stock +State/);
    expect(titles(90)).toMatch(/Orders +Behind +Changes +Stock +State/);
  });

  it('shows the state of listings, those that wait for a person or a pause first, and nothing if no shop has any', () => {
    const counts = { inStep: 1_174, waiting: 3, held: 20, failed: 2 };
    const shops = [
      shop('一の店', { mall: 'Yahoo', stock: counts }),
      shop('二の店', { stock: { inStep: 30, waiting: 0, held: 0, failed: 0 } }),
      shop('三の店'),
    ];
    const text = frame(state({ shops }), size, bare).join('\n');
    expect(text).toMatch(/一の店 +Yahoo .* 2 failed, 20 held, 3 wait of 1,199 +importing/);
    expect(text).toMatch(/二の店 +RMS .* 30 in step +importing/);
    expect(text).toMatch(/三の店 +RMS .* 0 {2}- +importing/);
    expect(text).toMatch(/3 shops .* 2 failed, 20 held, 3 wait of 1,229/);
    expect(frame(state(), size, bare).find((line) => /^Shop/.test(line))).not.toContain('Stock');
  });

  it('shows what holds only status changes, what needs a person, and which queues hold what', () => {
    const statuses = { waiting: 0, held: 40, confirmed: 7, failed: 2 };
    const note = 'confirmOrder is away.';
    const text = frame(
      state({
        shops: [shop('一の店', { statuses, statusPause: { cause: 'outage', note } })],
        queues: {
          status: { visible: 3, inFlight: 1, delayed: 1 },
          'status-dead': { visible: 1, inFlight: 0, delayed: 0 },
          'reconcile-failed': { visible: 0, inFlight: 0, delayed: 0 },
        },
      }),
      size,
      bare,
    ).join('\n');
    expect(text).toMatch(/一の店 .* 0 +40 +7 +2 {2}held: outage/);
    expect(text).toContain('RMS: 一の店: confirmOrder is away.');
    expect(text).toContain('40 status changes are held, and go on by themselves.');
    expect(text).toContain('Failed status changes need a person: npm run ops -- push list --failed (2)');
    expect(text).toContain('Messages were given up: npm run ops -- stuck');
    expect(text).toContain('Queues     status 5, set aside status-dead 1');
  });

  it('says once what holds many shops', () => {
    const pause = { cause: 'outage', note: 'RMS is away.' };
    const shops = ['一', '二', '三'].map((name) => shop(name, { pause }));
    const text = frame(state({ shops }), size, bare).join('\n');
    expect(text).toContain('RMS: 3 shops: RMS is away.');
    expect(text.match(/RMS is away/g)).toHaveLength(1);
  });

  it('shows the latest happenings last', () => {
    expect(lines.at(-1)).toMatch(/order 29$/);
    expect(lines.join('\n')).not.toContain('order 0\n');
  });

  it('shows a dash for what a real mall does not tell', () => {
    const real = frame(state({ shops: [shop('店', { atMall: null, lagMs: null, calls: null })] }), size, bare);
    expect(real.join('\n')).toMatch(/店 +RMS +1,024 +- +- +16:45:00 +- +12 +0 +1,300 +0 {2}importing/);
  });

  it.each([
    [100, 24],
    [40, 10],
    [20, 3],
    [200, 80],
  ])('fits a terminal of %i columns and %i rows, with a line to spare for the cursor', (columns, rows) => {
    const many = state({ shops: Array.from({ length: 50 }, (_, index) => shop(`店 ${index}`)) });
    const drawn = frame(many, { columns, rows }, bare);
    expect(drawn.length).toBeLessThan(Math.max(2, rows));
    for (const line of drawn) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
  });

  it('breaks a happening that is too long, keeps the colours of a line that is cut, and ends each colour', () => {
    const colours = { bold: 1, dim: 2, green: 32, red: 31, yellow: 33, cyan: 36 } as const;
    const painted: Paint = (look, text) => `\x1b[${colours[look]}m${text}\x1b[0m`;
    const long =
      '珈琲焙煎所 夜長 sold 4 at RMS of W-COFFEE-3310-500-MAME: Yahoo shows 36 now, 39 before (and 11 more SKUs)';
    const happenings = [{ atMs: 0, kind: 'order', text: long }] as const;
    const last = frame(state({ happenings }), { columns: 60, rows: 40 }, painted).slice(-3);
    expect(last).toEqual([
      '\x1b[2m09:00:00\x1b[0m  \x1b[36m珈琲焙煎所 夜長 sold 4 at RMS of\x1b[0m',
      '          \x1b[36mW-COFFEE-3310-500-MAME: Yahoo shows 36 now, 39\x1b[0m',
      '          \x1b[36mbefore (and 11 more SKUs)\x1b[0m',
    ]);
    const drawn = frame(state(), { columns: 24, rows: 40 }, painted);
    const count = (line: string, sign: string): number => line.split(sign).length - 1;
    for (const line of drawn) expect(count(line, '\x1b[')).toBe(2 * count(line, '\x1b[0m'));
  });

  it('breaks what waits in queues and what functions do between two of them, and hides none', () => {
    const depth = { visible: 3, inFlight: 0, delayed: 0 };
    const queues = { status: depth, 'health-probe-failed': depth, 'notify-merchants-failed': depth };
    const functions = ['poll-orders', 'reconcile', 'push-status'].map((name) => ({
      name,
      runs: 14,
      failed: 2,
      medianMs: 760,
    }));
    const text = frame(state({ queues, functions }), { columns: 60, rows: 40 }, bare);
    expect(text).toContain('Queues     status 3, set aside health-probe-failed 3,');
    expect(text).toContain('           notify-merchants-failed 3');
    expect(text).toContain('Functions  poll-orders 14 (760 ms), 2 failed;');
    expect(text).toContain('           reconcile 14 (760 ms), 2 failed;');
  });

  it('says how many shops did not fit', () => {
    const many = state({ shops: Array.from({ length: 50 }, (_, index) => shop(`店 ${index}`)) });
    expect(frame(many, size, bare).join('\n')).toMatch(/50 shops, \d+ not shown/);
  });
});

describe('what was lost at 80 columns', () => {
  const colours = { bold: 1, dim: 2, green: 32, red: 31, yellow: 33, cyan: 36 } as const;
  const painted: Paint = (look, text) => `\x1b[${colours[look]}m${text}\x1b[22m`;
  const at = (columns: number, more: Partial<ViewState>) => frame(state(more), { columns, rows: 40 }, bare);
  const busy = {
    statuses: { waiting: 12, held: 3, confirmed: 1_300, failed: 2 },
    stock: { inStep: 1_174, waiting: 3, held: 20, failed: 2 },
  };

  it('`Queues     22mstatus 24`: no colour is painted into the escape sequence of another', () => {
    const queues = { status: { visible: 24, inFlight: 0, delayed: 0 } };
    const line = frame(state({ queues }), { columns: 80, rows: 40 }, painted).find((one) => one.includes('Queues'));
    expect(line).toBe('\x1b[2mQueues     \x1b[22m\x1b[33mstatus 24\x1b[22m, set aside 0');
  });

  it.each([
    ['importing', {}],
    ['credentials', { pause: { cause: 'credentials', note: 'The key was refused.' } }],
    ['maintenance', { pause: { cause: 'maintenance', note: 'Announced.' } }],
    ['held: outage', { statusPause: { cause: 'outage', note: 'It does not answer.' } }],
  ] as const)('the state of a shop (%s), whose name is cut before it', (word, more) => {
    const shops = [shop('珈琲焙煎所 夜長', busy), shop('茶舗 みどり庵', { ...busy, ...more })];
    const lines = at(80, { shops });
    expect(lines.find((line) => line.startsWith('Shop'))).toMatch(/Behind +Changes +Stock +State$/);
    expect(lines.filter((line) => line.includes(' RMS '))[1]).toMatch(
      new RegExp(`2 failed +2 failed of 1,199 +${word}$`),
    );
    for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(80);
  });

  it('the mall of a pause: the shop has two', () => {
    const pause = { cause: 'outage', note: 'The mall does not answer.' };
    const shops = [shop('茶舗 みどり庵', { pause }), shop('茶舗 みどり庵', { mall: 'Yahoo' })];
    expect(at(80, { shops }).join('\n')).toContain('RMS: 茶舗 みどり庵: The mall does not answer.');
    const both = [
      shop('一', { pause }),
      shop('二', { pause }),
      shop('三', { pause }),
      shop('一', { mall: 'Yahoo', pause }),
    ];
    const text = at(80, { shops: both }).join('\n');
    expect(text).toContain('RMS: 3 shops: The mall does not answer.');
    expect(text).toContain('Yahoo: 一: The mall does not answer.');
  });

  it('the address of the mailbox, the keys of a mall, and what another mall shows now', () => {
    const mall = 'Yahoo!ショッピング simulated at http://127.0.0.1:42193, 63 calls: [y] breaks it, [u] mends it';
    const mailbox = 'http://127.0.0.1:35797/HW87qyqfK2-eKlS-kvP_GrfnD3R-lxwi/';
    const sold = '茶舗 みどり庵 sold 3 at RMS of W-TSYA-2201-S-NV: Yahoo shows 54 now, 57 before (and 2 more SKUs)';
    const lines = at(80, { malls: [mall], mailbox, happenings: [{ atMs: 0, kind: 'order', text: sold }] });
    const text = lines.join(' ').replaceAll(/ +/g, ' ');
    for (const whole of [mall, mailbox, sold]) expect(text).toContain(whole);
    expect(lines.some((line) => line.includes(mailbox))).toBe(true);
    expect(lines.at(-1)).toMatch(/^ {10}\S/);
  });
});

describe('the screen', () => {
  it('is drawn over its last picture, and gives the cursor back at the end', () => {
    const written: string[] = [];
    const screen = openScreen({ write: (text) => written.push(String(text)) > 0 });
    screen.draw(['a', 'b']);
    screen.draw(['c']);
    screen.end();
    expect(written[0]).toMatch(/\ra/);
    expect(written[1]).toContain('\x1b[2A');
    expect(written[1]?.endsWith('\x1b[J')).toBe(true);
    expect(written[2]).toBe('\x1b[?25h');
  });
});

it('the view keeps saying that time is ahead of the machine’s clock, before all else that a person has to do', () => {
  const clockNote = 'Time here goes on by what passes, and is 5 h ahead of this machine’s clock.';
  const lines = frame(state({ clockNote }), size, bare);
  const at = lines.indexOf(clockNote);
  expect(at).toBeGreaterThan(0);
  expect(at).toBeLessThan(lines.findIndex((line) => line.includes('The key was refused')));
});
