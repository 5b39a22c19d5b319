import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createTerminal } from '../../../ops/terminal/index.ts';

/** Clears the screen, colours, rings, and turns the direction: as an order, a mall or an event may say it. */
const hostile = 'a\u001b[2Jb\u009b31mc\u0007d\u202ee\u007f';

function open(isTTY: boolean) {
  const written: Record<'out' | 'err', Buffer[]> = { out: [], err: [] };
  const stream = (name: 'out' | 'err') =>
    Object.assign(
      new Writable({
        write(chunk: Buffer, _, done) {
          written[name].push(chunk);
          done();
        },
      }),
      { isTTY, columns: 80 },
    );
  const streams = { stdin: new PassThrough(), stdout: stream('out'), stderr: stream('err'), monotonicMs: () => 0 };
  const terminal = createTerminal(streams);
  return { terminal, said: (name: 'out' | 'err') => Buffer.concat(written[name]).toString() };
}

describe('a terminal of ops', () => {
  it.each([true, false])('is not acted on by outside text that a command prints or says, terminal %s', (isTTY) => {
    const { terminal, said } = open(isTTY);
    terminal.print(`${hostile}\nb`);
    terminal.say(hostile);
    expect(said('out')).toBe('a [2Jb 31mc d e \nb\n');
    expect(said('err')).toBe('a [2Jb 31mc d e \n');
  });

  it('is not acted on by what a long command says of its progress', () => {
    const { terminal, said } = open(false);
    terminal.progress(hostile);
    expect(said('err')).toBe('a [2Jb 31mc d e \n');
  });

  it('gets JSON as one line, whatever sentences in Japanese it holds', () => {
    const { terminal, said } = open(true);
    const value = { note: '棚卸しのため一時停止しています。'.repeat(5) };
    terminal.printJson(value);
    expect(said('out')).toBe(`${JSON.stringify(value)}\n`);
  });

  it('gets JSON that cannot act on it, of the same value', () => {
    const { terminal, said } = open(true);
    terminal.printJson({ source: hostile });
    expect(said('out')).toMatch(/^[\x20-\x7e]+\n$/);
    expect(JSON.parse(said('out'))).toEqual({ source: hostile });
  });

  it('gets a file without control characters, while a pipe gets every byte', async () => {
    const bytes = Buffer.from('a,b\t"\u001b[2J"\r\n茶\n');
    const [onTerminal, inPipe] = [open(true), open(false)];
    await onTerminal.terminal.write(bytes);
    await inPipe.terminal.write(bytes);
    expect(onTerminal.said('out')).toBe('a,b\t" [2J"\r\n茶\n');
    expect(inPipe.said('out')).toBe(bytes.toString());
  });

  it('gets a file without the control characters of two bytes, and without what turns the direction', async () => {
    const { terminal, said } = open(true);
    await terminal.write(Buffer.from(`\ufeff${hostile},茶\t\r\n`));
    expect(said('out')).toBe('\ufeffa [2Jb 31mc d e ,茶\t\r\n');
  });
});
