import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFiles } from '../malls/generate.ts';
import { commands, groups } from '../ops/commands.ts';
import { withCommandTables } from '../ops/frame/command-tables.ts';

/** `npm run generate`: writes what is made from schemas and commands, and says which files changed. */
const root = join(import.meta.dirname, '..');
const page = 'docs/reference/cli.md';

const files = [
  ...(await generatedFiles()),
  { path: page, text: withCommandTables(readFileSync(join(root, page), 'utf8'), commands, groups) },
];
for (const { path, text } of files) {
  const target = join(root, path);
  if (present(target) === text) {
    console.log(`as it should be  ${path}`);
  } else {
    writeFileSync(target, text);
    console.log(`written          ${path}`);
  }
}

function present(target: string): string | null {
  try {
    return readFileSync(target, 'utf8');
  } catch {
    return null;
  }
}
