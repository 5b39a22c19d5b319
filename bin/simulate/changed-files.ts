import { execFileSync } from 'node:child_process';

/**
 * The files in which this work tree differs from what it began with, as paths from the root: from the main branch of `origin`, and where it is
 * that branch itself, from the commit before. Null where Git cannot tell.
 */
export function changedFiles(): ReadonlySet<string> | null {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  const startingPoint = (): string => {
    try {
      const shared = git('merge-base', 'HEAD', 'origin/HEAD');
      return shared === git('rev-parse', 'HEAD') ? 'HEAD~1' : shared;
    } catch {
      return 'HEAD~1';
    }
  };
  try {
    const names = `${git('diff', '--name-only', startingPoint())}\n${git('ls-files', '--others', '--exclude-standard')}`;
    return new Set(names.split('\n').filter((name) => name !== ''));
  } catch {
    return null;
  }
}
