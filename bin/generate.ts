import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GeneratedFile, generatedEvents, generatedWires, jsonText } from '../malls/generate.ts';

/** `npm run generate`: writes what is made from schemas and commands, and says which files changed. */
const root = join(import.meta.dirname, '..');
const page = 'docs/reference/cli.md';

// First, and before anything imports a mall: a new one has no such file yet.
write(await generatedWires());
write(await generatedEvents());
const { commands, groups } = await import('../ops/commands.ts');
const { withCommandTables } = await import('../ops/frame/command-tables.ts');
const { apiDocument } = await import('../api/document.ts');
write([{ path: 'docs/reference/openapi.json', text: `${jsonText(apiDocument())}\n` }]);
write([{ path: page, text: withCommandTables(readFileSync(join(root, page), 'utf8'), commands, groups) }]);

function write(files: readonly GeneratedFile[]): void {
  for (const { path, text } of files) {
    const target = join(root, path);
    if (present(target) === text) {
      console.log(`as it should be  ${path}`);
    } else {
      writeFileSync(target, text);
      console.log(`written          ${path}`);
    }
  }
}

function present(target: string): string | null {
  try {
    return readFileSync(target, 'utf8');
  } catch {
    return null;
  }
}
