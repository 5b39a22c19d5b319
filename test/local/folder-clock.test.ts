import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { openClock } from '../../local/folder/clock-file.ts';
import { openDataFolder } from '../../local/folder/data-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'tsunagi-clock-'));
afterAll(() => rmSync(root, { recursive: true }));
const newPath = () => join(mkdtempSync(join(root, 'case-')), 'deep');

describe('the clock of a data folder', () => {
  it('the clock of a data folder starts with the time of the machine', () => {
    const folder = openDataFolder(newPath());
    const { clock, stop } = openClock(folder, { speed: 10 });
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(5_000);
    stop();
    folder.close();
  });

  it('the clock of a data folder never goes back behind what it showed before, even after a kill', () => {
    const path = newPath();
    const folder = openDataFolder(path);
    const first = openClock(folder, { speed: 100_000 });
    first.stop();
    folder.close();
    // Nothing was written when it ended; what counts is what the file held while it ran.
    const again = openDataFolder(path);
    const second = openClock(again, { speed: 1 });
    expect(second.clock.now()).toBeGreaterThanOrEqual(first.clock.time.atMs + 100_000 * 1_000);
    second.stop();
    again.close();
  });

  it('the clock of a data folder shows no moment that the file does not rule out, though the process had no time to write it', () => {
    const folder = openDataFolder(newPath());
    const { clock, stop } = openClock(folder, { speed: 10 });
    const lateMs = Date.now() + 60_000;
    const machine = vi.spyOn(Date, 'now').mockReturnValue(lateMs);
    const shown = clock.now();
    machine.mockRestore();
    const { notReachedMs } = JSON.parse(readFileSync(join(folder.path, 'clock.json'), 'utf8'));
    expect(notReachedMs).toBeGreaterThan(shown);
    stop();
    folder.close();
  });

  const written = (clock: string) => {
    const folder = openDataFolder(newPath());
    writeFileSync(join(folder.path, 'clock.json'), clock);
    return folder;
  };
  const hourMs = 3_600_000;
  const ahead = (ms: number) => written(JSON.stringify({ notReachedMs: Date.now() + ms }));

  it('a data folder whose clock was far ahead is refused where time has to be real, with both reasons and what to do about each', () => {
    const folder = ahead(9 * hourMs);
    const opening = () => openClock(folder, { speed: 1, mustBeReal: true });
    expect(opening).toThrow(
      /still to come.*wrong now: then set it right.*wrong then: then start with --clock-was-ahead/s,
    );
    expect(opening).not.toThrow(/--fresh/);
    folder.close();
  });

  it.each([
    ['a person says so', 9 * hourMs, true],
    ['it was within what the rules stand anyway', hourMs / 2, false],
  ])('that was ahead once shows the real time again, and from where it went back, where %s', (_, ms, wasAhead) => {
    const folder = ahead(ms);
    const { clock, wentBack, why, stop } = openClock(folder, { speed: 1, mustBeReal: true, wasAhead });
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(5_000);
    expect(wentBack).toBe(true);
    const [, shown = ''] = /^The clock had shown (\S+) here\.$/.exec(why ?? '') ?? [];
    expect(Math.abs(Date.parse(shown) - Date.now() - ms)).toBeLessThan(5_000);
    stop();
    // The next start finds nothing to do.
    const next = openClock(folder, { speed: 1, mustBeReal: true });
    expect(next).toMatchObject({ wentBack: false, why: null });
    next.stop();
    folder.close();
  });

  it.each(['1e300', '-1', '"soon"', 'null'])(
    'a data folder is refused where its clock file says %s: no clock showed that',
    (said) => {
      const folder = written(`{"notReachedMs":${said}}`);
      for (const mustBeReal of [false, true]) {
        expect(() => openClock(folder, { speed: 10, mustBeReal })).toThrow(
          /clock\.json is broken: notReachedMs is .*--fresh/s,
        );
      }
      folder.close();
    },
  );

  it('the clock of a data folder is that of the machine where the power went while its file was written', () => {
    for (const text of ['\0\0\0', '', '{"notReachedMs":']) {
      const folder = written(text);
      const { clock, wentBack, why, stop } = openClock(folder, { speed: 10 });
      expect(Math.abs(clock.now() - Date.now())).toBeLessThan(5_000);
      expect(wentBack).toBe(false);
      // "Passed over silently": time of simulated malls may lie behind their rows then.
      expect(why).toMatch(/clock\.json cannot be read.* passed over\.$/);
      stop();
      folder.close();
    }
  });

  it('names no moment that no clock showed where its file was impossible and a person says that it was ahead', () => {
    const folder = written('{"notReachedMs":1e300}');
    const { wentBack, why, stop } = openClock(folder, { speed: 1, mustBeReal: true, wasAhead: true });
    expect(wentBack).toBe(true);
    expect(why).toMatch(/clock\.json is broken: notReachedMs is 1e\+300, expected .*from now\.$/);
    stop();
    folder.close();
  });
});
