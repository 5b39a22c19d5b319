import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import type { Installation } from '../../../../ops/frame/installation.ts';
import { teardown } from '../../../../ops/stage/tear-down.ts';
import type { Terminal } from '../../../../ops/terminal/index.ts';
import { openWorld } from '../world.ts';

it('a teardown of an instance on this machine removes nothing, and names the folder', async () => {
  const { code, out } = await openWorld().ops('teardown');
  expect(code).toBe(0);
  expect(out).toContain(`rm -r ${resolve('.tsunagi')}\n`);
  expect(out).toContain('Nothing was removed.');
});

it('a teardown whose --yes names another stage does nothing', async () => {
  const stage = { kind: 'stage', stage: { name: 'prod' } } as unknown as Installation;
  const running = teardown.run(
    { terminal: {} as Terminal, find: async () => stage, open: () => Promise.reject(new Error('nothing is opened')) },
    { yes: 'dev', deleteData: false, json: false },
  );
  await expect(running).rejects.toThrow(/--yes: got "dev", expected the name of the stage, prod\./);
});
