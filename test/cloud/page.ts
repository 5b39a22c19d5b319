import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportedVariables, walkedBlocks } from '../repo/walk.ts';
import { root } from './processes.ts';

/** docs/start/deploy.md, walked as its reader walks it: the commands are taken from the page as they stand. */
export interface Page {
  /** The one block that is not walked yet and begins like this. Throws with what the page has where there is none. */
  take(beginning: string): string;
  /** A block that was taken before, to be walked once more. */
  again(beginning: string): string;
  /** The blocks that were not taken. */
  left(): readonly string[];
  /** The names that its reader has to set first. */
  readonly variables: readonly string[];
}

/** Opens the page at its top. */
export function openPage(): Page {
  const text = readFileSync(join(root, 'docs', 'start', 'deploy.md'), 'utf8');
  const blocks = walkedBlocks(text);
  const taken = new Set<string>();
  const find = (beginning: string, among: readonly string[]): string => {
    const found = among.find((block) => block.startsWith(beginning));
    if (found !== undefined) return found;
    throw new Error(
      `No block of docs/start/deploy.md that is left begins with "${beginning}". Left:\n${among.join('\n')}`,
    );
  };
  const left = () => blocks.filter((block) => !taken.has(block));
  return {
    left,
    variables: [...exportedVariables(text).keys()],
    take(beginning) {
      const block = find(beginning, left());
      taken.add(block);
      return block;
    },
    again: (beginning) => find(beginning, [...taken]),
  };
}
