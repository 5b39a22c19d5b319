import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { followKeys } from '../../local/desk/keys.ts';
import { playedMalls } from '../../local/desk/played-malls.ts';

/** A terminal whose keys are pressed by the test, and a mall that only listens. */
function desk(isTTY = true) {
  const raw: boolean[] = [];
  const input = Object.assign(new PassThrough(), { isTTY, setRawMode: (on: boolean) => void raw.push(on) });
  const acts: string[] = [];
  const told: string[] = [];
  const malls = playedMalls.map(({ simulator }) => ({
    simulator,
    act: (what: string, how: object) =>
      void acts.push(`${simulator.played.shortTitle}: ${what} ${JSON.stringify(how)}`),
  }));
  const letGo = followKeys(input as unknown as NodeJS.ReadStream, malls, (kind, text) => told.push(`${kind} ${text}`));
  return { press: (key: string) => input.emit('data', Buffer.from(key)), acts, told, raw, letGo };
}

describe('the keys of npm start', () => {
  it('the keys of npm start break each mall and mend it, and say so', () => {
    const { press, acts, told } = desk();
    for (const key of ['b', 'x', 'm', 'y', 'u']) press(key);
    expect(acts).toEqual([
      'RMS: break {"kind":"server-error-html"}',
      'RMS: mend {}',
      'Yahoo: break {"kind":"server-error-html"}',
      'Yahoo: mend {}',
    ]);
    expect(told).toEqual([
      'bad You broke RMS. [m] mends it.',
      'good You mended RMS.',
      'bad You broke Yahoo!ショッピング. [u] mends it.',
      'good You mended Yahoo!ショッピング.',
    ]);
  });

  it('the keys of npm start are let go of at the end, and are not touched without a terminal', () => {
    const { press, acts, raw, letGo } = desk();
    letGo();
    press('b');
    expect([acts, raw]).toEqual([[], [true, false]]);
    const piped = desk(false);
    piped.press('b');
    expect([piped.acts, piped.raw]).toEqual([[], []]);
  });
});
