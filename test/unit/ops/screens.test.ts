import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { commands } from '../../../ops/commands.ts';
import { scenes } from './scenes/scenes.ts';

/** Commands without a golden file, and why. */
const withoutScreen: Readonly<Record<string, string>> = {
  'api-keys add': 'it shows a new secret each time; api-keys.test.ts reads what it says',
  'chat test': 'it posts to a chat; chat.test.ts has one, and reads what it says',
  completion: 'its result is a script, which follows from all other commands; completion.test.ts has bash read it',
  console: 'it serves pages; test/unit/console reads them',
  'mail test': 'it sends a mail through AWS; mail-test.test.ts reads what it says',
};

const folderOfScreens = join(import.meta.dirname, 'screens');
const renew = 'npx vitest run --project unit test/unit/ops/screens.test.ts -u';
const fileOf = (name: string): string => `${name.replaceAll(' ', '-')}.txt`;
const isRenewed = (): boolean => expect.getState().snapshotState.snapshotUpdateState === 'all';

let folder: string;
beforeEach(() => {
  // Beneath the working directory, so that what is typed and shown of it has the same width on every machine.
  mkdirSync('.cache', { recursive: true });
  folder = mkdtempSync(join('.cache', 'screens-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it.each(Object.entries(scenes))('ops %s shows what its golden file holds', async (name, acts) => {
  const file = join(folderOfScreens, fileOf(name));
  // Vitest would write a file that is missing, and the test could not fail.
  if (!isRenewed()) expect(existsSync(file), `${file} is missing. Write it: ${renew}`).toBe(true);
  const screens: string[] = [];
  for (const act of acts) screens.push(...(await act(folder)));
  await expect(screens.join('\n')).toMatchFileSnapshot(file);
});

it('every command has a golden file, or it is said why not, and no golden file is left over', () => {
  const names = commands.map(({ name }) => name);
  expect([...Object.keys(scenes), ...Object.keys(withoutScreen)].sort()).toEqual([...names].sort());
  const wanted = Object.keys(scenes).map(fileOf);
  expect(readdirSync(folderOfScreens).filter((file) => !wanted.includes(file))).toEqual([]);
});
