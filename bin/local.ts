/** `npm start`: the whole of Tsunagi on this machine. */

import { resolve } from 'node:path';
import { printableLines } from '../core/kernel/index.ts';
import { openDisplay } from '../local/desk/display.ts';
import { failureText } from '../local/desk/failure.ts';
import { help, type Options, readOptions } from '../local/desk/options.ts';

try {
  const options = readOptions(process.argv.slice(2));
  if (options === null) process.stdout.write(help);
  else await run(options);
} catch (error) {
  fail(error);
}

async function run(asked: Options): Promise<void> {
  // Also what breaks in the emulators' own callbacks: a full disk, say.
  process.once('uncaughtException', fail);
  const display = openDisplay(asked);
  const { agreedOptions } = await import('../local/desk/agree-to-erase.ts');
  const options = await agreedOptions(asked, process);
  // Before the rest is loaded: that takes seconds, in which a person would look at nothing.
  display.say(`Tsunagi starts; its data are in ${resolve(options.folder)}.`);
  const stop = stopOf(options);
  const [{ start }, { stoppedText }] = await Promise.all([
    import('../local/desk/start.ts'),
    import('../local/desk/figures.ts'),
  ]);
  const { figures, notMissing } = await start(options, display, stop);
  if (options.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
  else display.say(stoppedText(figures, notMissing));
}

/** Aborts when it is time to stop. Ctrl-C while it stops ends the process at once: that loses nothing either. */
function stopOf({ exitAfterMs }: Options): AbortController {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(130);
      stop.abort();
    });
  }
  // A run that was stopped before must not be kept until then.
  if (exitAfterMs !== null) setTimeout(() => stop.abort(), Math.max(0, exitAfterMs - performance.now())).unref();
  return stop;
}

function fail(error: unknown): never {
  process.stderr.write(`${printableLines(failureText(error, { debug: process.env.DEBUG !== undefined }))}\n`);
  process.exit(1);
}
