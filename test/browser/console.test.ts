import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { standardViews } from '../../console/app.ts';
import { startDesk } from '../local/fixture/started-desk.ts';
import { until } from '../local/fixture/until.ts';
import { chromiumPath, openBrowser } from './fixture/browser.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** What takes longer hangs. */
const onlyHangsMs = 600_000;
/** The desktop of a person, and a telephone. */
const sizes = [
  { width: 1280, height: 900 },
  { width: 375, height: 800 },
];

describe.skipIf(chromiumPath === null)('the console in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-console-'));
  const desk = startDesk(...['--data', folder, '--fresh', '--plain', '--speed', '20', '--per-hour', '20', '--alone']);
  const children: ChildProcess[] = [desk.child];
  let browser: Browser;
  let context: BrowserContext;
  let origin = '';
  /** What a browser complained of: a script or style that its policy forbids, above all. */
  const complaints: string[] = [];

  beforeAll(async () => {
    await until('the start', () => desk.said().includes('Ready after'));
    const address = /Console: (\S+)/.exec(desk.said())?.[1] ?? '';
    origin = new URL(address).origin;
    browser = await openBrowser();
    context = await browser.newContext({ locale: 'en-US' });
    const first = await newPage(context);
    await first.goto(address);
    expect(first.url()).toBe(`${origin}/`);
    await first.close();
  });
  afterAll(async () => {
    await browser?.close();
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  async function newPage(of: BrowserContext): Promise<Page> {
    const page = await of.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
    return page;
  }

  /** A browser that was let in, as another person has set it up. */
  async function another(options: object): Promise<BrowserContext> {
    return browser.newContext({ ...options, storageState: await context.storageState() });
  }

  const paths = (): string[] => [...standardViews.map(({ path }) => path), '/shops/rms%23midori-an'];

  it.each(
    sizes.flatMap((viewport) =>
      (['ja', 'en'] as const).flatMap((language) =>
        (['light', 'dark'] as const).map((colorScheme) => ({ viewport, language, colorScheme })),
      ),
    ),
  )('breaks no rule of axe and fits its width: $viewport.width px, $language, $colorScheme', async (wanted) => {
    const { viewport, language, colorScheme } = wanted;
    const own = await another({ viewport, colorScheme, locale: language === 'ja' ? 'ja-JP' : 'en-US' });
    const page = await newPage(own);
    for (const path of [...paths(), '/simulator']) {
      await page.goto(`${origin}${path}?lang=${language}`);
      await page.evaluate(axeSource);
      const violations = await page.evaluate(async () => {
        const { axe } = globalThis as never as { axe: { run(): Promise<{ violations: unknown[] }> } };
        return (await axe.run()).violations;
      });
      const found = violations as { id: string; nodes: { html: string }[] }[];
      expect(found.map(({ id, nodes }) => [path, id, nodes.map(({ html }) => html.slice(0, 120))])).toEqual([]);
      const wide = await page.evaluate('document.scrollingElement.scrollWidth');
      expect([path, wide]).toEqual([path, viewport.width]);
    }
    await own.close();
  });

  it('shows an outage live, from the break to the all-clear, without being loaded again', async () => {
    const page = await newPage(context);
    await page.goto(`${origin}/?lang=en`);
    let loads = 0;
    page.on('load', () => loads++);
    const tile = page.locator('table.tiles td.bad').first();
    expect(await tile.count()).toBe(0);
    // By the panel of the simulated malls, in another tab.
    const panel = await newPage(context);
    await panel.goto(`${origin}/simulator?lang=en`);
    await panel.getByRole('button', { name: 'Break' }).first().click();
    await panel.getByRole('button', { name: 'Mend it' }).waitFor();
    await tile.waitFor({ timeout: onlyHangsMs });
    expect(await tile.textContent()).toMatch(/^■ down since /);
    await page.getByRole('link', { name: /楽天: open/ }).waitFor({ timeout: onlyHangsMs });
    await panel.getByRole('button', { name: 'Mend it' }).click();
    await panel.close();
    await page
      .locator('table.tiles td.bad, table.tiles td.warn')
      .first()
      .waitFor({ state: 'detached', timeout: onlyHangsMs });
    await page.getByRole('link', { name: /楽天:/ }).waitFor({ state: 'detached', timeout: onlyHangsMs });
    expect(loads).toBe(0);
    await page.goto(`${origin}/incidents`);
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.locator('tbody a').first().click();
    expect(await page.locator('.bands .out').count()).toBeGreaterThan(0);
    expect(await page.locator('.timeline li').count()).toBeGreaterThan(4);
    await page.close();
  });

  it('is used by the keyboard alone: to the content, through the navigation, to a pause and its end', async () => {
    const page = await newPage(context);
    await page.goto(`${origin}/?lang=en`);
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
    await page.goto(`${origin}/shops/rms%23midori-an`);
    await tabTo('Pause');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.type('stocktaking');
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: 'Paused.' }).waitFor();
    await tabTo('Resume');
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: 'Resumed.' }).waitFor();
    await page.close();
  });

  it('changes nothing where it only shows, and says so', async () => {
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
    const own = await browser.newContext({ locale: 'en-US' });
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

  it('shows its pages without JavaScript', async () => {
    const own = await another({ javaScriptEnabled: false });
    const page = await own.newPage();
    for (const path of paths()) {
      await page.goto(`${origin}${path}`);
      expect(((await page.locator('h1').textContent()) ?? '').length, path).toBeGreaterThan(0);
    }
    await own.close();
  });

  it('had nothing for a browser to complain of', () => {
    expect(complaints).toEqual([]);
  });
});
