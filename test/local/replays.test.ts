import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { DaysSeen } from '../../console/views/simulator/days.ts';
import { openReplays, type Replays } from '../../local/desk/replays.ts';

const folder = mkdtempSync(join(tmpdir(), 'tsunagi-replays-'));
const opened: Replays[] = [];
afterAll(() => {
  for (const one of opened) one.close();
  rmSync(folder, { recursive: true });
});

/** A program that is called as the drill is; `day` is what it does when it plays one. */
function replaysBy(day: string): Replays {
  const place = mkdtempSync(join(folder, 'one-'));
  const program = join(place, 'drill.mjs');
  writeFileSync(
    program,
    `import { writeFileSync } from 'node:fs';
const args = process.argv.slice(2);
if (args.includes('--list')) process.stdout.write(JSON.stringify([{ id: '2020-02-10', title: 'x' }, { id: '../x', title: 'y' }]));
else { const steps = args[args.indexOf('--steps') + 1]; ${day} }
`,
  );
  const replays = openReplays(place, program);
  opened.push(replays);
  return replays;
}

/** Everything that viewers are shown until this is true of it. */
function shownUntil(replays: Replays, isLast: (seen: DaysSeen) => boolean): Promise<DaysSeen[]> {
  const all: DaysSeen[] = [];
  return new Promise((resolve) => {
    replays.follow((seen) => {
      all.push(seen);
      if (isLast(seen)) resolve(all);
    });
  });
}

const writes = `writeFileSync(steps, '{"format":1,"begin":1}');`;
const lasts = 'setInterval(() => undefined, 1_000); process.send({ at: 5, share: 0.5 });';

describe('days that are played for the console', () => {
  it('replayed days are those of the drill, and only such as can be a file of their own', async () => {
    expect(await replaysBy('').incidents()).toEqual([{ id: '2020-02-10', title: 'x' }]);
  });

  it('replayed days show their progress, and are kept when they are over, also when a figure was not right', async () => {
    const replays = replaysBy(`process.send({ at: 5, share: 0.5 }); ${writes} process.exitCode = 1;`);
    expect(replays.day('2020-02-10')).toBeNull();
    const shown = shownUntil(replays, ({ ended }) => ended !== null);
    await replays.start('2020-02-10');
    expect((await shown).slice(1)).toEqual([
      { playing: { id: '2020-02-10', at: null, share: 0 }, ended: null },
      { playing: { id: '2020-02-10', at: 5, share: 0.5 }, ended: null },
      { playing: null, ended: { id: '2020-02-10', kind: 'played' } },
    ]);
    expect(replays.day('2020-02-10')).toEqual({ format: 1, begin: 1 });
  });

  it('a replayed day is refused where there is no such incident, and while another one is played', async () => {
    const replays = replaysBy(lasts);
    await expect(replays.start('2020-02-11')).rejects.toThrow('There is no incident 2020-02-11 that can be replayed.');
    await replays.start('2020-02-10');
    await expect(replays.start('2020-02-10')).rejects.toThrow('2020-02-10 is played now: one day at a time.');
    replays.close();
  });

  it('a replayed day is stopped, and leaves nothing', async () => {
    const replays = replaysBy(`${writes} ${lasts}`);
    const begun = shownUntil(replays, ({ playing }) => playing?.share === 0.5);
    await replays.start('2020-02-10');
    await begun;
    const over = shownUntil(replays, ({ playing }) => playing === null);
    replays.stop();
    expect((await over).at(-1)?.ended).toEqual({ id: '2020-02-10', kind: 'stopped' });
    expect(replays.day('2020-02-10')).toBeNull();
  });

  it('replayed days say why one was not played', async () => {
    const replays = replaysBy(`process.stderr.write('first\\nno room for it\\n'); process.exitCode = 2;`);
    const shown = shownUntil(replays, ({ ended }) => ended !== null);
    await replays.start('2020-02-10');
    expect((await shown).at(-1)?.ended).toEqual({ id: '2020-02-10', kind: 'failed', why: 'no room for it' });
  });

  it('a replayed day is played again where an earlier edition wrote down other things of it', async () => {
    const replays = replaysBy(`writeFileSync(steps, '{"begin":1}');`);
    const shown = shownUntil(replays, ({ ended }) => ended !== null);
    await replays.start('2020-02-10');
    await shown;
    expect(replays.day('2020-02-10')).toBeNull();
  });

  it('a replayed day is found by its id alone', () => {
    const replays = replaysBy('');
    for (const id of ['../drill', '', 'x/y', '..']) expect(replays.day(id)).toBeNull();
  });
});
