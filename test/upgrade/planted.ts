import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { bundleRelease } from '../../proving/release/bundle.ts';
import { type Release, runnable } from '../../proving/trial/release.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A careless change: texts that stand exactly once in a file, and what the next release has instead. */
export interface Planted {
  readonly name: string;
  readonly file: string;
  readonly edits: readonly { readonly find: string; readonly replace: string }[];
  /** The kinds of rows it is about. */
  readonly kinds: readonly string[];
}

/** This tree with a careless change, as a release that can be run; the file on disk stays as it is. */
export async function plantedRelease(
  { name, file, edits }: Planted,
  facts: Release['facts'],
): Promise<Release & { remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-planted-'));
  const code = join(folder, 'functions.cjs');
  await bundleRelease(
    code,
    facts.functions.map((one) => one.name),
    [editing(file, edits)],
  );
  const release = runnable(name, facts, folder, 'functions', () => createRequire(import.meta.url)(code));
  return { ...release, remove: () => rmSync(folder, { recursive: true }) };
}

function editing(file: string, edits: Planted['edits']): Plugin {
  return {
    name: 'planted',
    setup(build) {
      build.onLoad({ filter: new RegExp(`${file.replaceAll(/[.]/g, '\\.')}$`) }, ({ path }) => {
        if (path !== join(root, file)) return undefined;
        let contents = readFileSync(path, 'utf8');
        for (const { find, replace } of edits) {
          if (contents.split(find).length !== 2) throw new Error(`${file} does not hold exactly once: ${find}`);
          contents = contents.replace(find, () => replace);
        }
        return { contents, loader: 'ts' };
      });
    },
  };
}

/** Changes that make rows the release before cannot read, or reads wrongly. */
export const plantedChanges: readonly Planted[] = [
  {
    name: 'an attribute under another name',
    file: 'aws/dynamodb/claim-item.ts',
    kinds: ['claim'],
    edits: [{ find: "quantity: 'number'", replace: "quantity: 'number=pieces'" }],
  },
  {
    name: 'an attribute that may be missing, under another name',
    file: 'aws/dynamodb/shop-item.ts',
    kinds: ['shop'],
    edits: [{ find: "scanPlace: 'text?'", replace: "scanPlace: 'text?=place'" }],
  },
  {
    name: 'another unit',
    file: 'aws/dynamodb/shop-item.ts',
    kinds: ['shop'],
    edits: [
      { find: 'shopRow.write(shop)', replace: 'shopRow.write({ ...shop, cursor: shop.cursor / 1_000 })' },
      {
        find: '...shopRow.read(item)',
        replace: "...shopRow.read(item), cursor: numberOf(item, 'cursor') * 1_000",
      },
    ],
  },
  {
    name: 'another format',
    file: 'aws/dynamodb/revisions.ts',
    kinds: ['revision'],
    edits: [{ find: 'revisionFormat = 1', replace: 'revisionFormat = 2' }],
  },
  {
    name: 'an unknown kind of order',
    file: 'aws/dynamodb/order-item.ts',
    kinds: ['missing order'],
    edits: [
      {
        find: '.write(row as never)',
        replace: ".write(row as never), kind: text(row.kind === 'missing' ? 'absent' : row.kind)",
      },
    ],
  },
  {
    name: 'a row of a new kind where rows of another kind are read',
    file: 'aws/dynamodb/health.ts',
    kinds: ['pause', 'health'],
    edits: [{ find: 'pausesScope, `health#', replace: 'pausesScope, `state#' }],
  },
];
