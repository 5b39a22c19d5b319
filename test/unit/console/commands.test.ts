import { expect, it } from 'vitest';
import { linked } from '../../../console/commands.ts';

it.each([
  ['paused by a person: ops pauses', 'paused by a person: <a href="/shops">Shops</a>'],
  [
    'Only a person lifts it: ops resume --shop rms#kado-no-mise. Then it goes on.',
    'Only a person lifts it: <a href="/shops/rms%23kado-no-mise">Shops</a>. Then it goes on.',
  ],
  [
    '手動で解除します(ops stuck --minutes 0)',
    '手動で解除します(<a href="/orders/changes">Changes that need attention</a>)',
  ],
  [
    'Count it: ops stock set, or ops stock count --from-mall <shop>',
    'Count it: <code>ops stock set</code>, or <code>ops stock count --from-mall &lt;shop&gt;</code>',
  ],
  ['shops <b>', 'shops &lt;b&gt;'],
])('the sentence "%s" has links to pages in place of their commands', async (text, shown) => {
  expect(String(await linked(text)).replaceAll('\n', '')).toBe(shown);
});
