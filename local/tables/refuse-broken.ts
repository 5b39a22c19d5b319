import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FolderError } from '../folder/folder-error.ts';

/**
 * Looks at the files of the tables before they are opened: LevelDB takes files without a CURRENT for a new database, and removes
 * what lies there (https://github.com/google/leveldb/blob/main/doc/impl.md).
 *
 * @throws FolderError when CURRENT is missing, or names a file that is
 */
export function refuseBroken(folder: string): void {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const file = join(folder, 'CURRENT');
  const isThere = names.includes('CURRENT');
  // Rows are written only once CURRENT is there: without any, a first start was killed.
  if (!isThere && !names.some((name) => /^\d+\.(log|ldb|sst)$/.test(name))) return;
  const said = isThere ? readFileSync(file, 'utf8').trim() : null;
  if (said !== null && /^MANIFEST-\d+$/.test(said) && names.includes(said)) return;
  const wrong = said === null ? 'is missing, though there are rows beside it' : `names ${wordsOf(said)}`;
  throw new FolderError(
    `${file} ${wrong}: it must name the newest MANIFEST file in this folder. The tables were left as they are. ` +
      'Put back the files that were there, all of one copy, or begin in another folder with --data.',
  );
}

function wordsOf(said: string): string {
  if (said === '') return 'nothing';
  return /^MANIFEST-\d+$/.test(said) ? `${said}, which is not there` : 'no MANIFEST file';
}
