import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StartedApi, startApi } from '../api/fixture/started-api.ts';
import { until } from '../local/fixture/until.ts';
import { chromiumPath, openBrowser } from './fixture/browser.ts';
import { axeSource } from './fixture/console.ts';

describe.skipIf(chromiumPath === null)('the page that tries the API', () => {
  let api: StartedApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api?.stop());

  it('the page that tries the API sends each kind of request, shows it as curl without the key, and has no complaints', async () => {
    const browser = await openBrowser();
    try {
      const page = await browser.newPage({ viewport: { width: 375, height: 800 } });
      const complaints: string[] = [];
      page.on('pageerror', ({ message }) => complaints.push(message));
      page.on('console', (line) => complaints.push(...(line.type() === 'error' ? [line.text()] : [])));
      const field = (name: string) => page.locator(`[name=${name}]`);
      const key = await api.key(['orders:read', 'changes:write']);
      await page.goto(api.page);
      await field('key').fill(key);
      await field('route').selectOption('listOrdersOfShop');
      await field('mall').fill('rms');
      await field('code').fill('midori-an');
      await field('limit').fill('1');
      await page.getByRole('button', { name: 'Send' }).click();
      const answer = page.locator('#answer');
      await until('the list', async () => (await answer.textContent())?.startsWith('200\n'));
      const { orderNumber } = JSON.parse((await answer.textContent())?.slice(4) ?? '').orders[0];
      await field('route').selectOption('requestChanges');
      const body = field('body');
      const filled = JSON.parse(await body.inputValue());
      await body.fill(
        JSON.stringify({ ...filled, shop: 'rms#midori-an', orders: [{ ...filled.orders[0], orderNumber }] }),
      );
      await page.getByRole('button', { name: 'Send' }).click();
      await until('the outcome', async () => (await answer.textContent())?.includes('"outcome": "stored"'));
      const curl = (await page.locator('#call').textContent()) ?? '';
      expect(curl).toMatch(/^curl -X POST -H "authorization: Bearer \$KEY" .*-H 'idempotency-key: /);
      expect(curl).not.toContain(key);
      await page.evaluate(axeSource);
      const { violations } = (await page.evaluate('axe.run()')) as { violations: readonly { id: string }[] };
      expect(violations.map(({ id }) => id)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375);
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
