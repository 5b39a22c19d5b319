/** `npm run ops -- <command>`: the operators' command line. What each command does is in the folder of its noun, in `ops/`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ExitCode, exit } from '../ops/frame/command.ts';
import { findInstallation, type LocalInstance } from '../ops/frame/installation.ts';
import type { ProgramName } from '../ops/frame/programs.ts';
import { runOps } from '../ops/frame/run.ts';
import { createTerminal } from '../ops/terminal/index.ts';
import { paintOn } from '../ops/terminal/streams.ts';

const { stdin, stdout, stderr } = process;
// `ops … | head` closes our stdout early: the reader has enough.
stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await runOps(process.argv.slice(2), {
  environment: process.env,
  terminal: createTerminal({
    ...{ stdin, stdout, stderr, signals: process, paint: paintOn(stdout) },
    monotonicMs: () => performance.now(),
  }),
  start,
  serveConsole: async (instance, options) => (await import('../console/serve.ts')).serveConsole(instance, options),
  find: (place) =>
    findInstallation({ environment: process.env, findLocal, adopt, choose, openStage, inspectFolder }, place),
});

/** It reads its options where it would find them if it were started by itself. */
async function start(name: ProgramName, args: readonly string[]): Promise<ExitCode> {
  process.argv.splice(2, process.argv.length, ...args);
  switch (name) {
    case 'drill':
      await import('./drill.ts');
      break;
    case 'simulator':
      await import('./simulator.ts');
      break;
  }
  return (process.exitCode ?? exit.ok) as ExitCode;
}

async function findLocal(folder: string): Promise<LocalInstance> {
  if (!existsSync(join(folder, 'run.json'))) return { kind: 'absent' };
  const { findRunning, timeAheadMs } = await import('../local/folder/data-folder.ts');
  const running = findRunning(folder);
  if (running === null) return { kind: 'stopped' };
  if (Object.keys(running.env).length === 0) return { kind: 'starting' };
  return { kind: 'running', variables: running.env, timeAheadMs: timeAheadMs(folder, running) };
}

/** Nothing of the person's own AWS account may stay: a profile of theirs would take precedence over the local keys. */
function adopt(variables: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, variables);
}

/** What a person names wins over what the environment says; keys in it would win over a profile, or be warned about. */
function choose(region: string | undefined, profile: string | undefined): void {
  if (region !== undefined) process.env.AWS_REGION = region;
  if (profile === undefined) return;
  process.env.AWS_PROFILE = profile;
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) delete process.env[name];
}

async function openStage(stage: string) {
  const deployment = await import('../wiring/deployment.ts');
  return deployment.openStage(stage);
}

async function inspectFolder(folder: string) {
  const local = await import('../local/desk/inspect-folder.ts');
  return local.inspectFolder(folder);
}
