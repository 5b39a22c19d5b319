import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');

/** Everything a file loads before it does anything: its static imports and theirs. Types vanish, dynamic imports come later. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)';/gm);
  for (const [, specifier = ''] of imports) {
    if (specifier.startsWith('.')) loadedBy(join(dirname(file), specifier), seen);
    else seen.add(specifier);
  }
  return seen;
}

/** Names, addresses, parts of keys and forms of moments, which options and help need. */
const deskOfMalls =
  /^malls\/(?:(?:mall-)?(?:desks|mails)|by-name|jst|key-parts|sheet|[a-z]+\/(?:desk|mail|site|carriers|columns|progress|public-key|status-traits))\.ts$/;

it('help and wrong arguments wait for no client of AWS or a mall and no local cloud', () => {
  const loaded = [...loadedBy(join(root, 'bin/ops.ts'))].map((file) =>
    file.startsWith(root) ? relative(root, file) : file,
  );
  expect(loaded).toContain('ops/orders/orders-export.ts');
  expect(loaded).toContain('commander');
  const slow = /^(aws|malls|wiring|local|simulator)\/|^@aws|undici|iconv|sqlite/;
  expect(loaded.filter((file) => slow.test(file) && !deskOfMalls.test(file))).toEqual([]);
});
