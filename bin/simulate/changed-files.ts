import { execFileSync } from 'node:child_process';

/**
 * The files in which this work tree differs from what it began with, as paths from the root: from `origin/HEAD` or
 * `origin/main`, and where it is that commit itself or there is none, from the commit before. Null where Git cannot tell.
 */
export function changedFiles(): ReadonlySet<string> | null {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  const startingPoint = (): string => {
    for (const branch of ['origin/HEAD', 'origin/main']) {
      try {
        const shared = git('merge-base', 'HEAD', branch);
        return shared === git('rev-parse', 'HEAD') ? 'HEAD~1' : shared;
      } catch {
        // There is no such branch.
      }
    }
    return 'HEAD~1';
  };
  try {
    const names = `${git('diff', '--name-only', startingPoint())}\n${git('ls-files', '--others', '--exclude-standard')}`;
    return new Set(names.split('\n').filter((name) => name !== ''));
  } catch {
    return null;
  }
}
