import { FolderError } from '../folder/folder-error.ts';

const diskFull: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What ended `npm start`, for the person at the terminal: a sentence, or with `debug` where it happened. */
export function failureText(error: unknown, { debug }: { readonly debug: boolean }): string {
  if (!(error instanceof Error)) return String(error);
  if (debug && !(error instanceof FolderError)) return error.stack ?? error.message;
  const { code, path } = error as NodeJS.ErrnoException;
  if (!diskFull.has(code)) return error.message;
  return `The disk is full (${code}${path === undefined ? '' : `, ${path}`}). What was stored is safe. Free some space, then start again.`;
}
