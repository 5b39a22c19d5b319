import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askSecret } from '../../../ops/terminal/ask.ts';

function terminal(): { stdin: PassThrough; stderr: Writable; shown(): string; raw: boolean[] } {
  let shown = '';
  const raw: boolean[] = [];
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => raw.push(on) });
  const stderr = new Writable({
    write(chunk: Buffer, _encoding, done) {
      shown += chunk.toString();
      done();
    },
  });
  return { stdin, stderr, shown: () => shown, raw };
}

describe('a secret that is asked for', () => {
  it('is never shown, and may be corrected while it is typed', async () => {
    const { stdin, stderr, shown, raw } = terminal();
    const answer = askSecret(stdin, stderr, 'licenseKey: ');
    stdin.write('SLx\u007f');
    stdin.write('370001\u001b[D_a\r');
    expect(await answer).toBe('SL370001_a');
    expect(shown()).toBe('licenseKey: \n');
    expect(raw).toEqual([true, false]);
  });

  it.each(['\u0003', '\u0004'])(
    'may be given up (%j), and then the terminal shows what is typed again',
    async (key) => {
      const { stdin, stderr, raw } = terminal();
      const answer = askSecret(stdin, stderr, '? ');
      stdin.write(`SL3${key}`);
      expect(await answer).toBeNull();
      expect(raw).toEqual([true, false]);
    },
  );

  it('leaves what was pasted after it to the next question', async () => {
    const { stdin, stderr } = terminal();
    const first = askSecret(stdin, stderr, '1? ');
    stdin.write('SP1\nSL2\n');
    expect(await first).toBe('SP1');
    expect(await askSecret(stdin, stderr, '2? ')).toBe('SL2');
  });
});
