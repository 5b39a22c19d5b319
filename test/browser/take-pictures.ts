/**
 * Takes pictures of the views of the console for the docs, in English, each for a desktop and for a telephone: `node test/browser/take-pictures.ts
 * docs/img`. That of a replayed day is not among them. Starts an installation of its own, and breaks 楽天 in it. Takes some ten minutes.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { startDesk } from '../local/fixture/started-desk.ts';
import { until } from '../local/fixture/until.ts';
import { openBrowser } from './fixture/browser.ts';
import { ordersOfMidoriAn } from './fixture/orders-to-ship.ts';

const into = resolve(process.argv[2] ?? 'docs/img');
const sizes = [
  { suffix: '', width: 1280, height: 900 },
  { suffix: '-375', width: 375, height: 800 },
];
const shop = 'rms#midori-an';
/** What stands below two screens tells nothing more. */
const clipOf = ({ width, height }: { width: number; height: number }) => ({ x: 0, y: 0, width, height: 2 * height });
const folder = '.tsunagi-pictures';
const desk = startDesk(
  ...['--data', folder, '--fresh', '--plain', '--malls', 'rms,yahoo,amazon,shopify', '--shops', '8', '--speed', '10'],
);
try {
  await until('the start', () => desk.said().includes('Ready after'));
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ locale: 'en-US' });
    await page.goto(/Console: (\S+)/.exec(desk.said())?.[1] ?? '');
    await pictures(page, new URL(page.url()).origin);
  } finally {
    await browser.close();
  }
} finally {
  desk.child.kill('SIGKILL');
  await desk.ended;
  rmSync(folder, { recursive: true, force: true });
}

async function pictures(page: Page, origin: string): Promise<void> {
  const shot = async (name: string, show: () => Promise<unknown>): Promise<void> => {
    for (const { suffix, ...viewport } of sizes) {
      await page.setViewportSize(viewport);
      await show();
      await page.waitForLoadState('load');
      await page.screenshot({
        path: join(into, `console-${name}${suffix}.png`),
        fullPage: true,
        clip: clipOf(viewport),
      });
      process.stderr.write(`${name}${suffix}\n`);
    }
  };
  const at = (path: string) => (): Promise<unknown> => page.goto(`${origin}${path}`);
  const linkOn = async (path: string, link: string): Promise<string> => {
    await page.goto(`${origin}${path}`);
    return (await page.locator(link).first().getAttribute('href')) ?? '';
  };
  await until(
    'half an hour of orders',
    async () => {
      await at('/')();
      return (await page.locator('.chart .rate').count()) > 12;
    },
    900_000,
  );
  const order = await shippedOrder(page, origin);
  await shot('now-calm', at('/'));
  await shot('orders', at('/orders'));
  await shot('order', at(order));
  await shot('order-ship', at(`${order}/ship`));
  await shot('order-whole', async () => {
    await at(order)();
    await page.getByRole('button', { name: 'Show everything' }).click();
  });
  await shot('order-files', at('/orders/files'));
  await shot('label-settings', at('/orders/files/settings?sender=midori-an&program=b2'));
  await shot('stock-list', at('/stock?merchant=midori-an'));
  await shot('stock', at(await linkOn('/stock?merchant=midori-an', 'tbody a[href^="/stock/"]')));
  await shot('shops', at('/shops'));
  await shot('shop', at(`/shops/${encodeURIComponent(shop)}`));
  await shot('runbook', at('/runbook/mall-down'));
  await shot('shipments', () => sendFile(page, origin, order));
  await shot('simulator', at('/simulator'));
  await page.getByRole('button', { name: 'Break' }).first().click();
  await at('/')();
  const banner = page.locator('.banner.bad').filter({ hasText: /[1-9]\d* merchants? notified/ });
  await banner.waitFor({ timeout: 600_000 });
  await shot('now', at('/'));
  const incident = await linkOn('/incidents', 'tbody a');
  await at('/simulator')();
  await page.getByRole('button', { name: 'Mend it' }).click();
  await until(
    'the all-clear',
    async () => {
      await at('/incidents')();
      return (await page.locator('tbody .chip.good').count()) > 0;
    },
    900_000,
  );
  await shot('incidents', at('/incidents'));
  await shot('incident', at(incident));
  await shot('incident-report', at(`${incident}/merchants/midori-an`));
  await shot('changes', at('/orders/changes'));
  await shot('mails', at('/mails'));
  await shot('mail', at(await linkOn('/mails', 'tbody a')));
}

/** Opens the page of an order, of which a parcel is reported, and waits until its mall shows that. */
async function shippedOrder(page: Page, origin: string): Promise<string> {
  const [orderNumber] = await ordersOfMidoriAn({ origin, context: page.context() }, folder, 1);
  const path = `/orders/${encodeURIComponent(shop)}/${orderNumber}`;
  await page.goto(`${origin}${path}/ship`);
  await page.getByLabel('carrier').selectOption({ label: 'ヤマト運輸' });
  await page.getByLabel('tracking number').fill('444413758703');
  await page.getByRole('button', { name: 'Request it' }).click();
  await until('the parcel at the mall', async () => {
    await page.goto(`${origin}${path}`);
    return page.getByText('confirmed 反映済').first().isVisible();
  });
  return path;
}

/** Shows a file of shipments in which one line is wrong. */
async function sendFile(page: Page, origin: string, order: string): Promise<void> {
  const file = join(folder, 'shipments.csv');
  const number = order.split('/').at(-1);
  const lines = [`${number},ヤマト運輸,4.44414E+11,2026/13/45`, '370001-20261124-0000000001,佐川急便,,'];
  writeFileSync(file, ['受注番号,配送会社,お荷物伝票番号,発送日', ...lines, ''].join('\r\n'));
  await page.goto(`${origin}/shipments`);
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByRole('button', { name: 'Read the file' }).click();
  await page.locator('.wrong').first().waitFor();
}
