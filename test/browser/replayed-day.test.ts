import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDesk } from '../local/fixture/started-desk.ts';
import { until } from '../local/fixture/until.ts';
import { chromiumPath } from './fixture/browser.ts';
import { expectEachWellMade, type OpenConsole, openConsole } from './fixture/console.ts';

/** What takes longer hangs. */
const onlyHangsMs = 900_000;
/** The shortest outage of all, so the day that is played soonest. */
const day = 'flapping';

describe.skipIf(chromiumPath === null)('a replayed day in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-replayed-'));
  const desk = startDesk(...['--data', folder, '--fresh', '--plain', '--speed', '1', '--per-hour', '0', '--alone']);
  let opened: OpenConsole;

  beforeAll(async () => {
    opened = await openConsole(desk);
  });
  afterAll(async () => {
    await opened?.browser.close();
    desk.child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  it('a replayed day starts from the list, shows its progress without a reload, and is there when it is over', async () => {
    const page = await opened.newPage();
    await page.goto(`${opened.origin}/simulator`);
    await page.getByRole('link', { name: 'Replayed days' }).click();
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(5);
    await page.getByRole('button', { name: `Play ${day}` }).click();
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    await page.waitForLoadState('load');
    let loads = 0;
    page.on('load', () => loads++);
    await page.getByText(/flapping is played: 2026-01-20 \d\d:\d\d/).waitFor({ timeout: onlyHangsMs });
    await page.getByText('flapping was played.').waitFor({ timeout: onlyHangsMs });
    expect(loads).toBe(0);
    await page
      .getByRole('link', { name: `Look at ${day}` })
      .first()
      .click();
    expect(await page.locator('h1').textContent()).toBe('Replay of flapping');
    await page.close();
  });

  it('the keys move through a replayed day: the moment follows the slider, and has an address', async () => {
    const page = await opened.newPage();
    await page.goto(`${opened.origin}/simulator/days/${day}?at=90`);
    const moment = page.locator('#moment-at');
    expect(await moment.textContent()).toBe('2026-01-20 13:00');
    let loads = 0;
    page.on('load', () => loads++);
    const slider = page.getByRole('slider', { name: 'Moment of the day' });
    await slider.focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('heading', { name: '2026-01-20 13:05' }).waitFor();
    expect(await page.locator('td.bad, td.warn').count()).toBeGreaterThan(0);
    await page.keyboard.press('Home');
    await page.getByRole('heading', { name: '2026-01-20 11:30' }).waitFor();
    expect(await page.getByRole('link', { name: '5 minutes earlier' }).count()).toBe(0);
    await page.keyboard.press('End');
    await page.getByRole('heading', { name: '2026-01-21 15:20' }).waitFor();
    expect(await page.getByRole('link', { name: '5 minutes later' }).count()).toBe(0);
    expect([loads, await page.evaluate('document.activeElement.id')]).toEqual([0, 'at']);
    await until('its address', () => page.url().endsWith(`/${day}?at=1670`));
    await page.close();
  });

  it('a replayed day can be moved through without JavaScript, by a button and by links', async () => {
    const own = await opened.another({ javaScriptEnabled: false });
    const page = await opened.newPage(own);
    await page.goto(`${opened.origin}/simulator/days/${day}?lang=en`);
    await page.getByRole('slider').focus();
    await page.keyboard.press('Home');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('heading', { name: '2026-01-20 11:30' }).waitFor();
    await page.getByRole('link', { name: '5 minutes later' }).click();
    await page.getByRole('heading', { name: '2026-01-20 11:35' }).waitFor();
    await own.close();
  });

  it('the page of a replayed day keeps the rules of axe and fits its width, in both sizes, languages and colour schemes', async () => {
    const page = await opened.newPage();
    await page.goto(`${opened.origin}/simulator`);
    await expectEachWellMade(page, ['/simulator/days', `/simulator/days/${day}?at=100`]);
    await page.close();
  });

  it('a browser had nothing to complain of in a replayed day', () => {
    expect(opened.complaints).toEqual([]);
  });
});
