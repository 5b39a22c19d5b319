import { execFile, spawnSync } from 'node:child_process';
import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blocksOf, type StartedApi, startApi } from './fixture/started-api.ts';

const tools = fileURLToPath(new URL('../extra/typed-client/', import.meta.url));
const run = promisify(execFile);

/** Installs the generator when it is not there yet; gives why it cannot be, or null. */
function missing(): string | null {
  if (existsSync(join(tools, 'node_modules'))) return null;
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--prefix', tools], { encoding: 'utf8' });
  return npm.status === 0 ? null : `"npm ci --prefix test/extra/typed-client" ended with ${npm.status}:\n${npm.stderr}`;
}

const why = missing();
if (why !== null && process.env.CI) throw new Error(why);
if (why !== null) process.stderr.write(`\nThe typed client of the API is not tried: ${why}\n`);

describe.skipIf(why !== null)('a client made from the document of the API', () => {
  let api: StartedApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api?.stop());

  it('compiles against every type of the document, and lists the unshipped orders of a shop', async () => {
    const at = (name: string): string => join(api.folder, name);
    symlinkSync(join(tools, 'node_modules'), at('node_modules'));
    const bin = (name: string): string => join(tools, 'node_modules', '.bin', name);
    const [program] = blocksOf('docs/start/first-order-by-api.md', 'typescript');
    writeFileSync(at('client.ts'), program?.text ?? '');
    writeFileSync(at('package.json'), '{ "type": "module" }');
    await run(bin('openapi-typescript'), [`${api.origin}/v1/openapi.json`, '-o', at('tsunagi.ts')]);
    const strict = [
      '--strict',
      '--noEmit',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--allowImportingTsExtensions',
    ];
    await run(bin('tsc'), [...strict, '--types', 'node', '--typeRoots', 'node_modules/@types', at('client.ts')]);
    const env = { ...process.env, API: `${api.origin}/v1`, KEY: await api.key(['orders:read']) };
    const { stdout } = await run(process.execPath, [at('client.ts')], { env });
    const lines = stdout.trim().split('\n');
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line).toMatch(/^\d{6}-\d{8}-\d{10} \S+ \S+$/);
  });
});
