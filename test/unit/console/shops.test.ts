import { describe, expect, it, vi } from 'vitest';
import { dayMs, minuteMs, TsunagiError } from '../../../core/kernel/index.ts';
import { openConsole } from './console-world.ts';

const path = '/shops/rms%23kado-no-mise';

describe('the view of shops', () => {
  it('finds shops by a part of name, code or merchant, whatever its width', async () => {
    const console = openConsole();
    await console.addShop('kado-no-mise', { name: 'ガラス工房' });
    await console.addShop('midori-an');
    const found = await console.page(`/shops?name=${encodeURIComponent('ｶﾞﾗｽ')}`);
    expect(found).toContain('rms#kado-no-mise');
    expect(found).not.toContain('rms#midori-an');
    expect(await console.page('/shops?name=nope')).toContain('No shop was found.');
  });

  it('keeps the lag of each shop over time, and says the longest one', async () => {
    const console = openConsole();
    const shop = await console.addShop('kado-no-mise');
    await console.poll(shop);
    await console.live.again();
    console.pass(20 * minuteMs);
    await console.live.again();
    const page = await console.page('/shops');
    expect(page).toContain('<title>at most 20 min</title>');
    expect(page.match(/class="lag-well" x=/g)).toHaveLength(1);
    expect(page.match(/class="lag-much" x=/g)).toHaveLength(1);
    expect(page.match(/class="lag-unknown" x=/g)).toHaveLength(22);
  });

  it('gives a shop that is well the first colour: one of Amazon in step was orange all day, beside the word for well', async () => {
    const console = openConsole();
    await console.addShop('kado-no-mise', { cursor: console.now() });
    console.pass(7 * minuteMs);
    await console.live.again();
    const well = await console.page('/shops');
    expect(well).toMatch(/ well<[\s\S]*class="lag-well" x=/);
    expect(well).toContain('below 8 min');
    console.pass(2 * minuteMs);
    await console.live.again();
    expect(await console.page('/shops')).toMatch(/ behind<[\s\S]*class="lag-some" x=/);
  });

  it('says in Japanese what comes after a pause: 「その後」 stood behind what the pause does', async () => {
    const console = openConsole({ mayChange: true });
    await console.addShop('kado-no-mise');
    expect(await console.page(`${path}?lang=ja`)).toMatch(/再開後は、[-: 0-9]+ 以降の注文をすべて取り込みます。/);
  });

  it('says since when it keeps them: empty cells looked like data', async () => {
    const console = openConsole();
    await console.addShop('kado-no-mise');
    await console.live.again();
    expect(await console.page('/shops')).toContain('No record before 15:45: the console was started then.');
    console.pass(2 * 60 * minuteMs);
    await console.live.again();
    expect(await console.page('/shops')).not.toContain('No record before');
  });

  it('stays up to date by a stream that shows what was asked for: it was as old as when it was loaded, and said nothing of it', async () => {
    const console = openConsole();
    await console.addShop('kado-no-mise');
    await console.addShop('midori-an');
    const [, path = ''] = /hx-sse:connect="([^"]*)"/.exec(await console.page('/shops?name=midori&sort=key')) ?? [];
    expect(path).toBe('/shops/live?name=midori&amp;sort=key&amp;page=1');
    const { body } = await console.send(path.replaceAll('&amp;', '&'), { headers: await console.enter() });
    const reader = (body as ReadableStream<Uint8Array>).getReader();
    let sent = '';
    while (!sent.includes('</table>')) sent += new TextDecoder().decode((await reader.read()).value);
    await reader.cancel();
    expect(sent).toContain('rms#midori-an');
    expect(sent).not.toContain('rms#kado-no-mise');
  });

  it('counts no lag from before a shop was added: its first cell was dark red, for orders of days ago', async () => {
    const console = openConsole();
    const now = console.now();
    await console.addShop('kado-no-mise', { cursor: now - 3 * dayMs, importFrom: now - 3 * dayMs, addedAt: now });
    await console.live.again();
    const first = await console.page('/shops');
    expect(first.match(/class="lag-well" x=/g)).toHaveLength(1);
    expect(first).not.toContain('class="lag-most" x=');
    // A first import that does not go on is not hidden.
    console.pass(70 * minuteMs);
    await console.live.again();
    expect((await console.page('/shops')).match(/class="lag-most" x=/g)).toHaveLength(1);
  });

  it('names a look that failed: there seemed to be no shop, or all was shown as if it were new', async () => {
    const console = openConsole();
    await console.addShop('kado-no-mise');
    const list = console.ports.shops.all;
    vi.spyOn(console.ports.shops, 'all').mockRejectedValue(new TsunagiError('store.failing', 'later', 'Throttled.'));
    const unknown = await console.page('/shops');
    expect(unknown).toContain('It could not be looked at: Throttled.');
    expect(unknown).not.toContain('No shop was found.');
    vi.spyOn(console.ports.shops, 'all').mockImplementation(list);
    await console.live.again();
    expect(await console.page('/shops')).toContain('As of 2026-');
    vi.spyOn(console.ports.shops, 'all').mockRejectedValue(new TsunagiError('store.failing', 'later', 'Throttled.'));
    await console.live.again();
    const old = await console.page('/shops');
    expect(old).toContain('It could not be looked at: Throttled.');
    expect(old).toContain('rms#kado-no-mise');
  });

  it('shows fifty shops a page, and which of how many they are', async () => {
    const console = openConsole();
    for (let index = 0; index < 51; index++) await console.addShop(`shop-${index}`);
    const [first, last] = [await console.page('/shops'), await console.page('/shops?page=2')];
    expect(first.match(/<th scope="row"/g)).toHaveLength(50);
    expect(first).toMatch(/<span>1–50 of 51<\/span> <a href="\/shops\?[^"]*page=2">Next/);
    expect(last.match(/<th scope="row"/g)).toHaveLength(1);
    expect(last).toContain('<span>51–51 of 51</span>');
  });
});

describe('the page of a shop', () => {
  it('pauses it with a reason, says what that does, and writes down who did it', async () => {
    const console = openConsole({ mayChange: true });
    await console.addShop('kado-no-mise');
    expect(await console.page(path)).toContain('Nothing is dropped.');
    const answer = await console.submit(path, '/pause', { note: '棚卸しのため' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${path}?done=paused`]);
    expect(await console.json('pauses')).toMatchObject({
      pauses: [{ cause: 'manual', by: 'tester', note: '棚卸しのため' }],
    });
    expect(console.recorded).toEqual(['ops shops pause --shop rms#kado-no-mise: done']);
    expect(await console.page('/')).toContain('<output class="number">1</output>');
  });

  it('resumes it, and says what still holds it', async () => {
    const console = openConsole({ mayChange: true });
    await console.addShop('kado-no-mise');
    await console.ops('pause --shop kado-no-mise --note a');
    await console.ops('pause --mall rms --note b');
    expect(await console.page(path)).toContain('It stays held by what else is named above.');
    await console.submit(path, '/resume', {});
    expect(await console.json('pauses')).toMatchObject({ pauses: [{ scope: 'rms' }] });
    await console.submit(path, '/resume', {});
    expect(console.recorded).toEqual([
      'ops shops resume --shop rms#kado-no-mise: done',
      'ops shops resume --shop rms#kado-no-mise: unchanged',
    ]);
  });

  it('pauses nothing without a reason', async () => {
    const console = openConsole({ mayChange: true });
    await console.addShop('kado-no-mise');
    expect((await console.submit(path, '/pause', { note: ' ' })).headers.get('location')).toBe(`${path}?done=no-note`);
    // A refused pause read as a pause.
    expect(console.recorded).toEqual(['ops shops pause --shop rms#kado-no-mise: refused']);
    expect(await console.json('pauses')).toMatchObject({ pauses: [] });
  });

  it('changes nothing where the console only shows, and prints the commands instead', async () => {
    const console = openConsole();
    await console.addShop('kado-no-mise');
    const page = await console.page(path);
    expect(page).not.toContain('<form method="post"');
    expect(page).toContain('npm run ops -- shops pause --shop rms#kado-no-mise');
    const answer = await console.submit(path, '/pause', { note: 'x' });
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('Nothing was changed')]);
    expect(await console.json('pauses')).toMatchObject({ pauses: [] });
    expect(console.recorded).toEqual([`POST ${path}/pause: refused`]);
  });

  it('writes down one line for a change, whatever its address: a line of its own making stood in the log', async () => {
    const console = openConsole({ mayChange: true });
    await console.submit('/shops/x%0A2026-11-29%20admin:%20POST%20%1B%5B2J', '/resume', {});
    expect(console.recorded).toEqual(['POST /shops/x%0A2026-11-29 admin: POST %1B[2J/resume: refused']);
  });

  it('says that it is paused only while it is: an address with ?done=paused said so for ever', async () => {
    const console = openConsole({ mayChange: true });
    await console.addShop('kado-no-mise');
    expect(await console.page(`${path}?done=paused`)).not.toContain('Paused. Nothing is lost');
    await console.ops('pause --shop kado-no-mise --note a');
    expect(await console.page(`${path}?done=paused`)).toContain('Paused. Nothing is lost');
    expect(await console.page(`${path}?done=resumed`)).not.toContain('Resumed.');
  });

  it('says so where there is no such shop', async () => {
    expect(await openConsole().page('/shops/rms%23nope')).toContain('There is no such shop.');
  });
});
