import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CloudClock, startClock } from '../../local/clock.ts';
import { aheadText, type jumpText, lookAtClock } from '../../local/desk/watch-clock.ts';
import { holdDateNow, type MachineTime, startMachineTime } from '../../local/machine-time.ts';
import { readTiming } from '../../local/schedules/expression.ts';
import { runSchedule, type Schedule } from '../../local/schedules/schedules.ts';

const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;
const start = Date.UTC(2026, 10, 24, 6);

/** A machine whose clock is set, and that sleeps, as a test says. Timers go by what passes, as those of Node do. */
function openMachine({ follows }: { readonly follows: boolean }) {
  let [wallMs, elapsedMs] = [start, 5_000];
  const time = startMachineTime({ wall: () => wallMs, elapsed: () => elapsedMs }, { follows });
  const jumps: (number | undefined)[] = [];
  return {
    time,
    /** What was named. */
    jumps,
    shows: () => wallMs,
    set: (byMs: number) => {
      wallMs += byMs;
    },
    /** Time passes, and the clock is looked at each second. */
    pass(ms: number) {
      for (let passed = 0; passed < ms; passed += secondMs) {
        wallMs += secondMs;
        elapsedMs += secondMs;
        vi.advanceTimersByTime(secondMs);
        const jump = time.look();
        if (jump !== null) jumps.push(jump.byMs);
      }
    },
  };
}

/** A schedule on such a machine; gives the moments, of the cloud, at which it ran. */
function schedule(machine: MachineTime, expression: string, speed = 1): { ran: number[]; clock: CloudClock } {
  const clock = startClock({ atMs: start, speed }, machine.now);
  const ran: number[] = [];
  const timing = readTiming(expression, 'UTC', 'schedule');
  runSchedule({ timing } as Schedule, clock, () => ran.push(clock.now()));
  return { ran, clock };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

describe('the time of a machine', () => {
  it.each([
    ['simulated', false],
    ['real', true],
  ])(
    'with %s malls keeps schedules going, and names each jump, where its clock is set ahead, back and right again',
    (_, follows) => {
      const machine = openMachine({ follows });
      const { ran, clock } = schedule(machine.time, 'rate(1 minute)');
      let last = clock.now();
      for (const byMs of [0, 3 * hourMs, -5 * hourMs, 2 * hourMs]) {
        machine.set(byMs);
        const before = ran.length;
        machine.pass(10 * minuteMs);
        expect(ran.length - before).toBeGreaterThanOrEqual(9);
        expect(ran.length - before).toBeLessThanOrEqual(11);
        expect(clock.now()).toBeGreaterThanOrEqual(last + 10 * minuteMs);
        last = clock.now();
      }
      expect(machine.jumps).toEqual([3 * hourMs, -5 * hourMs, 2 * hourMs]);
      expect(machine.time.aheadMs()).toBe(follows ? 3 * hourMs : 0);
    },
  );

  it('the time of a machine ignores its clock with simulated malls, at any speed', () => {
    const machine = openMachine({ follows: false });
    const { clock } = schedule(machine.time, 'rate(1 minute)', 10);
    machine.set(-5 * hourMs);
    machine.pass(minuteMs);
    machine.set(8 * hourMs);
    machine.pass(minuteMs);
    expect(clock.now()).toBe(start + 20 * minuteMs);
  });

  it('the time of a machine goes with its clock with real malls where it slept, and a schedule of the night in between is made up for', () => {
    const machine = openMachine({ follows: true });
    const { ran } = schedule(machine.time, 'cron(0 10 * * ? *)');
    machine.pass(minuteMs);
    machine.set(8 * hourMs);
    machine.pass(2 * minuteMs);
    expect(machine.time.now()).toBe(machine.shows());
    expect(ran).toHaveLength(1);
  });

  it('the time of a machine ignores what a time service does, and follows a clock that is a little faster', () => {
    const machine = openMachine({ follows: true });
    for (let index = 0; index < 100; index++) {
      machine.set(index % 2 === 0 ? 900 : -100);
      machine.pass(secondMs);
    }
    expect(machine.jumps).toEqual([]);
    expect(Math.abs(machine.time.aheadMs())).toBeLessThan(secondMs);
  });

  it('the time of a machine is that of Date.now while it is held, for emulators that know no other clock', () => {
    const wall = Date.now;
    const held = holdDateNow((real) => {
      expect(real).toBe(wall);
      return startMachineTime({ wall: () => 7_000_000, elapsed: () => 5 }, { follows: false });
    });
    expect(Date.now()).toBe(7_000_000);
    held.release();
    expect(Date.now).toBe(wall);
  });
});

describe('a jump of the machine’s clock', () => {
  const named = (byMs: number, aheadMs: number, use: Parameters<typeof jumpText>[1]) => {
    const told: unknown[] = [];
    const cloud = { announceTime: (ms: number) => void told.push(ms) };
    const happenings = { add: (kind: string, text: string) => void told.push(kind, text) };
    lookAtClock({ look: () => ({ byMs, aheadMs }) }, use, { cloud, happenings });
    return told;
  };

  it.each([
    [
      -5 * hourMs,
      5 * hourMs,
      'bad',
      /set back by 5 h\. Time here goes on by what passes, and is 5 h ahead.*--clock-was-ahead/,
    ],
    [2 * hourMs, 3 * hourMs, 'plain', /went ahead by 2 h.* is 3 h ahead/],
    [3 * hourMs - 5, 3 * hourMs - 5, 'plain', /went ahead by 3 h.* is 3 h ahead/],
    [8 * hourMs, 0, 'plain', /went ahead by 8 h: it was set, or the machine slept\. Time here goes with it\.$/],
    [-5 * secondMs, 0, 'bad', /set back by 5 s\. Time here goes on by what passes\.$/],
  ] as const)(
    'by %i ms is named with real malls, with what to do, and commands elsewhere are told the time',
    (byMs, aheadMs, kind, text) => {
      expect(named(byMs, aheadMs, 'follows')).toEqual([aheadMs, kind, expect.stringMatching(text)]);
    },
  );

  it('a jump of the clock is named with simulated malls, where no person has to act', () => {
    const text = 'This machine’s clock was set back by 5 h. Time here goes on by itself.';
    expect(named(-5 * hourMs, 5 * hourMs, 'runs-by-itself')).toEqual([5 * hourMs, 'bad', text]);
  });

  it('a jump of the clock stays named for a person while time is ahead of the clock, and no longer', () => {
    expect(aheadText(5 * hourMs)).toMatch(/5 h ahead .* set it right\. .* --clock-was-ahead/);
    expect(aheadText(0)).toBeNull();
    expect(aheadText(-hourMs)).toBeNull();
  });
});
