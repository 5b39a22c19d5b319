import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createTerminal, isAgreed, saysYes } from '../../../ops/terminal/index.ts';

/** Asks in both ways, with this input; no terminal when `typed` is null. Gives back the result and what was said. */
async function asked(typed: string | null, how: 'isAgreed' | 'saysYes'): Promise<[boolean, string]> {
  const stdin = Object.assign(new PassThrough(), typed === null ? {} : { isTTY: true });
  stdin.end(typed ?? '');
  const said: string[] = [];
  const stderr = new Writable({
    write(chunk: Buffer, _, done) {
      said.push(chunk.toString());
      done();
    },
  });
  const terminal = createTerminal({ stdin, stdout: stderr, stderr, monotonicMs: () => 0 });
  const agreed =
    how === 'isAgreed'
      ? await isAgreed(terminal, { yes: false, question: 'Remove it?', nothing: 'Nothing was removed.' })
      : await saysYes(terminal, 'Remove it?', 'Nothing was removed.');
  return [agreed, said.join('')];
}

describe.each(['isAgreed', 'saysYes'] as const)('a question, asked by %s', (how) => {
  it.each(['n\n', 'no\n', '\n', ''])(
    'that a person answers with %j gets no advice for those without a terminal',
    async (typed) => {
      const [agreed, said] = await asked(typed, how);
      expect(agreed).toBe(false);
      expect(said).toMatch(/Nothing was removed\.\n$/);
      expect(said).not.toContain('--yes');
    },
  );

  it('that cannot be asked says how to agree', async () => {
    expect(await asked(null, how)).toEqual([false, 'Nothing was removed. Without a terminal, say so with --yes.\n']);
  });

  it('is agreed to with yes', async () => {
    expect((await asked('yes\n', how))[0]).toBe(true);
  });
});
