import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { columnsOf } from '../../../core/kernel/text.ts';
import { japanese } from '../../../language/japanese.ts';
import { commands } from '../../../ops/commands.ts';
import { dayOfAWarehouse } from './scenes/of-a-warehouse.ts';
import { act } from './scenes/scene.ts';
import { scenes } from './scenes/scenes.ts';
import { openWorld } from './world.ts';

const folderOfScreens = join(import.meta.dirname, 'screens-ja');
const renew = 'npx vitest run --project unit test/unit/ops/japanese-screens.test.ts -u';

let folder: string;
beforeEach(() => {
  mkdirSync('.cache', { recursive: true });
  folder = mkdtempSync(join('.cache', 'screens-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it.each(Object.entries(dayOfAWarehouse))('a day of a warehouse in Japanese: %s', async (name, acts) => {
  const file = join(folderOfScreens, `${name}.txt`);
  const isRenewed = expect.getState().snapshotState.snapshotUpdateState === 'all';
  if (!isRenewed) expect(existsSync(file), `${file} is missing. Write it: ${renew}`).toBe(true);
  const screens: string[] = [];
  for (const act of acts) screens.push(...(await act(folder, 'ja')));
  await expect(screens.join('\n')).toMatchFileSnapshot(file);
});

it('no golden file of the day is left over', () => {
  expect(readdirSync(folderOfScreens)).toEqual(Object.keys(dayOfAWarehouse).map((name) => `${name}.txt`));
});

/** Commands that show why an order cannot be read, which is stored in English. */
const quoting = /^orders (?:list|show|problems)/;

/** What stays as it is: commands, options, what stands between quotation marks, names of files, and the note of a scene's pause. */
const asItIs =
  /\$ .*|The key is wrong, expired or replaced\.|(?:ops|npm run|npx|npm start|aws)(?: --?[a-z-]+| [a-z][\w-]*)+|--[a-z][\w-]*(?: [a-z][\w-]*)?|japan post, jppost|"[^"]*"|'[^']*'/g;

it.each(Object.entries(scenes).filter(([name]) => !quoting.test(name)))(
  'ops %s leaves no English sentence in Japanese, and no line of a table too wide',
  async (name, acts) => {
    const screens: string[] = [];
    for (const act of acts) screens.push(...(await act(folder, 'ja')));
    const english =
      screens
        .join('\n')
        .replaceAll(asItIs, '')
        .match(/[A-Za-z]{2,},? [a-z]{2,} [a-z]{2,}/g) ?? [];
    expect(english, name).toEqual([]);
    const tables = screens
      .join('\n')
      .split('\n')
      .filter((line) => /\S {2,}\S.* {2,}\S/.test(line) && !line.startsWith('$'));
    expect(
      tables.filter((line) => columnsOf(line) > 80 && !screens.some((one) => /# on \d+ columns/.test(one))),
    ).toEqual([]);
  },
);

it.each([
  ['shops list', ['rms#hanamori-gift', 'rms#sakura-kitchen']],
  ['incidents list', ['rms-20261124-134500', 'rms-20261101-020000']],
  ['keys list', ['rms#hanamori-gift', 'rms#sakura-kitchen']],
  ['listings list', ['tsya-2201/s-nv', 'rms#kado-no-mise', 'W-TSYA-2201-S-NV']],
  ['push withdraw', ['rms#kado-no-mise', '370001-20261124-0201639160']],
  ['push retry', ['rms#kado-no-mise', '370001-20261124-0201639160']],
  ['stock history', ['tsya-2201/s-nv', 'W-TSYA-2201-S-NV', 'W-COFFEE-3310-500-MAME', '370001-20261124-0201639342']],
] as const)(
  'ops %s breaks no key that a person copies, in either language: Japanese columns had left no room',
  async (name, keys) => {
    for (const language of [undefined, 'ja'] as const) {
      const screens: string[] = [];
      for (const one of scenes[name] ?? []) screens.push(...(await one(folder, language)));
      const narrow = screens.filter((one) => !/# on \d+ columns/.test(one)).join('\n');
      for (const key of keys) expect(narrow).toMatch(new RegExp(`(?:^| )${key}(?: |$)`, 'm'));
    }
  },
);

/** Words that stay as they are: SKUs and sets of the scenes, a topic, words of files, an error of AWS, and what a test says of an installation. */
const namesInScenes: readonly string[] =
  'memo pay complete gone box good pages counted received adjusted no other not local healthy'.split(' ');
const wordsOf = (text: string): string[] => text.match(/(?<![\w#/@.<-])[a-z]{2,}(?![\w#/@.>-])/g) ?? [];
const kept = new Set([...namesInScenes, ...[...japanese.values()].flatMap(wordsOf)]);
/** What a word is looked for among: every word of a text that is translated, and is no word of its translation. */
const translatedWords = new Set([...japanese.keys()].flatMap(wordsOf).filter((word) => !kept.has(word)));
const helps = commands.map(({ name }) => [`${name} --help`, [act(openWorld, `${name} --help`)]] as const);

it.each([...Object.entries(scenes).filter(([name]) => !quoting.test(name)), ...helps])(
  'ops %s leaves no word in English that is translated elsewhere',
  async (_, acts) => {
    const screens: string[] = [];
    for (const one of acts) screens.push(...(await one(folder, 'ja')));
    const left = wordsOf(
      screens
        .join('\n')
        .replaceAll(/^--- .* ---$/gm, '')
        .replaceAll(asItIs, ' '),
    );
    expect([...new Set(left)].filter((word) => translatedWords.has(word))).toEqual([]);
  },
);
