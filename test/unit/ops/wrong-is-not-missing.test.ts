import { expect, it } from 'vitest';
import { openWorld } from './world.ts';

/** Every problem of a call, without the options that are listed. */
async function problems(words: string): Promise<string[]> {
  const { code, err } = await openWorld().ops(words);
  expect(code).toBe(2);
  return err
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.replace('  - ', '').replace(/ Options: .*/, ''));
}

const noMall = '--mall: got "nowhere", expected amazon or rms or shopify or yahoo.';

it.each([
  ['pause --mall nowhere --note x', [noMall]],
  ['resume --mall nowhere', [noMall]],
  ['shops change --shop x --rate 1000', ['--rate: got "1000", expected calls a second above 0, and at most 20.']],
  [
    'merchants change kado --features x',
    ['--features: got "x", expected some of import, status, stock, separated by ";".'],
  ],
  ['stock set SKU -5', ['<pieces>: got "-5", expected a whole number from 0 to 9999999.']],
  [
    'stock set SKU --count -5',
    ['--count: there is no such option.', '<pieces>: got "-5", expected a whole number from 0 to 9999999.'],
  ],
  ['stock set SKU five --dry-run', ['<pieces>: got "five", expected a whole number from 0 to 9999999.']],
])('a wrong value is not also reported as missing: %s', async (words, told) => {
  expect(await problems(words)).toEqual(told);
});

it.each([
  ['orders check --shop', ['--shop: its value is missing; expected <shop> after it.']],
  ['push retry --order', ['--order: its value is missing; expected <受注番号> after it.']],
  ['listings remove --shop x --item', ['--item: its value is missing; expected <item> after it.']],
  ['push ship 1-2-3 --carrier ヤマト --number', ['--number: its value is missing; expected <number> after it.']],
])('an option whose value was left out is not also reported as missing: %s', async (words, told) => {
  expect(await problems(words)).toEqual(told);
});

it.each([
  ['shops change --shop x --nmae y', ['--nmae: there is no such option. Did you mean --name?']],
  ['pause --mall rms --nte y', ['--nte: there is no such option. Did you mean --note?']],
  ['import --shop x --form -1h --to now', ['--form: there is no such option. Did you mean --from?']],
  ['push ship 1-2-3 --carier ヤマト --number 1', ['--carier: there is no such option. Did you mean --carrier?']],
])(
  'an option that was mistyped is not also reported as missing, nor its value as an option: %s',
  async (words, told) => {
    expect(await problems(words)).toEqual(told);
  },
);

it('what is missing beside something wrong is still reported with it', async () => {
  expect(await problems('pause --mall nowhere')).toEqual([noMall, '--note: is missing (why, for everybody who asks).']);
  expect(await problems('push retry --kind x')).toEqual([
    '--kind: got "x", expected confirm or sub-status or memo or pay or ship or complete or cancel.',
    '--shop, --order, --reason: give at least one of them, or --all.',
  ]);
  expect(await problems('stock set')).toEqual(['<SKU>: is missing. Give a SKU and pieces, or --file.']);
});
