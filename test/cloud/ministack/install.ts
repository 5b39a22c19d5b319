import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const requirements = fileURLToPath(new URL('./requirements.txt', import.meta.url));
const pythons = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];

/** MiniStack, ready to be started by `python`; or why this machine cannot have it. */
export type Installed =
  | { readonly kind: 'ready'; readonly python: string }
  | { readonly kind: 'missing'; readonly reason: string };

/**
 * Makes MiniStack ready in a folder of the project's cache, once for each content of requirements.txt. Every file that pip
 * takes must have one of the hashes written there.
 */
export function installMiniStack(): Installed {
  const pins = readFileSync(requirements);
  const folder = join(root, '.cache', `ministack-${createHash('sha256').update(pins).digest('hex').slice(0, 12)}`);
  const python = join(folder, 'bin', 'python');
  if (existsSync(folder)) return { kind: 'ready', python };
  const found = pythons.find(isNewEnough);
  if (found === undefined) return { kind: 'missing', reason: 'there is no Python 3.10 or newer on the PATH' };

  process.stderr.write('\nInstalling MiniStack for these tests: about 25 MB, once.\n');
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

function isNewEnough(python: string): boolean {
  const test = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';
  return spawnSync(python, ['-c', test], { stdio: 'ignore' }).status === 0;
}

function failureOf(command: string, args: readonly string[]): string | null {
  const ended = spawnSync(command, args, { encoding: 'utf8', cwd: root });
  if (ended.status === 0) return null;
  const said = ended.error?.message ?? `${ended.stdout}${ended.stderr}`.trim().split('\n').slice(-5).join('\n');
  return `"${[command, ...args].join(' ')}" ended with ${ended.status}:\n${said}`;
}
