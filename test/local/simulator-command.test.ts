import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const command = fileURLToPath(new URL('../../bin/simulator.ts', import.meta.url));

/** Runs the command until `until` says that it has printed enough, or until it ends. */
function run(
  args: readonly string[],
  until: (text: string) => boolean,
  environment: Readonly<Record<string, string>> = {},
): Promise<{ text: string; code: number | null }> {
  const child = spawn(process.execPath, [command, ...args], { env: { PATH: process.env.PATH, ...environment } });
  return new Promise((resolve, reject) => {
    let text = '';
    const read = (part: Buffer): void => {
      text += part.toString();
      if (until(text)) child.kill('SIGTERM');
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', reject);
    child.on('close', (code) => resolve({ text, code }));
  });
}

describe('npm run simulator', () => {
  it('npm run simulator prints its address and its shops as one line of JSON, and ends on a signal', async () => {
    const { text, code } = await run(['--port', '0', '--shops', '2', '--json'], (printed) => printed.includes('\n'));
    const printed = JSON.parse(text);
    expect(printed.url).toBe(`http://127.0.0.1:${printed.port}`);
    expect(printed.shops.map((shop: { shopUrl: string }) => shop.shopUrl)).toEqual(['shop-1', 'shop-2']);
    expect(printed.token).toMatch(/^[\w-]{32}$/);
    expect(code).toBe(0);
  });

  it('npm run simulator prints calls of its control API with the given token', async () => {
    const isComplete = (printed: string): boolean => printed.includes('The mall:');
    const { text } = await run(['--port', '0'], isComplete, { SIMULATOR_TOKEN: 'given-token' });
    expect(text).toContain('TOKEN="Authorization: Bearer given-token"');
    expect(text).toMatch(/curl -s -H "\$TOKEN" http:\S+\/control\/summary\n/);
  });

  it('npm run simulator serves another mall when it is asked to', async () => {
    const { text, code } = await run(['--mall', 'yahoo', '--port', '0', '--json'], (printed) => printed.includes('\n'));
    const [shop] = JSON.parse(text).shops;
    expect(shop).toMatchObject({ sellerId: 'shop-1', publicKeyVersion: 1 });
    expect(shop.publicKey).toContain('BEGIN PUBLIC KEY');
    expect(code).toBe(0);
  });

  it('npm run simulator says everything that is wrong with its options', async () => {
    const { text, code } = await run(['--port', 'x', '--speed', '0', '--mall', 'bazaar'], () => false);
    expect(text).toContain('--mall: got "bazaar", expected amazon or rms or shopify or yahoo');
    expect(text).toContain('--port: got "x"');
    expect(text).toContain('--speed: got "0"');
    expect(code).toBe(2);
  });

  it('npm run simulator says that an option does not exist, in a sentence and not a stack trace', async () => {
    const { text, code } = await run(['--prot', '0'], () => false);
    expect(text).toContain("Unknown option '--prot'");
    expect(text).not.toMatch(/^ {4}at /m);
    expect(code).toBe(2);
  });

  it('npm run simulator --help explains it', async () => {
    const { text } = await run(['--help'], () => false);
    expect(text).toContain('docs/malls/rms-simulator.md');
    expect(text).toContain('docs/malls/yahoo-simulator.md');
  });
});
