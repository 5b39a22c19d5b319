import { PassThrough, Writable } from 'node:stream';
import { findInstallation } from '../../ops/frame/installation.ts';
import { runOps } from '../../ops/frame/run.ts';
import { createTerminal } from '../../ops/terminal/index.ts';
import type { Output } from '../../ops/terminal/streams.ts';

/** What a command said, and how it ended. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `ops <words>` as for a person who has set the variables of a deployed function. */
export async function runOpsCommand(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  stdin = '',
): Promise<Said> {
  Object.assign(process.env, environment);
  const [stdout, stderr] = [collector(), collector()];
  const input = new PassThrough();
  input.end(stdin);
  const nothing = async (): Promise<never> => Promise.reject(new Error('A trial has no such thing.'));
  const code = await runOps(words, {
    terminal: createTerminal({
      stdin: input,
      stdout: stdout.stream,
      stderr: stderr.stream,
      monotonicMs: () => performance.now(),
    }),
    serveConsole: () => Promise.reject(new Error('the console is not served here')),
    start: async (name) => Promise.reject(new Error(`${name} is a program of its own`)),
    find: (place) =>
      findInstallation(
        {
          environment,
          findLocal: async () => ({ kind: 'absent' }),
          adopt: () => undefined,
          choose: () => undefined,
          openStage: nothing,
          inspectFolder: nothing,
        },
        place,
      ),
  });
  return { code, out: stdout.text(), err: stderr.text() };
}

function collector(): { readonly stream: Output; text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}
