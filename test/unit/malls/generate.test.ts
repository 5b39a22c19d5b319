import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { generatedEvents, generatedWires } from '../../../malls/generate.ts';

const root = join(import.meta.dirname, '../../..');

const files = [...(await generatedWires()), ...(await generatedEvents())];

describe('the checks compiled at build time', () => {
  it.each(files)('are those of the present schemas: $path (else: npm run generate)', ({ path, text }) => {
    expect(readFileSync(join(root, path), 'utf8')).toBe(text);
  });

  it('bring neither the schema library nor more of undici than its pool into a function', async () => {
    const { metafile } = await build({
      stdin: {
        contents: `import { createMalls } from './malls/registry.ts';
                   import { createUndiciTransport } from './malls/undici.ts';
                   export { createMalls, createUndiciTransport };`,
        resolveDir: root,
      },
      absWorkingDir: root,
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      format: 'cjs',
      mainFields: ['module', 'main'],
      logLevel: 'silent',
    });
    const bundled = Object.keys(metafile.inputs);
    expect(bundled).toContain('malls/rms/wire.generated.js');
    expect(bundled).toContain('node_modules/undici/lib/dispatcher/pool.js');
    expect(bundled.filter((path) => path.includes('node_modules/typebox/'))).toEqual([]);
    expect(bundled).not.toContain('node_modules/undici/index.js');
    expect(bundled).not.toContain('malls/rms/wire.ts');
  });
});
