import { relative } from 'node:path';
import type { FolderKind } from './folder-kind.ts';
import { siteOptions } from './site-options.ts';

/** What a start means to do with a data folder. */
export interface FolderUse {
  /** The malls that it asks. */
  readonly malls: FolderKind;
  /** Removes what an earlier run left. */
  readonly fresh: boolean;
  /** In addition to `fresh`, the command line allows removing orders and keys of real shops. */
  readonly mayEraseReal: boolean;
}

/** What a person types, or says by `--erase-real`, so that a real folder is emptied. */
export const eraseWord = 'erase';

/** Whether emptying the folder would take what cannot be had again. */
export function erasesReal(holds: FolderKind | null, { fresh }: Pick<FolderUse, 'fresh'>): boolean {
  return fresh && holds === 'real';
}

/** Why the folder may not be used so: what lies there, what was asked, and what to do. Null where it may. */
export function kindRefusal(path: string, holds: FolderKind | null, use: FolderUse): string | null {
  const { malls, fresh, mayEraseReal } = use;
  const other = `--data ${asTyped(`${path}-${malls}`)}`;
  if (erasesReal(holds, use)) {
    if (mayEraseReal) return null;
    return (
      `The data folder ${path} holds the orders and keys of real shops, and --fresh would remove them for good. Nothing was removed. ` +
      `To begin beside them, name another folder: ${other}. If they may really go, start on a terminal and type ${eraseWord}, or add --erase-real.`
    );
  }
  if (holds === null || holds === malls || fresh) return null;
  if (holds === 'real') {
    return (
      `The data folder ${path} holds the orders and keys of real shops, and without the address of a real mall (${addressOptions}) simulated ones would run in it: ` +
      `their made-up orders would lie among the real ones. Give the address of the real mall, or keep the simulated ones in another folder: ${other}.`
    );
  }
  return (
    `The data folder ${path} holds made-up shops and orders of simulated malls, and a real mall was to be asked: ` +
    `it would be asked for shops that it does not have. Name another folder: ${other}, for npm run ops, too. ` +
    'Where nothing of the simulated malls is needed any more, --fresh removes it.'
  );
}

const addressOptions = siteOptions.map(({ option }) => `--${option}`).join(', ');

/** A path as a person types it from here. */
function asTyped(path: string): string {
  const short = relative('.', path);
  return short.startsWith('..') ? path : short;
}
