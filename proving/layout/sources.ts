import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Every file git knows or would take, by path from the root. */
export function projectFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  // Git also lists what was removed and not committed yet.
  return listed.split('\n').filter((path) => path !== '' && existsSync(root + path));
}

/** A project file's text. */
export function textOf(path: string): string {
  return readFileSync(root + path, 'utf8');
}

/** The TypeScript sources, tests included. */
export function sourceFiles(): string[] {
  return projectFiles().filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'));
}
