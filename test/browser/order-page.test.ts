import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../core/kernel/time.ts';
import { host } from '../unit/console/console-world.ts';
import { workPushes } from '../unit/ops/push-states.ts';
import { openPushWorld, type PushOpsWorld } from '../unit/ops/push-world.ts';
import { chromiumPath } from './fixture/browser.ts';
import { expectEachWellMade, expectKeyboardReaches, expectWellMade } from './fixture/console.ts';
import { type MemoryConsole, openMemoryConsole } from './fixture/memory-console.ts';

const [wrong, right, another] = ['444413758703', '444413758714', '444413758725'];

describe.skipIf(chromiumPath === null)('the page of an order in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-order-page-'));
  let world: PushOpsWorld;
  let opened: MemoryConsole;
  let page: Page;

  beforeAll(async () => {
    world = await openPushWorld(folder, 1);
    opened = await openMemoryConsole(world);
    ({ page } = opened);
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
  const press = (role: 'link' | 'button', name: string) => page.getByRole(role, { name }).press('Enter');
  const request = () => press('button', 'Request it');
  /** Writes where the keyboard is. */
  const type = async (name: string, text: string): Promise<void> => {
    await page.getByLabel(name, { exact: true }).focus();
    await page.keyboard.type(text);
  };
  const chooseCarrier = async (): Promise<void> => {
    await page.getByLabel('carrier').focus();
    for (let presses = 0; presses < 20; presses++) {
      await page.keyboard.press('ArrowDown');
      if ((await page.evaluate('document.activeElement.selectedOptions[0].textContent.trim()')) === 'ヤマト運輸')
        return;
    }
    throw new Error('The carrier is not reached by the keyboard.');
  };

  it('the page of an order ships it, corrects the number and takes a parcel back, by the keyboard alone', async () => {
    await work();
    await press('link', 'Confirm the order…');
    await expectKeyboardReaches(page);
    await request();
    await work();
    world.pass(2 * hourMs);
    await work();
    await press('link', 'Report a parcel…');
    await chooseCarrier();
    await type('tracking number', wrong);
    await expectWellMade(page);
    await expectKeyboardReaches(page);
    await request();
    expect(await page.locator('main').textContent()).toContain('requested 受付済');
    await work();
    expect(atMall()).toEqual([wrong]);
    await press('link', 'Correct the number…');
    expect(await page.getByLabel('wrong tracking number').inputValue()).toBe(wrong);
    await type('right tracking number', right);
    await expectKeyboardReaches(page);
    await request();
    await work();
    expect(await page.locator('main').textContent()).toContain(`no longer valid: replaced by ${right}`);

    await press('link', 'Report a parcel…');
    await chooseCarrier();
    await type('tracking number', another);
    await page.getByLabel('It is sent beside the parcels that the order has').press(' ');
    await request();
    await press('link', 'Withdraw…');
    await expectKeyboardReaches(page);
    await press('button', 'Withdraw 1 change');
    await page.getByText('1 withdrawn').waitFor();
    await work();
    expect(await page.locator('main').textContent()).toContain('withdrawn 取下げ済');
    expect(atMall()).toEqual([right]);
  });

  it('the page of an order keeps the rules of axe and fits its width, masked and whole, in both sizes, languages and colour schemes', async () => {
    const order = `/orders/rms%23kado-no-mise/${world.orderNumbers[0]}`;
    const whole = async (): Promise<void> => {
      await page.goto(`http://${host}${order}`);
      await page.locator('main form[method=post] button').click();
    };
    const forms = ['/ship', `/correct?corrects=${right}`, '/memo', '/cancel'].map((form) => `${order}${form}`);
    await expectEachWellMade(page, [order, ...forms, whole]);
  });
});
