import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../core/kernel/time.ts';
import { host } from '../unit/console/console-world.ts';
import { workPushes } from '../unit/ops/push-states.ts';
import { openPushWorld, type PushOpsWorld } from '../unit/ops/push-world.ts';
import { chromiumPath } from './fixture/browser.ts';
import { expectWellMade, settings } from './fixture/console.ts';
import { type MemoryConsole, openMemoryConsole } from './fixture/memory-console.ts';

const [wrong, right, another] = ['444413758703', '444413758714', '444413758725'];

describe.skipIf(chromiumPath === null)('the page of an order in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-order-page-'));
  let world: PushOpsWorld;
  let opened: MemoryConsole;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    world = await openPushWorld(folder, 1);
    opened = await openMemoryConsole(world);
    ({ browser, page } = opened);
  });
  afterAll(async () => {
    await opened?.close();
    rmSync(folder, { recursive: true });
  });

  /** Lets a worker bring what was requested to the mall, and the mall be read once more. */
  async function work(): Promise<void> {
    await workPushes(world);
    world.pass(minuteMs);
    await world.ops(`import --shop ${world.shop.code} --from -6h --to now`);
    await page.goto(`http://${host}/orders/rms%23kado-no-mise/${world.orderNumbers[0]}`);
  }
  const atMall = (): (string | null)[] =>
    (world.rms.control.order(world.orderNumbers[0] ?? '')?.model.PackageModelList ?? []).flatMap(
      ({ ShippingModelList }) => (ShippingModelList ?? []).map(({ shippingNumber }) => shippingNumber),
    );
  const request = () => page.getByRole('button', { name: 'Request it' }).click();

  it('ships it, corrects the number, and takes back what is not at the mall yet', async () => {
    await work();
    await page.getByRole('link', { name: 'Confirm the order…' }).click();
    await request();
    await work();
    world.pass(2 * hourMs);
    await work();
    await page.getByRole('link', { name: 'Report a parcel…' }).click();
    await page.getByLabel('carrier').selectOption({ label: 'ヤマト運輸' });
    await page.getByLabel('tracking number').fill(wrong);
    await expectWellMade(page, 1280);
    await request();
    expect(await page.locator('main').textContent()).toContain('requested 受付済');
    await work();
    expect(atMall()).toEqual([wrong]);
    await page.getByRole('link', { name: 'Correct the number…' }).click();
    expect(await page.getByLabel('wrong tracking number').inputValue()).toBe(wrong);
    await page.getByLabel('right tracking number').fill(right);
    await request();
    await work();
    expect(await page.locator('main').textContent()).toContain(`no longer valid: replaced by ${right}`);

    await page.getByRole('link', { name: 'Report a parcel…' }).click();
    await page.getByLabel('carrier').selectOption({ label: 'ヤマト運輸' });
    await page.getByLabel('tracking number').fill(another);
    await page.getByLabel('It is sent beside the parcels that the order has').check();
    await request();
    await page.getByRole('link', { name: 'Withdraw…' }).click();
    await page.getByRole('button', { name: 'Withdraw 1 change' }).click();
    await page.getByText('1 withdrawn').waitFor();
    await work();
    expect(await page.locator('main').textContent()).toContain('withdrawn 取下げ済');
    expect(atMall()).toEqual([right]);
  });

  it.each(settings)(
    'breaks no rule of axe and fits its width, masked and whole: $viewport.width px, $language, $colorScheme',
    async ({ viewport, language, colorScheme }) => {
      const storageState = await page.context().storageState();
      const own = await browser.newContext({ viewport, colorScheme, storageState });
      await own.addCookies([{ name: 'lang', value: language, url: `http://${host}` }]);
      const shown = await own.newPage();
      const order = `http://${host}/orders/rms%23kado-no-mise/${world.orderNumbers[0]}`;
      for (const more of ['', '/ship', `/correct?corrects=${right}`, '/memo', '/cancel']) {
        await shown.goto(`${order}${more}`);
        await expectWellMade(shown, viewport.width);
      }
      await shown.goto(order);
      await shown.locator('main form[method=post] button').click();
      await expectWellMade(shown, viewport.width);
      await own.close();
    },
  );
});
