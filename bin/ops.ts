/** `npm run ops -- <command>`: the operators' command line. What each command does stands in `ops/commands/`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalInstance, openInstance } from '../ops/instance.ts';
import { runOps } from '../ops/run.ts';
import { createTerminal } from '../ops/terminal/terminal.ts';

const { stdin, stdout, stderr } = process;
// `ops … | head` closes our stdout early: whoever reads has enough.
stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await runOps(process.argv.slice(2), {
  terminal: createTerminal({ stdin, stdout, stderr, monotonicMs: () => performance.now() }),
  open: (place, log) => openInstance({ environment: process.env, findLocal, adopt }, place, log),
});

async function findLocal(folder: string): Promise<LocalInstance> {
  if (!existsSync(join(folder, 'run.json'))) return { kind: 'absent' };
  const { findRunning } = await import('../local/folder/data-folder.ts');
  const running = findRunning(folder);
  if (running === null) return { kind: 'stopped' };
  return Object.keys(running.env).length === 0 ? { kind: 'starting' } : { kind: 'running', variables: running.env };
}

/** Nothing of the person's own AWS account may stay: a profile of theirs would take precedence over the local keys. */
function adopt(variables: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, variables);
}
