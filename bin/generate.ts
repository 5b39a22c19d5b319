import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFiles } from '../malls/generate.ts';

/** `npm run generate`: writes the files that are compiled from schemas, and says which of them changed. */
const root = join(import.meta.dirname, '..');

for (const { path, text } of generatedFiles()) {
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
