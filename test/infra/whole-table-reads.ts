import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A module of ours, by its path from the project's root, and its text. */
export interface Module {
  readonly path: string;
  readonly text: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Every module of ours that a function's handler brings along, whether or not any of it is called. */
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
  return Object.keys(metafile.inputs).map((path) => ({ path, text: readFileSync(root + path, 'utf8') }));
}

/**
 * Where modules come near a read of a whole table: by a command of the SDK, or through the port's `all()`, which has to be there
 * for people's commands. `mayScan` are the modules that hold the reading itself; no other may even name it.
 */
export function wholeTableReads(modules: readonly Module[], mayScan: readonly string[]): string[] {
  return modules.flatMap(({ path, text }) => {
    const code = withoutComments(text);
    const commands =
      code.match(/\b(ScanCommand|ExecuteStatementCommand|BatchExecuteStatementCommand|paginateScan)\b/g) ?? [];
    const named = code.match(/\bscanItems\b/g) ?? [];
    const asked =
      code.match(
        /(?<!\bPromise)\s*\??\.\s*all\s*\(|(?<!\bPromise)\[\s*['"`]all['"`]\s*\]|\{[^{}]*\ball\b[^{}]*\}\s*=/g,
      ) ?? [];
    return [
      ...(mayScan.includes(path) ? [] : [...commands, ...named].map((what) => `${path} names ${what}.`)),
      ...asked.map(
        (what) =>
          `${path} asks a port for all there is (${what.trim()}), which reads a whole table. A schedule asks an index for its shard.`,
      ),
    ];
  });
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/[^\n]*/g, '$1');
}
