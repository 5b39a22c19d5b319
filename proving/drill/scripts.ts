import { hourMs, minuteMs } from '../../core/kernel/time.ts';
import type { Capability } from '../../core/model/health.ts';
import type { AmazonFault } from '../../simulator/amazon/index.ts';
import type { Fault } from '../../simulator/rms/index.ts';

/** What a mall did on a day, as far as it was recorded, in a form that the simulator can replay. */
export interface Script {
  /** The day it happened, and what a person types: `2020-02-10`. */
  readonly id: string;
  readonly title: string;
  /** Where it happened; absent: RMS. */
  readonly mall?: 'amazon';
  /** Epoch ms, of the day itself. */
  readonly from: number;
  readonly to: number;
  /** The part at the end in which some calls are answered again; absent where it came back at once. */
  readonly greyFrom?: number;
  readonly faults: readonly (Fault | AmazonFault)[];
  /** What was announced ahead, and so stands in the calendar. */
  readonly planned?: { readonly capabilities: readonly Capability[] };
  /** What goes out; nothing where the mall only takes longer. */
  readonly out: readonly Capability[];
}

/** A moment of the Japanese clock. */
const jst = (text: string): number => Date.parse(`${text}:00+09:00`);

/** Everything fails, in all the ways in which a mall that is down was seen to fail. */
function down(from: number, to: number, more: Partial<Fault> = {}): Fault[] {
  const third = (to - from) / 3;
  return [
    { kind: 'timeout-before', from, until: from + third, ...more },
    { kind: 'server-error-html', from: from + third, until: from + 2 * third, ...more },
    { kind: 'html-200', from: from + 2 * third, until: to, ...more },
  ];
}

/** 2026-08-26 18:10 to 2026-08-27 06:09 of UTC. */
const refusedDay = { from: jst('2026-08-27T03:10'), to: jst('2026-08-27T15:09') };

/**
 * The incidents that can be replayed. Times and effects are those of the notices that vendors published; where a notice says
 * nothing, `docs/reference/drills.md` says what was chosen.
 */
export const scripts: readonly Script[] = [
  {
    id: '2020-02-10',
    title: 'All of RMS is down from 15:45; from 18:00 some calls are answered; over at 22:35',
    from: jst('2020-02-10T15:45'),
    to: jst('2020-02-10T22:35'),
    greyFrom: jst('2020-02-10T18:00'),
    faults: [
      ...down(jst('2020-02-10T15:45'), jst('2020-02-10T18:00')),
      // Hours in which about half of the calls fail, better and worse by turns; with spells of silence.
      ...greyHours(jst('2020-02-10T18:00'), jst('2020-02-10T22:35')),
    ],
    out: ['import', 'status', 'stock'],
  },
  {
    id: '2025-10-20',
    title: 'Reads go on, writes are lost or answered with errors, from 11:03 to 14:50',
    from: jst('2025-10-20T11:03'),
    to: jst('2025-10-20T14:50'),
    faults: [
      { kind: 'system-error-200', writesOnly: true, from: jst('2025-10-20T11:03'), until: jst('2025-10-20T13:00') },
      { kind: 'server-error-json', writesOnly: true, from: jst('2025-10-20T13:00'), until: jst('2025-10-20T14:50') },
    ],
    out: ['status', 'stock'],
  },
  {
    id: '2020-05-17',
    title: 'Planned: RMS order management rests on a Sunday from 2:00 to 8:45, the market stays open',
    from: jst('2020-05-17T02:00'),
    to: jst('2020-05-17T08:45'),
    faults: [
      { kind: 'server-error-html', api: 'order', from: jst('2020-05-17T02:00'), until: jst('2020-05-17T08:45') },
    ],
    planned: { capabilities: ['import', 'status'] },
    out: ['import', 'status'],
  },
  {
    id: '2024-06-16',
    title: 'Planned: the order API and the stock API rest on a Sunday from 2:00 to 8:00',
    from: jst('2024-06-16T02:00'),
    to: jst('2024-06-16T08:00'),
    faults: [{ kind: 'server-error-html', from: jst('2024-06-16T02:00'), until: jst('2024-06-16T08:00') }],
    planned: { capabilities: ['import', 'status', 'stock'] },
    out: ['import', 'status', 'stock'],
  },
  {
    id: '2023-sku',
    title: 'The SKU migration of 2023: the stock API alone is away for a night, orders run',
    from: jst('2023-06-20T01:00'),
    to: jst('2023-06-20T06:00'),
    faults: [
      { kind: 'server-error-json', api: 'inventory', from: jst('2023-06-20T01:00'), until: jst('2023-06-20T06:00') },
    ],
    out: ['stock'],
  },
  {
    id: '2026-08-26',
    title: 'Amazon refuses every listing that asks for FULFILLMENT, from 3:10 to 15:09 of 2026-08-27',
    mall: 'amazon',
    ...refusedDay,
    faults: [{ kind: 'data-refused', from: refusedDay.from, until: refusedDay.to }],
    out: [],
  },
];

/** What no day was seen to be in full: the plainest outage, a mall that comes and goes, and one that refuses every listing. */
export const madeUp: readonly Script[] = [
  {
    id: 'listings-refused',
    title: 'Made up: the hours of 2026-08-26, in which Amazon refuses every listing, whatever it asks for',
    mall: 'amazon',
    ...refusedDay,
    faults: [{ kind: 'invalid-input', operations: ['searchOrders'], from: refusedDay.from, until: refusedDay.to }],
    out: ['import'],
  },
  {
    id: 'at-once',
    title: 'Made up: all of RMS is down for three hours and back at once',
    from: jst('2026-01-20T13:00'),
    to: jst('2026-01-20T16:00'),
    faults: down(jst('2026-01-20T13:00'), jst('2026-01-20T16:00')),
    out: ['import', 'status', 'stock'],
  },
  {
    id: 'flapping',
    title:
      'Made up: RMS goes down for three minutes five times, each time in another way, and is up for two in between',
    from: jst('2026-01-20T13:00'),
    to: jst('2026-01-20T13:23'),
    faults: relapses(jst('2026-01-20T13:00')),
    out: ['import', 'status', 'stock'],
  },
];

/** The incidents of the list that no simulator here can play, and why. */
export const notReplayed: readonly { readonly id: string; readonly why: string }[] = [
  { id: '2020-11-15', why: 'two days of Yahoo!ショッピング; a drill has 楽天市場 go out' },
  { id: 'yahoo-editor', why: 'Yahoo!’s stock API at night; a drill has 楽天市場 go out' },
];

/** Down for three minutes and up for two, in turn. No two failures in a row look alike. */
function relapses(from: number): Fault[] {
  const kinds = ['timeout-before', 'html-200', 'server-error-html', 'refuse', 'system-error-200'] as const;
  return kinds.map((kind, turn) => {
    const at = from + turn * 5 * minuteMs;
    return { kind, from: at, until: at + 3 * minuteMs };
  });
}

/** Half an hour better, half an hour worse, and now and then nothing at all for some minutes. */
function greyHours(from: number, to: number): Fault[] {
  const faults: Fault[] = [];
  const half = hourMs / 2;
  for (let at = from, turn = 0; at < to; at += half, turn++) {
    const until = Math.min(at + half, to);
    faults.push({ kind: 'server-error-json', from: at, until, probability: turn % 2 === 0 ? 0.6 : 0.35 });
    if (turn % 3 === 1) faults.push({ kind: 'timeout-before', from: at, until: Math.min(at + hourMs / 6, until) });
  }
  return faults;
}
