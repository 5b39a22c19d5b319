import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A module of ours, by its path from the project's root, and its text. */
export interface Module {
  readonly path: string;
  readonly text: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Every module of ours of which some function's bundle has a part. */
export async function modulesOfFunctions(): Promise<Module[]> {
  const { metafile } = await build({
    entryPoints: globSync('functions/*/handler.ts', { cwd: root }),
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    packages: 'external',
    outdir: 'unwritten',
    write: false,
    metafile: true,
  });
  const bundled = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  return [...new Set(bundled)].map((path) => ({ path, text: readFileSync(root + path, 'utf8') }));
}

/** DynamoDB's reads of a whole table, as the adapters and as the SDK call them. PartiQL reads all when it names no key. */
const operations =
  /(?<=['"`])(?:Scan|ExecuteStatement|BatchExecuteStatement)(?=['"`])|\b(?:Scan|ExecuteStatement|BatchExecuteStatement)Command\b|\bpaginateScan\b/g;
/** The adapters' pieces that make such a read. */
const pieces = /\bscan(?:Items|Page)\b/g;

/**
 * Where modules come near a read of a whole table, because they name one, or call a method that is one. `adapters` are the
 * modules that hold those reads and methods, which operator commands need; they may name them, and no module may call them.
 */
export function wholeTableReads(modules: readonly Module[], adapters: readonly Module[]): string[] {
  const paths = adapters.map(({ path }) => path);
  const methods = adapters.flatMap(methodsThatReadAll);
  return modules.flatMap(({ path, text }) => {
    const code = withoutComments(text);
    const named = paths.includes(path) ? [] : [operations, pieces].flatMap((words) => code.match(words) ?? []);
    const called = methods.filter((method) => usesOf(method).test(code));
    return [
      ...named.map((what) => `${path} names ${what}.`),
      ...called.map(
        (method) => `${path} uses ${method}(), which reads a whole table. A schedule asks an index for its shard.`,
      ),
    ];
  });
}

/** The methods of an adapter that call a piece: of the methods before the call, the nearest. */
export function methodsThatReadAll({ text }: Module): string[] {
  const code = withoutComments(text);
  return [...code.matchAll(pieces)].flatMap(({ index }) => {
    const before = [...code.slice(0, index).matchAll(/^ +async \*?(\w+)\(/gm)].at(-1);
    return before?.[1] === undefined ? [] : [before[1]];
  });
}

/** A call of a method, by whatever name its object has, or taking it out of its object. `Promise.all` is another thing. */
function usesOf(method: string): RegExp {
  const owned = '(?<!\\bPromise)\\s*';
  return new RegExp(
    `${owned}\\??\\.\\s*${method}\\s*[(\`]|${owned}\\[\\s*['"\`]${method}['"\`]\\s*\\]|\\{[^{}]*\\b${method}\\b[^{}]*\\}\\s*=`,
  );
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/[^\n]*/g, '$1');
}
