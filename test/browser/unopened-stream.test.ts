import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { streamSSE } from 'hono/streaming';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assets } from '../../console/assets.ts';
import { page } from '../../console/page.ts';
import { livePart } from '../../console/stream.ts';
import { chromiumPath, openBrowser } from './fixture/browser.ts';

/** What takes longer hangs. */
const onlyHangsMs = 120_000;

describe.skipIf(chromiumPath === null)('a page whose stream cannot be opened', () => {
  let answers: 'nothing' | 'refusal' | 'silence' | 'stream' = 'stream';
  let browser: Browser;
  let server: ReturnType<typeof serve>;
  let origin = '';

  beforeAll(async () => {
    const app = new Hono().route('/', assets());
    app.get('/', (c) => {
      const frame = {
        ...({ language: 'en', nonce: 'abc', csrf: '', place: 'here', views: [], path: '/', url: c.req.url } as const),
        ...{ mayChange: false, at: 0, mayReload: true, waiting: null },
      };
      return c.html(page(frame, 'Now', livePart(frame, '/live', html`<p>0</p>`)));
    });
    app.get('/live', async (c) => {
      if (answers === 'nothing') throw new Error('The server is gone.');
      if (answers === 'refusal') return c.text('', 503);
      if (answers === 'silence') return new Promise<Response>(() => undefined);
      return streamSSE(c, async (stream) => {
        await stream.writeSSE({ data: '<p>1</p>' });
        await stream.sleep(onlyHangsMs);
      });
    });
    server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 });
    await new Promise((listening) => server.once('listening', listening));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
  });

  it.each([
    ['the server is gone', 'nothing'],
    ['the server refuses', 'refusal'],
    ['the server takes the call and says nothing', 'silence'],
  ] as const)('says that the connection is lost where %s: it stayed green', async (_, how) => {
    answers = how;
    const tab = await browser.newPage();
    // The first failure came before our script, on a busy machine: nobody asked for the stream again.
    await tab.route('**/console.js', async (route) => {
      await wait(500);
      await route.continue();
    });
    if (how === 'nothing')
      await tab.route('**/live', (route) => (answers === 'nothing' ? route.abort() : route.continue()));
    await tab.goto(origin);
    const note = tab.getByText('The connection to the console is lost');
    await note.waitFor({ state: 'visible', timeout: onlyHangsMs });
    const colours = () => tab.evaluate(`getComputedStyle(document.querySelector('#live')).filter`);
    expect(await colours()).toBe('grayscale(1)');
    if (how !== 'silence') {
      answers = 'stream';
      await tab.locator('#live', { hasText: '1' }).waitFor({ timeout: onlyHangsMs });
      await note.waitFor({ state: 'hidden', timeout: onlyHangsMs });
      expect(await colours()).toBe('none');
    }
    expect(await tab.locator('#live').textContent()).toBe(how === 'silence' ? '0' : '1');
    await tab.close();
  });
});
