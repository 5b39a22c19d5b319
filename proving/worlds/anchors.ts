import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A place of the source: what a declaration at the top of some file holds. It may move to another file, and be laid out anew. */
export interface Anchor {
  /** The name of the function, class or constant. */
  readonly in: string;
  /** Stands exactly once in it, however lines are broken and indented. */
  readonly find: string;
}

/** The texts of files by their paths from the root of the project. */
export type Sources = ReadonlyMap<string, string>;

const root = new URL('../../', import.meta.url);
/** Where bugs may be planted: the product, and what the simulation has in its place. */
const folders = ['core', 'malls', 'aws', 'proving/memory', 'proving/worlds'];

/** Reads all files that bugs may be planted in. */
export function plantableSources(): Sources {
  const paths = folders.flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !/test\.ts$|mutant/.test(name))
      .map((name) => `${folder}/${name}`),
  );
  return new Map(paths.map((path) => [path, readFileSync(fileURLToPath(new URL(path, root)), 'utf8')]));
}

/** Finds the one place that an anchor means. Throws an Error that says how many there are. */
export function placeOf(
  anchor: Anchor,
  sources: Sources,
): { readonly path: string; readonly from: number; readonly to: number } {
  const pattern = new RegExp(patternOf(anchor.find), 'g');
  const places = [...sources].flatMap(([path, text]) =>
    blocksNamed(anchor.in, text).flatMap(({ start, block }) =>
      [...block.matchAll(pattern)].map(({ index, 0: found }) => ({
        path,
        from: start + index,
        to: start + index + found.length,
      })),
    ),
  );
  const [place] = places;
  if (place === undefined || places.length > 1) {
    const where = places.length === 0 ? '' : `: ${[...new Set(places.map(({ path }) => path))].join(', ')}`;
    throw new Error(`"${anchor.find}" stands ${places.length} times in what is named ${anchor.in}, not once${where}.`);
  }
  return place;
}

/** Between two words there is white space; between signs there may be some, and before a bracket that closes a comma, as formatters have it. */
function patternOf(text: string): string {
  const tokens = text.match(/\w+|[^\w\s]/g) ?? [];
  return tokens
    .map((token, at) => {
      const before =
        at === 0 ? '' : areWords(tokens[at - 1] ?? '', token) ? '\\s+' : /[)\]}]/.test(token) ? ',?\\s*' : '\\s*';
      return before + token.replace(/[.*+?^${}()|[\]\\]/, '\\$&');
    })
    .join('');
}

const areWords = (one: string, next: string): boolean => /\w$/.test(one) && /^\w/.test(next);

const declaration = /^(?:export )?(?:async )?(?:function\*?|class|const|let) (\w+)/gm;

/** The declarations of a name at the top of a file, each up to the next one. */
function blocksNamed(name: string, text: string): { readonly start: number; readonly block: string }[] {
  if (!text.includes(name)) return [];
  const heads = [...text.matchAll(declaration)];
  return heads.flatMap(({ index, 1: named }, at) =>
    named === name ? [{ start: index, block: text.slice(index, heads[at + 1]?.index) }] : [],
  );
}
