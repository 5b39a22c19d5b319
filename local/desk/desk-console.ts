import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServedConsole } from '../../console/serve.ts';
import type { Log } from '../../core/ports/index.ts';

/** What the console of this machine shows. */
export interface DeskConsoleOptions {
  readonly folder: string;
  /** The variables that a function has. */
  readonly variables: Readonly<Record<string, string>>;
  /** Simulated malls are for trying: everything may be changed there. */
  readonly mayChange: boolean;
}

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Serves the console of a running local installation: at the port of the last start, as long as no other program has it. */
export async function openDeskConsole({ folder, variables, mayChange }: DeskConsoleOptions): Promise<ServedConsole> {
  const [{ serveConsole }, { openDescribed }] = await Promise.all([
    import('../../console/serve.ts'),
    import('../../ops/frame/instance.ts'),
  ]);
  const { close, ...opened } = await openDescribed(variables, `local (${folder})`, silent);
  const instance = { ...opened, hasSender: Boolean(variables.SENDER) };
  mkdirSync(join(folder, 'logs'), { recursive: true });
  const record = (line: string): void =>
    appendFileSync(join(folder, 'logs', 'console.log'), `${line}\n`, { mode: 0o600 });
  const file = join(folder, 'console-port');
  const kept = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  const port = Number.isInteger(kept) && kept > 0 && kept < 65_536 ? kept : 0;
  const served = await serveConsole(instance, { port, mayChange, record }).catch((error: NodeJS.ErrnoException) => {
    if (port === 0 || (error.code !== 'EADDRINUSE' && error.code !== 'EACCES')) throw error;
    return serveConsole(instance, { port: 0, mayChange, record });
  });
  writeFileSync(file, `${new URL(served.entrance()).port}\n`, { mode: 0o600 });
  return {
    entrance: served.entrance,
    async close() {
      await served.close();
      await close();
    },
  };
}
