import { readFileSync } from 'node:fs';
import iconv from 'iconv-lite';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minuteMs } from '../../core/kernel/time.ts';
import { host } from '../unit/console/console-world.ts';
import { rejectedRequests } from '../unit/ops/letters.ts';
import { openWorld, start } from '../unit/ops/world.ts';
import { chromiumPath } from './fixture/browser.ts';
import { expectEachWellMade, expectWellMade } from './fixture/console.ts';
import { type MemoryConsole, openMemoryConsole } from './fixture/memory-console.ts';

const codes = ['kado-no-mise', 'midori-an', 'yonaga-coffee'] as const;

const senderOf = {
  ...{ 'Name of the sender': '株式会社角田商店', 'Postal code': '100-0001', Address: '東京都千代田区千代田1-1' },
  ...{ Telephone: '03-0000-0000', 品名: 'お茶', 請求先顧客コード: '0300000000', 運賃管理番号: '01' },
};

describe.skipIf(chromiumPath === null)('the orders of several shops in a browser', () => {
  const world = openWorld();
  const ready: string[] = [];
  let opened: MemoryConsole;
  let page: Page;

  beforeAll(async () => {
    for (const code of codes) {
      const shop = await world.addShop(code);
      const [number = ''] = world.rms.control.addOrders(code, { count: 1, kind: 'plain', at: start - 20 * minuteMs });
      // 発送待ち
      world.rms.control.moveOrder(code, number, 300);
      ready.push(number);
      if (code === 'midori-an')
        world.rms.control.addOrders(code, { count: 60, kind: 'plain', at: start - 10 * minuteMs });
      await world.poll(shop);
    }
    opened = await openMemoryConsole(world, { rejectedLetters: [rejectedRequests(2)] });
    page = opened.page;
  });
  afterAll(() => opened?.close());

  const at = (path: string) => page.goto(`http://${host}${path}`);

  it('labels of several shops are saved in the browser once the sender is entered', async () => {
    await at('/orders');
    await page.getByRole('link', { name: 'Shipping labels, and orders as a file' }).click();
    const look = page.getByRole('button', { name: 'Look at the labels' });
    const sender = page.getByRole('link', { name: /Enter the sender of merchant/ });
    for (await look.click(); (await sender.count()) > 0; await look.click()) {
      await sender.first().click();
      for (const [name, text] of Object.entries(senderOf)) await page.getByRole('textbox', { name }).fill(text);
      await page.getByRole('button', { name: 'Save' }).click();
    }
    await expectWellMade(page);
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save 3 labels' }).click();
    const file = iconv.decode(readFileSync(await (await saved).path()), 'cp932');
    expect(file.match(/^\d{6}-\d{8}-\d{10}/gm)?.toSorted()).toEqual(ready.toSorted());
  });

  it('a search by name finds orders page by page in the browser', async () => {
    await at('/orders');
    await page.getByText('Search by name, telephone, mail or product').click();
    const form = page.locator('form', { has: page.getByLabel('Name, telephone, mail address or product') });
    await form.getByLabel('Name, telephone, mail address or product').fill('-');
    await form.getByLabel('Shop').selectOption('rms#midori-an');
    await form.getByRole('button').click();
    const first = await page.locator('tbody th a').allTextContents();
    expect(first).toHaveLength(50);
    await page.getByRole('button', { name: 'Next page' }).click();
    const second = await page.locator('tbody th a').allTextContents();
    expect(second).toHaveLength(11);
    expect(first.filter((number) => second.includes(number))).toEqual([]);
    expect(page.url()).toBe(`http://${host}/orders`);
  });

  /** What a search shows, whose address says nothing of it. */
  const search =
    (find: string) =>
    async (shown: Page): Promise<void> => {
      await at('/orders');
      await shown.locator('details summary').first().click();
      await shown.locator('input[name=find]').fill(find);
      await shown.locator('form:has(input[name=find]) select[name=shop]').selectOption('rms#midori-an');
      await shown.locator('form:has(input[name=find]) button').click();
    };

  it('lists of orders keep the rules of axe and fit their width, also for what cannot be listed or is not there', async () => {
    await expectEachWellMade(page, [
      ...['/orders', '/orders/files?shop=rms%23midori-an', '/orders/files/settings?sender=kado&program=ehiden'],
      ...['/orders/rejected', '/orders/changes?do=retry&shop=none', '/orders?from=today&to=yesterday&shop=none'],
      ...['/orders/rms%23midori-an/none', '/incidents/none', '/mails/none', '/stock/none/none', '/shops/none', '/none'],
      ...[search('-'), search('nobody is called so')],
    ]);
  });
});
