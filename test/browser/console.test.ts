import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { standardViews } from '../../console/app.ts';
import { knock } from '../local/fixture/knock.ts';
import { startDesk } from '../local/fixture/started-desk.ts';
import { until } from '../local/fixture/until.ts';
import { chromiumPath, dropFile } from './fixture/browser.ts';
import {
  expectEachWellMade,
  expectKeyboardReaches,
  expectWellMade,
  numberOf,
  type OpenConsole,
  openConsole,
  sizes,
} from './fixture/console.ts';
import { ordersOfMidoriAn } from './fixture/orders-to-ship.ts';

/** Counts clicks over the pages of a tab. */
const countClicks = `addEventListener('click', ({ isTrusted, target }) => {
  if (isTrusted && !(target instanceof HTMLInputElement)) sessionStorage.clicks = Number(sessionStorage.clicks ?? 0) + 1;
}, true)`;

/** What people ask in an outage, the way to the answer from Now, and where it stands. `order` was shipped. */
function questionsOf(
  page: Page,
  order: string,
): readonly (readonly [question: string, go: () => Promise<unknown>, answer: string])[] {
  const stay = async (): Promise<void> => {};
  const view = (name: string): Promise<void> => page.locator('nav[aria-label="Views"]').getByText(name).click();
  const orders = async (filter: string): Promise<void> => {
    await view('Orders');
    await page.getByRole('link', { name: filter, exact: true }).click();
  };
  const find = async (): Promise<void> => {
    await view('Orders');
    await page.locator('input[name=number]').fill(order);
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.getByRole('heading', { name: order }).waitFor();
  };
  const whole = async (): Promise<void> => {
    await find();
    await page.getByRole('button', { name: 'Show everything' }).click();
  };
  const sku = async (): Promise<void> => {
    await view('Stock');
    await page.locator('tbody a[href^="/stock/"]').first().click();
  };
  const due = 'td[data-label*="出荷期限"]:text-matches("[0-9]{2}-[0-9]{2}")';
  const parcel = 'section:has(h2:has-text("Parcels at the mall")) li:has-text("ヤマト運輸")';
  const sent = (): Promise<void> => page.getByRole('link', { name: 'What merchants were sent' }).click();
  return [
    ['is a mall down', stay, '.tiles .chip.bad'],
    ['what must I do', stay, '.summary.good .number:text-is("0"), .actions li'],
    ['what is held', stay, '.banner.bad li:text-matches("[1-9][0-9]* held (change|listing)")'],
    ['was the merchant told', sent, '#mails + .cards tbody tr:has-text("outage notice")'],
    ['is my order in', find, 'dt:text-is("stored") + dd time'],
    ['when must it leave', () => orders('To ship'), due],
    ['which orders are late', () => orders('Soonest to ship'), due],
    ['which parcel is at the mall', find, parcel],
    ['who bought this', whole, '.people dd:not(:text-is("(hidden)"))'],
    ['why is this SKU so many', sku, 'h2:has-text("Why") + .cards tbody tr:has-text("counted")'],
  ];
}

/** What takes longer hangs. */
const onlyHangsMs = 600_000;
describe.skipIf(chromiumPath === null)('the console in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-console-'));
  const desk = startDesk(...['--data', folder, '--fresh', '--plain', '--speed', '20', '--per-hour', '20', '--alone']);
  const children: ChildProcess[] = [desk.child];
  const shipped: string[] = [];
  let opened: OpenConsole;
  const newPage = (of?: BrowserContext): Promise<Page> => opened.newPage(of);

  beforeAll(async () => {
    opened = await openConsole(desk);
  });
  afterAll(async () => {
    await opened?.browser.close();
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  const ordersToShip = (count: number): Promise<string[]> => ordersOfMidoriAn(opened, folder, count);

  let found: Promise<readonly string[]> | undefined;

  /** Pages of single things, which are there once there was an outage and an order was shipped. */
  const pagesOfOne = (): Promise<readonly string[]> => {
    found ??= findPages();
    return found;
  };

  async function findPages(): Promise<readonly string[]> {
    const page = await newPage();
    const linkOn = async (path: string, link: string): Promise<string> => {
      await page.goto(`${opened.origin}${path}`);
      return (await page.locator(link).first().getAttribute('href', { timeout: onlyHangsMs })) ?? '';
    };
    const incident = await linkOn('/incidents', 'tbody a');
    const mail = await linkOn('/mails', 'tbody a');
    const [orderNumber = ''] = shipped;
    const order = `/orders/rms%23midori-an/${orderNumber}`;
    const sku = await linkOn(order, 'a[href^="/stock/"]');
    await page.goto(`${opened.origin}${sku}`);
    expect(await page.locator('svg.chart path.order').count()).toBeGreaterThan(0);
    // A change that is confirmed is looked at once more: that spoils nothing.
    const preview = `/orders/changes?do=retry&order=${orderNumber}`;
    await page.goto(`${opened.origin}${preview}`);
    await page.locator('button.do').click();
    await page.locator('.summary.over').waitFor({ timeout: onlyHangsMs });
    const result = new URL(page.url()).pathname;
    const file = await wrongFile(page);
    await page.close();
    const report = `${incident}/merchants/midori-an`;
    // With parcels, and with what needs attention, a list is at its widest.
    const lists = ['/orders?shop=rms%23midori-an', '/orders?attention=on'];
    return [...lists, incident, report, mail, order, `${order}/ship`, sku, '/orders/changes', preview, result, file];
  }

  /** The page of a file of shipments whose lines are to be corrected. */
  async function wrongFile(page: Page): Promise<string> {
    await page.goto(`${opened.origin}/shipments`);
    const lines = ['受注番号,配送会社,お荷物伝票番号', `${shipped[0]},ヤマト運輸,4.44414E+11`, '370001-1,やまと,'];
    const buffer = Buffer.from(lines.join('\r\n'));
    await page.locator('input[type=file]').setInputFiles({ name: 'shipments.csv', mimeType: 'text/csv', buffer });
    await page.getByRole('button', { name: 'Read the file' }).click();
    await page.locator('.wrong').first().waitFor();
    return new URL(page.url()).pathname;
  }

  const paths = (): string[] => [...standardViews.map(({ path }) => path), '/shops/rms%23midori-an'];
  const morePaths = [
    ...['/simulator', '/runbook/README', '/runbook/mall-down', '/stock?merchant=midori-an', '/orders?unshipped=on'],
    ...['/orders?sort=ship-by', '/orders?number=none', '/orders/rejected', '/orders/files', '/mails?before=2020-01-01'],
  ];

  it('every page of the console keeps the rules of axe and fits its width, in both sizes, languages and colour schemes', async () => {
    const page = await newPage();
    await page.goto(`${opened.origin}/?lang=en`);
    await expectEachWellMade(page, [...paths(), ...morePaths]);
    await page.close();
  });

  it('the console shows an outage live, from the break to the all-clear, without being loaded again', async () => {
    const page = await newPage();
    await page.goto(`${opened.origin}/?lang=en`);
    let loads = 0;
    page.on('load', () => loads++);
    const tile = page.locator('table.tiles .bad').first();
    expect(await tile.count()).toBe(0);
    // By the panel of the simulated malls, in another tab.
    const panel = await newPage();
    await panel.goto(`${opened.origin}/simulator?lang=en`);
    await panel.getByRole('button', { name: 'Break' }).first().click();
    await panel.getByRole('button', { name: 'Mend it' }).waitFor();
    await tile.waitFor({ timeout: onlyHangsMs });
    expect(await tile.textContent()).toMatch(/^■ down since /);
    const banner = page.getByRole('link', { name: 'Outage of 楽天' });
    await banner.waitFor({ timeout: onlyHangsMs });
    const incident = (await banner.getAttribute('href')) ?? '';
    // A mail in between is shown only while the outage goes on, and after the first mail.
    await until('the first mail', async () => {
      await panel.goto(`${opened.origin}/mails?lang=en`);
      return (await panel.locator('tbody a').count()) > 0;
    });
    await expectEachWellMade(panel, [incident, (own) => previewInterim(own, incident)]);
    await panel.goto(`${opened.origin}/simulator`);
    await panel.getByRole('button', { name: 'Mend it' }).click();
    // A page that is closed at once may take its request along.
    await panel.getByRole('button', { name: 'Mend it' }).waitFor({ state: 'detached' });
    await panel.close();
    await page
      .locator('table.tiles .bad, table.tiles .warn')
      .first()
      .waitFor({ state: 'detached', timeout: onlyHangsMs });
    await page.getByRole('link', { name: 'Outage of 楽天' }).waitFor({ state: 'detached', timeout: onlyHangsMs });
    expect(loads).toBe(0);
    await page.goto(`${opened.origin}/incidents`);
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.locator('tbody a').first().click();
    expect(await page.locator('.chart .out').count()).toBeGreaterThan(0);
    expect(await page.locator('.timeline li').count()).toBeGreaterThan(4);
    await page.close();
  });

  /** Shows the mail in between of an outage that goes on, before it is sent. */
  async function previewInterim(page: Page, incident: string): Promise<void> {
    await page.goto(`${opened.origin}${incident}`);
    await page.locator('#interim').fill('復旧は20時頃の見込みです。');
    await page.locator('form[action$="/interim"] button').click();
    await page.locator('pre.letter').waitFor();
  }

  it.each(sizes)(
    'takes a file of shipments from its drop to parcels that the mall shows: $width px',
    async (viewport) => {
      const orderNumbers = await ordersToShip(2);
      shipped.push(...orderNumbers);
      const { nowMs } = await knock<{ nowMs: number }>(folder, 'rms', 'now-ms');
      const file = join(folder, `shipments-${viewport.width}.csv`);
      const day = new Date(nowMs + 9 * 3_600_000).toISOString().slice(0, 10);
      const numbers = orderNumbers.map((_, index) => numberOf(viewport.width + index));
      const lines = orderNumbers.map((orderNumber, index) =>
        [orderNumber, 'ヤマト運輸', index === 1 ? '4.44414E+11' : numbers[index], day.replaceAll('-', '/')].join(','),
      );
      writeFileSync(file, ['受注番号,配送会社,お荷物伝票番号,発送日', ...lines, ''].join('\r\n'));

      const own = await opened.another({ viewport, locale: 'en-US' });
      const page = await newPage(own);
      await page.goto(`${opened.origin}/shipments?lang=en`);
      await dropFile(page, page.locator('input[type=file]'), file);
      await page.getByRole('button', { name: 'Read the file' }).click();

      const wrong = page.locator('input.wrong');
      await wrong.waitFor();
      await page.waitForLoadState('load');
      expect([await wrong.count(), await wrong.inputValue()]).toEqual([1, '4.44414E+11']);
      const red = 'getComputedStyle(document.querySelector("input.wrong")).borderColor';
      expect(await page.evaluate(red)).toBe('rgb(163, 22, 33)');

      await wrong.fill(numbers[1] ?? '');
      await page.getByRole('button', { name: 'Check the corrected lines' }).click();
      const request = page.getByRole('button', { name: 'Request the shipments of 2 orders' });
      await request.waitFor();
      expect(await wrong.count()).toBe(0);

      let loads = 0;
      await request.click();
      const seenAtMall = page.locator('.summary.good .number', { hasText: '2/2' });
      await page.locator('.summary .number', { hasText: '/2' }).waitFor();
      await page.waitForLoadState('load');
      page.on('load', () => loads++);
      await seenAtMall.waitFor({ timeout: onlyHangsMs });
      expect([loads, await page.locator('tbody td.good').count()]).toEqual([0, 2]);
      await expectWellMade(page);
      const atMall = await Promise.all(orderNumbers.map((orderNumber) => numbersAtMall(orderNumber)));
      expect(atMall).toEqual(numbers.map((number) => [number]));
      await own.close();
    },
  );

  /** Tracking numbers that the mall itself has of an order. */
  async function numbersAtMall(orderNumber: string): Promise<(string | null)[]> {
    type Package = { ShippingModelList: { shippingNumber: string | null }[] | null };
    type Booked = { orderNumber: string; model: { PackageModelList: Package[] } };
    const { shops } = await knock<{ shops: { orders: Booked[] }[] }>(folder, 'rms', 'books');
    const order = shops.flatMap(({ orders }) => orders).find((one) => one.orderNumber === orderNumber);
    const packages = order?.model.PackageModelList ?? [];
    return packages.flatMap((one) => (one.ShippingModelList ?? []).map(({ shippingNumber }) => shippingNumber));
  }

  it('the pages of single things keep the rules of axe', async () => {
    const page = await newPage();
    await page.goto(`${opened.origin}/?lang=en`);
    await expectEachWellMade(page, await pagesOfOne());
    await page.close();
  });

  it('the keyboard alone reaches everything on each page of the console, and the focus is shown', async () => {
    const page = await newPage();
    for (const path of [...paths(), ...morePaths, ...(await pagesOfOne())]) {
      await page.goto(`${opened.origin}${path}`);
      await expectKeyboardReaches(page);
    }
    await page.close();
  });

  it('the keyboard alone leads to the content, through the navigation, to a pause and its end', async () => {
    const page = await newPage();
    await page.goto(`${opened.origin}/?lang=en`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    const tabTo = async (name: string): Promise<void> => {
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press('Tab');
        if ((await page.evaluate('document.activeElement.textContent.trim()')) === name) return;
      }
      throw new Error(`${name} is not reached by the keyboard.`);
    };
    await page.goto(`${opened.origin}/shops/rms%23midori-an`);
    await tabTo('Pause');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.type('stocktaking');
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: 'Paused.' }).waitFor();
    await tabTo('Resume');
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: 'Resumed.' }).waitFor();
    const [orderNumber = ''] = shipped;
    await page.goto(`${opened.origin}/orders/rms%23midori-an/${orderNumber}`);
    await tabTo('Show everything');
    await page.keyboard.press('Enter');
    await page.getByText('this view was logged').waitFor();
    await page.goto(`${opened.origin}/orders/changes?do=retry&order=${orderNumber}`);
    await tabTo('Try 1 change again');
    await page.keyboard.press('Enter');
    await page.locator('.summary.over').waitFor({ timeout: onlyHangsMs });
    await page.close();
  });

  it('the console answers each question of a bad evening within three clicks and three pages from Now', async () => {
    const panel = await newPage();
    await panel.goto(`${opened.origin}/simulator?lang=en`);
    await panel.getByRole('button', { name: 'Break' }).first().click();
    await panel.getByRole('button', { name: 'Mend it' }).waitFor();
    try {
      const page = await newPage();
      await page.addInitScript(countClicks);
      await page.goto(`${opened.origin}/?lang=en`);
      await page.locator('.banner.bad', { hasText: /[1-9]\d* merchants? notified/ }).waitFor({ timeout: onlyHangsMs });
      const tooFar: unknown[] = [];
      for (const [question, go, answer] of questionsOf(page, shipped[0] ?? '')) {
        await page.goto(`${opened.origin}/`);
        await page.evaluate('sessionStorage.clear()');
        let pages = 0;
        const count = (): number => pages++;
        page.on('load', count);
        await go();
        await page.locator(answer).first().waitFor();
        await page.waitForLoadState('load');
        page.off('load', count);
        const clicks = Number(await page.evaluate('sessionStorage.clicks ?? 0'));
        if (clicks > 3 || pages > 3) tooFar.push({ question, clicks, pages });
      }
      expect(tooFar).toEqual([]);
      await page.close();
    } finally {
      await panel.getByRole('button', { name: 'Mend it' }).click();
      await panel.getByRole('button', { name: 'Mend it' }).waitFor({ state: 'detached' });
      await panel.close();
    }
  });

  it('a console that only shows changes nothing, and says so', async () => {
    const child = spawn(process.execPath, ['bin/ops.ts', 'console', '--data', folder, '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, OPS_LANG: 'en' },
    });
    children.push(child);
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      out += part;
    });
    await until('its address', () => out.includes('\n'));
    const { url } = JSON.parse(out) as { url: string };
    const own = await opened.browser.newContext({ locale: 'en-US' });
    const page = await newPage(own);
    await page.goto(url);
    for (const path of paths()) {
      await page.goto(`${new URL(url).origin}${path}`);
      expect([path, await page.locator('header .badge').textContent()]).toEqual([path, 'read only']);
    }
    expect(await page.locator('form[method=post]').count()).toBe(0);
    await page.goto(`${new URL(url).origin}/shipments`);
    const csrf = (await page.locator('input[name=csrf]').getAttribute('value')) ?? '';
    const answer = await own.request.post(`${new URL(url).origin}/shops/rms%23midori-an/pause`, {
      form: { csrf, note: 'x' },
      headers: { origin: new URL(url).origin, 'accept-language': 'en' },
    });
    expect([answer.status(), await answer.text()]).toEqual([403, expect.stringContaining('Nothing was changed')]);
    await own.close();
  });

  it('the console shows its pages without JavaScript', async () => {
    const own = await opened.another({ javaScriptEnabled: false });
    const page = await own.newPage();
    for (const path of [...paths(), ...(await pagesOfOne())]) {
      await page.goto(`${opened.origin}${path}`);
      expect(((await page.locator('h1').textContent()) ?? '').length, path).toBeGreaterThan(0);
    }
    await own.close();
  });

  it('a browser had nothing to complain of in the console', () => {
    expect(opened.complaints).toEqual([]);
  });
});
