/** `npm start`: the whole of Tsunagi on this machine. */

import { printableLines } from '../core/kernel/index.ts';
import { agreedOptions } from '../local/desk/agree-to-erase.ts';
import { openDisplay } from '../local/desk/display.ts';
import { failureText } from '../local/desk/failure.ts';
import { help, type Options, readOptions } from '../local/desk/options.ts';
import { start } from '../local/desk/start.ts';

try {
  const options = readOptions(process.argv.slice(2));
  if (options === null) process.stdout.write(help);
  else await run(await agreedOptions(options, process));
} catch (error) {
  fail(error);
}

async function run(options: Options): Promise<void> {
  // Also what breaks in the emulators' own callbacks: a full disk, say.
  process.once('uncaughtException', fail);
  const display = openDisplay(options);
  const figures = await start(options, display, stopOf(options));
  if (options.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
  else {
    const { stored, atMall, missing } = figures.orders;
    const { requested, ...standing } = figures.statuses;
    const parts = Object.entries(standing).map(([name, count]) => `${count} ${name}`);
    display.say(
      (atMall === null
        ? `Stopped with ${stored} orders.`
        : `Stopped with ${stored} of ${atMall} orders; missing ${missing}.`) +
        (requested === 0 ? '' : ` Status changes requested: ${requested} (${parts.join(', ')}).`),
    );
  }
}

/** Resolves when it is time to stop. A second Ctrl-C stops at once: that loses nothing either. */
function stopOf({ exitAfterMs }: Options): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      resolve();
      process.once(signal, () => process.exit(130));
    });
  }
  // A run that was stopped before must not be kept until then.
  if (exitAfterMs !== null) setTimeout(resolve, Math.max(0, exitAfterMs - performance.now())).unref();
  return promise;
}

function fail(error: unknown): never {
  process.stderr.write(`${printableLines(failureText(error, { debug: process.env.DEBUG !== undefined }))}\n`);
  process.exit(1);
}
