import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const command = fileURLToPath(new URL('../../bin/test-stress.ts', import.meta.url));

it('ends after its last round, though its busy loops would go on for ever', async () => {
  const child = spawn(process.execPath, [command, '--busy', '1', '--times', '1', '--json', 'no-such-tier'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    printed += part;
  });
  try {
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(1);
    expect(JSON.parse(printed)).toMatchObject({
      busy: 1,
      rounds: [{ round: 1, counted: 'ended with exit code 2, and counted nothing' }],
    });
  } finally {
    child.kill();
  }
});
