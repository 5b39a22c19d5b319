import { describe, expect, it, vi } from 'vitest';
import { hourMs, minuteMs, TsunagiError } from '../../../core/kernel/index.ts';
import { countWaits, shopKey } from '../../../core/model/index.ts';
import { credentialOf as amazonKeys } from '../malls/amazon/in-process.ts';
import { keepIncident, open, openIncidentWorld, since } from '../ops/incident-world.ts';
import { start } from '../ops/world.ts';
import { openConsole } from './console-world.ts';

describe('the view of now', () => {
  it('shows one number, each capability of each mall, and the shops', async () => {
    const console = openConsole();
    const shop = await console.addShop('kado-no-mise');
    await console.poll(shop);
    const page = await console.page('/');
    expect(page).toContain(
      '<output class="number">0</output> <span>Nothing to do. Anything waiting continues on its own.</span>',
    );
    expect(page).toContain('<span class="chip good"><span aria-hidden="true">●</span> healthy</span>');
    expect(page).toContain('rms#kado-no-mise');
  });

  it('shows how long orders took within the last hour, by mall', async () => {
    const console = openConsole();
    await console.addShop('kado-no-mise');
    expect(await console.page('/')).not.toContain('How fast');
    const at = console.ports.clock.now();
    const waits = { stored: countWaits([11_000, 12_000, 60_000]), called: countWaits([3_000]) };
    await console.ports.waits.add('rms', at, waits);
    await console.ports.waits.add('yahoo', at - 3 * hourMs, waits);
    await console.live.again();
    const page = (await console.page('/')).replaceAll('\n', '');
    expect(page).toMatch(/楽天<\/th><td class="right"[^>]*>12 s<br>\(99 %: 6\d s; 3\)<\/td>/);
    expect(page).toContain('>3 s<br>(99 %: 3 s; 1)</td>');
    const status = JSON.parse((await console.ops('status --json')).out);
    expect(status.seconds).toEqual({
      rms: {
        stored: { count: 3, p50Seconds: expect.closeTo(12, 0), p99Seconds: expect.any(Number) },
        called: { count: 1, p50Seconds: expect.closeTo(3, 0), p99Seconds: expect.closeTo(3, 0) },
      },
    });
  });

  it('draws how many orders came in over the last hours, with the outages of their mall', async () => {
    const console = openConsole();
    await console.addShop('kado-no-mise');
    const at = console.ports.clock.now();
    const sum = (count: number) => ({ stored: new Map([[60, count]]), called: new Map() });
    await console.ports.waits.add('rms', at - 3 * hourMs, sum(60));
    await console.ports.waits.add('rms', at - 2 * hourMs, sum(20));
    await console.ports.waits.add('rms', at - 13 * hourMs, sum(900));
    await console.ports.incidents.put({
      ...{ id: 'rms-20261124-090000', mall: 'rms', version: 1, reopened: 0 },
      ...{ openedAt: at - hourMs, detectedAt: at - hourMs, stage: { kind: 'closed', at: at - 10 * minuteMs } },
      affected: [{ capability: 'import', from: at - hourMs, to: at - hourMs / 2 }],
    });
    await console.live.again();
    const since = vi.spyOn(console.ports.waits, 'since');
    await console.live.again();
    const page = await console.page('/');
    expect(page).toMatch(/aria-label="at most 6 orders a minute(, | and )out from [-0-9: ]+ to [-0-9: ]+"/);
    expect(page.match(/class="rate"/g)).toHaveLength(2);
    // Hours that were read before are not read again.
    expect(since.mock.calls.map(([from]) => from).every((from) => from > at - 3 * hourMs)).toBe(true);
  });

  it('counts the merchants who were notified of an outage, and not the row that ends the mailing', async () => {
    const world = await openIncidentWorld();
    await keepIncident(world, open);
    const state = { kind: 'sent', at: since, messageId: 'm' } as const;
    for (const merchant of ['kado', 'midori', '*all'])
      await world.ports.notices.put({ occasion: open.id, kind: 'outage-opened', merchant, version: 1, state });
    expect(await openConsole({ world }).page('/')).toContain('2 merchants notified');
  });

  it('counts what waits for a person, each with the command that shows more', async () => {
    const console = openConsole();
    await console.addShop('kado-no-mise');
    await console.ops('pause --mall rms --note 棚卸');
    const page = await console.page('/');
    expect(page).toContain('<output class="number">1</output>');
    expect(page).toContain('<code>npm run ops -- pauses</code>');
    expect(page).toContain('<a href="/shops">');
    // A voice that says what stands there finds the link: its name begins with its text.
    expect(page).toMatch(/<a href="\/runbook\/paused-by-hand" aria-label="Runbook: [^"]*1 pause[^"]*">Runbook<\/a>/);
  });

  it('lets every page say what waits, in its title, its icon and its navigation, by the last look', async () => {
    const console = openConsole();
    await console.addShop('kado-no-mise');
    await console.live.again();
    expect(await console.page('/orders')).toMatch(
      /<title>Orders · Tsunagi<\/title>\n<link rel="icon" href="\/icon.svg">/,
    );
    await console.ops('pause --mall rms --note 棚卸');
    await console.live.again();
    const page = await console.page('/orders');
    expect(page).toMatch(/<title>\(1\) Orders · Tsunagi<\/title>\n<link rel="icon" href="\/icon-waits.svg">/);
    expect(page).toContain('<span class="count needs" data-waits="needs">1</span>');
    expect(page).toContain('<span class="count outages" data-waits="outages" hidden>0</span>');
    expect(await console.page('/')).toContain('<span id="waiting" data-needs="1" data-outages="0" hidden>');
  });

  it('names the installation in commands to copy: those for a stage were about the local one', async () => {
    const console = openConsole({ options: ' --stage prod --region ap-northeast-1' });
    await console.addShop('kado-no-mise');
    await console.ops('pause --mall rms --note 棚卸');
    expect(await console.page('/')).toContain(
      '<code>npm run ops -- pauses --stage prod --region ap-northeast-1</code>',
    );
    expect(await console.page('/runbook/paused-by-hand')).toContain(
      '<code>npm run ops -- pauses --stage prod --region ap-northeast-1</code>',
    );
    expect(await console.page('/shops/rms%23kado-no-mise')).toContain(
      'shops resume --shop rms#kado-no-mise --stage prod --region ap-northeast-1</code>',
    );
  });

  it('shows no number where the look failed: what is not known is not 0', async () => {
    const console = openConsole();
    await console.addShop('kado-no-mise');
    await console.page('/');
    vi.spyOn(console.ports.shops, 'all').mockRejectedValue(
      new TsunagiError('store.failing', 'later', 'The table Shops is throttled.'),
    );
    await console.live.again();
    expect(await console.page('/')).toContain('<output class="number">?</output>');
    expect(await console.page('/')).toContain('It could not be looked at: The table Shops is throttled.');
  });

  it('shows no number after a defect either: the number of the look before stood there as if it were new', async () => {
    const console = openConsole();
    await console.page('/');
    vi.spyOn(console.ports.spans, 'list').mockRejectedValue(new TypeError('of 山田花子'));
    await console.live.again();
    const page = await console.page('/');
    expect(page).toContain('<output class="number">?</output>');
    expect(page).toContain('It could not be looked at: a defect of Tsunagi: TypeError');
    expect(page).not.toContain('山田');
  });

  it('keeps for a viewer who does not read only the newest look: all of them piled up in memory', async () => {
    const console = openConsole();
    const body = (await console.send('/now/live', { headers: await console.enter() }))
      .body as ReadableStream<Uint8Array>;
    for (let look = 0; look < 20; look++) await console.live.again();
    const reader = body.pipeThrough(new TextDecoderStream() as never).getReader();
    const events: string[] = [];
    for (;;) {
      const next = await Promise.race([reader.read(), new Promise<null>((done) => setTimeout(done, 200, null))]);
      if (next === null) break;
      events.push(
        ...String(next.value)
          .split(/^data: /m)
          .filter((text) => text.includes('class="summary')),
      );
    }
    await reader.cancel();
    expect(events.length).toBeGreaterThan(0);
    expect(events.length).toBeLessThan(5);
  });

  it('says of each page as of when it is, and loads it again: one that no stream keeps up to date said nothing of it', async () => {
    const console = openConsole();
    for (const path of ['/orders', '/stock', '/mails', '/shops/rms%23kado-no-mise', '/orders?q=1&shop=x']) {
      const page = await console.page(path);
      const [, query = ''] = /\?(.*)/.exec(path) ?? [];
      expect([path, page]).toEqual([
        path,
        expect.stringContaining(
          `<p class="asof loaded" data-at="${console.now()}">As of 2026-11-24 15:45:00 (Japanese time) <a href="?${query.replace('&', '&amp;')}">Reload</a></p>`,
        ),
      ]);
    }
  });

  it('offers no reload of what a form was answered with: its address shows nothing', async () => {
    const console = openConsole();
    const answer = await console.submit('/shops/rms%23kado-no-mise', '/pause', { note: 'x' });
    expect(await answer.text()).toMatch(/<p class="asof loaded"[^>]*>As of [^<]*<\/p>/);
  });

  it('speaks Japanese where the browser or the person wants it', async () => {
    const console = openConsole();
    const entered = await console.enter();
    const asked = async (path: string, accepted: string) =>
      (await console.send(path, { headers: { ...entered, 'accept-language': accepted } })).text();
    expect(await asked('/', 'ja,en;q=0.5')).toContain('<h1>現在の状況</h1>');
    expect(await asked('/', 'en')).toContain('<h1>Now</h1>');
    expect(await asked('/?lang=ja', 'en')).toContain('<html lang="ja">');
  });

  it('names what waits in the language of who looks: it stood in that of the terminal', async () => {
    const console = openConsole();
    await console.addShop('kado-no-mise');
    await console.ops('pause --mall rms --note 棚卸');
    expect(await console.page('/?lang=ja')).toMatch(/<a href="\/shops">[^<]*は手動で解除するまで続きます<\/a>/);
    expect(await console.page('/?lang=en')).toContain('<a href="/shops">1 pause that only people lift</a>');
  });

  it('shows markup in the name of a shop as text', async () => {
    const console = openConsole();
    await console.addShop('kado-no-mise', { name: '<img src=x onerror=alert(1)>"' });
    expect(await console.page('/')).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;');
    expect(await console.page('/')).not.toContain('<img');
  });

  it('names a mall that refuses orders with their listing as degraded, as ops status does, and not once it gives them again', async () => {
    const console = openConsole();
    const { control } = console.amazon;
    const [code, key] = ['A3KADONOMISE', shopKey('amazon', 'A3KADONOMISE')];
    const keys = amazonKeys(control.addShop({ sellerId: code }), start);
    await console.ports.shops.add({
      ...{ key, mall: 'amazon', code, name: '角の店', merchant: 'kado', shard: 0, callsPerSecond: 1 },
      ...{ importFrom: start, cursor: start, scannedAt: 0, rereadDay: '', rereadAfter: '' },
      credential: await console.ports.vault.seal(key, 0, 1, keys),
    });
    const poll = async () => {
      console.pass(9 * minuteMs);
      const shop = await console.ports.shops.get(key);
      if (shop !== null) await console.poll(shop);
      await console.live.again();
    };
    await poll();
    expect(await console.page('/')).not.toContain('degraded');
    control.break({ kind: 'data-refused' });
    control.addOrders(code, { count: 2, at: console.now() });
    await poll();
    const words = 'degraded: lists order numbers only, and each order is read by itself';
    expect(await console.page('/')).toContain(
      `<span class="chip warn"><span aria-hidden="true">▲</span> ${words}</span>`,
    );
    expect(await console.page('/?lang=ja')).toContain(
      '一部制限(一覧では受注番号だけを取得し、受注を1件ずつ読み取っています)',
    );
    expect((await console.ops('status')).out.replaceAll(/\s+/g, ' ')).toContain(`amazon import: ${words}`);
    expect((await console.json('status')).malls).toContainEqual(
      expect.objectContaining({ mall: 'amazon', capability: 'import', state: 'healthy', degraded: true }),
    );
    control.mend();
    for (let round = 0; round < 5; round++) await poll();
    expect(await console.page('/?lang=en')).not.toContain('degraded');
  });
});
