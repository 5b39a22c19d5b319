import { expect, it } from 'vitest';
import { linked } from '../../../console/commands.ts';

it.each([
  ['SKUs are oversold: ops stock oversold.', 'SKUs are oversold: <a href="/stock">Stock</a>.'],
  [
    'Only a person lifts it: ops resume --shop rms#kado-no-mise --capability stock. Then it goes on.',
    'Only a person lifts it: <a href="/shops/rms%23kado-no-mise">rms#kado-no-mise</a>. Then it goes on.',
  ],
  ['手動で解除します(ops stuck --minutes 0)', '手動で解除します(<code>npm run ops -- stuck --minutes 0</code>)'],
  [
    'Count it: ops stock set, or ops stock count --from-mall <shop>',
    'Count it: <code>npm run ops -- stock set</code>, or <code>npm run ops -- stock count --from-mall &lt;shop&gt;</code>',
  ],
  ['next: ops act: the reason says why', 'next: ops act: the reason says why'],
  [
    'Look at it: ops incidents show rms-20260205-212522 --stage prod --region ap-northeast-1',
    'Look at it: <a href="/incidents/rms-20260205-212522">rms-20260205-212522</a>',
  ],
  ['shops <b>', 'shops &lt;b&gt;'],
])('the sentence "%s" has links to pages in place of their commands', async (text, shown) => {
  expect(String(await linked(text)).replaceAll('\n', '')).toBe(shown);
});
