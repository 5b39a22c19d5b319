import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const pythons = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];

export interface PythonTool {
  readonly name: string;
  /** A requirements file with a hash for each file that pip takes. */
  readonly requirements: string;
  /** Minor version of Python 3 that the pins are for, or newer. */
  readonly from: number;
  readonly sizeMB: number;
}

/** A tool, ready to be started by `python`, whose folder has the tool's commands; or why this machine cannot have the tool. */
export type Installed =
  | { readonly kind: 'ready'; readonly python: string }
  | { readonly kind: 'missing'; readonly reason: string };

/**
 * Makes a tool ready in a folder of the project's cache, once for each content of its requirements. Every file that pip
 * takes must have one of the hashes written there.
 */
export function installPythonTool({ name, requirements, from, sizeMB }: PythonTool): Installed {
  const pins = readFileSync(requirements);
  const digest = createHash('sha256').update(pins).digest('hex').slice(0, 12);
  const folder = join(root, '.cache', `${name.toLowerCase()}-${digest}`);
  const python = join(folder, 'bin', 'python');
  if (existsSync(folder)) return { kind: 'ready', python };
  const found = pythons.find((one) => isNewEnough(one, from));
  if (found === undefined) return { kind: 'missing', reason: `there is no Python 3.${from} or newer on the PATH` };

  process.stderr.write(`\nInstalling ${name} for these tests: about ${sizeMB} MB, once.\n`);
  const incomplete = `${folder}.${process.pid}`;
  try {
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];
    const problem =
      failureOf(found, ['-m', 'venv', incomplete]) ??
      failureOf(join(incomplete, 'bin', 'python'), [
        ...pip,
        '--require-hashes',
        '--only-binary=:all:',
        '--requirement',
        requirements,
      ]);
    if (problem !== null) return { kind: 'missing', reason: problem };
    // Whole or not at all: two test runs may install at once, and either may be ended in between.
    if (!existsSync(folder)) renameSync(incomplete, folder);
    return { kind: 'ready', python };
  } finally {
    rmSync(incomplete, { recursive: true, force: true });
  }
}

function isNewEnough(python: string, from: number): boolean {
  const test = `import sys, venv, ensurepip; sys.exit(sys.version_info < (3, ${from}))`;
  return spawnSync(python, ['-c', test], { stdio: 'ignore' }).status === 0;
}

function failureOf(command: string, args: readonly string[]): string | null {
  const ended = spawnSync(command, args, { encoding: 'utf8', cwd: root });
  if (ended.status === 0) return null;
  const said = ended.error?.message ?? `${ended.stdout}${ended.stderr}`.trim().split('\n').slice(-5).join('\n');
  return `"${[command, ...args].join(' ')}" ended with ${ended.status}:\n${said}`;
}
