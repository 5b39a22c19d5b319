import { describe, expect, it, vi } from 'vitest';
import { host, openConsole } from './console-world.ts';

describe('the doors of the console', () => {
  it('let in who opens the printed address, and nobody without it', async () => {
    const console = openConsole();
    expect((await console.send('/')).status).toBe(403);
    const entered = await console.enter();
    const answer = await console.send('/', { headers: entered });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('<h1>Now</h1>');
  });

  it('let in one browser by an address, and print another one then', async () => {
    const console = openConsole();
    const printed = new URL(console.entrance());
    expect((await console.send(`${printed.pathname}${printed.search}`)).status).toBe(303);
    const again = await console.send(`${printed.pathname}${printed.search}`);
    expect([again.status, await again.text()]).toEqual([403, expect.stringContaining('npm run ops -- console')]);
    expect(console.entrance()).not.toBe(printed.href);
  });

  it('show a page in words where there is none, and after a defect, of which the place is written down and no content', async () => {
    const console = openConsole();
    expect(await console.page('/nope')).toContain('There is no such page.');
    // The link was 「今」 alone.
    expect(await console.page('/nope?lang=ja')).toContain('<a href="/">現在の状況へ</a>');
    await console.page('/?lang=en');
    vi.spyOn(console.ports.incidents, 'get').mockRejectedValue(new TypeError('of 山田花子'));
    const page = await console.page('/incidents/x');
    expect(page).toContain('a defect of Tsunagi: TypeError');
    expect(console.recorded).toEqual([expect.stringMatching(/^GET \/incidents\/x TypeError at .*doors\.test\.ts:/)]);
    expect(`${page}${console.recorded}`).not.toContain('山田');
  });

  it('give a cookie that no script reads and no other site sends', async () => {
    const console = openConsole();
    const { pathname, search } = new URL(console.entrance());
    const cookie = (await console.send(`${pathname}${search}`)).headers
      .getSetCookie()
      .find((one) => one.includes('HttpOnly'));
    expect(cookie).toMatch(/^tsunagi_7441=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict$/);
  });

  it.each(['evil.example', '127.0.0.1', '127.0.0.1:80', 'localhost:7442', ''])(
    'refuse the host %j, which a name of another site may lead here',
    async (wrong) => {
      const console = openConsole();
      const entered = await console.enter();
      expect((await console.send('/', { headers: { ...entered, host: wrong } })).status).toBe(403);
    },
  );

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:7442' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('refuse what a page of another site sends: %o', async (sent) => {
    const console = openConsole();
    const entered = await console.enter();
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const answer = await console.send('/', { method, headers: { ...entered, ...sent } });
      expect([method, answer.status]).toEqual([method, 403]);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
    const own = { ...entered, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
    expect((await console.send('/', { headers: own })).status).toBe(200);
  });

  it('let a browser name the origin of a form: with no referrer it is null, and the form was refused', async () => {
    const console = openConsole();
    const answer = await console.send('/', { headers: await console.enter() });
    expect(answer.headers.get('referrer-policy')).toBe('same-origin');
  });

  it('bring htmx and its extensions in one file, each let in by its name: no page was live, as one came too late or by another name', async () => {
    const console = openConsole();
    const entered = await console.enter();
    const script = await (await console.send('/htmx.js', { headers: entered })).text();
    const registered = [...script.matchAll(/registerExtension\("([\w-]+)"/g)].map(([, name]) => name);
    const page = await (await console.send('/', { headers: entered })).text();
    const [, letIn = ''] = /content='extensions:"([^"]+)"'/.exec(page) ?? [];
    expect(registered.toSorted()).toEqual(letIn.split(', ').toSorted());
    expect(registered).toContain('sse');
  });

  it.each([undefined, '', 'a-guess'])('refuse a change with the form token %j', async (csrf) => {
    const console = openConsole({ mayChange: true });
    const entered = await console.enter();
    const body = new URLSearchParams(csrf === undefined ? {} : { csrf });
    const answer = await console.send('/', { method: 'POST', headers: entered, body });
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('Nothing was changed.')]);
  });

  it('name every script of a page by a nonce of its own, and allow nothing from elsewhere', async () => {
    const console = openConsole();
    const entered = await console.enter();
    const answers = [await console.send('/', { headers: entered }), await console.send('/', { headers: entered })];
    const nonces = answers.map(
      (answer) => /script-src 'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1],
    );
    expect(nonces[0]).not.toBe(nonces[1]);
    const text = (await answers[0]?.text()) ?? '';
    const scripts = [...text.matchAll(/<script([^>]*)>/g)].map(([, attributes]) => attributes);
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.every((attributes) => attributes?.includes(`nonce="${nonces[0]}"`))).toBe(true);
    expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(answers[0]?.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});
