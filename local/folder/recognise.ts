import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, parse } from 'node:path';
import { FolderError } from './folder-error.ts';

/** What shows that a data folder is one: a local cloud of every release writes one of these before anything worth keeping. */
const marks: Readonly<Record<string, (file: string) => boolean>> = {
  // Thirty-two bytes, as `local/keys/master-key.ts` writes them: any other file of that name may belong to another program.
  'kms.key': (file) => Buffer.from(readFileSync(file, 'utf8').trim(), 'base64').length === 32,
  'malls.json': (file) => typeof fieldsOf(file).malls === 'string',
  'clock.json': (file) => typeof fieldsOf(file).notReachedMs === 'number',
};

/** What a start leaves that was killed before it wrote a mark. */
const beforeMarks: Readonly<Record<string, (file: string) => boolean>> = {
  lock: (file) => statSync(file).size === 0,
  // SQLite's own, beside the lock while it is held.
  'lock-journal': () => true,
  'run.json': (file) => typeof fieldsOf(file).pid === 'number',
  'run.json.new': () => true,
  'malls.json.new': () => true,
  'clock.json.new': () => true,
};

/** Entries that a refusal names. */
const namedMax = 5;

/** Whether a folder may become a data folder, or is one: it is missing, or empty, or a local cloud made it. */
export function isOwnFolder(path: string): boolean {
  return refusalOf(path) === null;
}

/**
 * Looks at a folder before anything in it is changed, its mode included.
 *
 * @throws FolderError when it holds what no local cloud wrote, and for the root of the file system
 */
export function refuseForeign(path: string): void {
  const refusal = refusalOf(path);
  if (refusal !== null) throw new FolderError(refusal);
}

function refusalOf(path: string): string | null {
  const advice = 'Name a folder that is not there yet, or an empty one, with --data.';
  if (parse(path).root === path) return `${path} is the root of the file system, and no data folder. ${advice}`;
  const entries = entriesOf(path);
  if (typeof entries === 'string') return `The data folder ${path} cannot be read (${entries}). ${advice}`;
  const isMarked = entries.some((name) => reads(marks[name], join(path, name)));
  const isLeftover = (name: string): boolean => {
    const file = join(path, name);
    return reads(beforeMarks[name], file) || reads(isEmptyFile, file);
  };
  if (isMarked || entries.every(isLeftover)) return null;
  const named = entries.slice(0, namedMax).join(', ');
  const more = entries.length > namedMax ? ` and ${entries.length - namedMax} more` : '';
  return (
    `The folder ${path} is no data folder of npm start: it holds ${named}${more}, and neither a kms.key nor a sound malls.json or clock.json. ` +
    `Nothing in it was changed. ${advice}`
  );
}

/** What lies in a folder; nothing where there is none. The code of the error where it cannot be read. */
function entriesOf(path: string): readonly string[] | string {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    // Of a file in its place, the write that follows says what it is.
    return code === 'ENOENT' || code === 'ENOTDIR' ? [] : code;
  }
}

/** There is nothing in it to lose: the journal of this start, say, which is opened before the folder is. */
function isEmptyFile(file: string): boolean {
  const stats = lstatSync(file);
  return stats.isFile() && stats.size === 0;
}

function reads(isIt: ((file: string) => boolean) | undefined, file: string): boolean {
  try {
    return isIt?.(file) ?? false;
  } catch {
    return false;
  }
}

function fieldsOf(file: string): Readonly<Record<string, unknown>> {
  return Object(JSON.parse(readFileSync(file, 'utf8')));
}
