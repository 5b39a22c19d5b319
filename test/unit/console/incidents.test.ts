import { beforeEach, describe, expect, it } from 'vitest';
import { catchUpCurve } from '../../../console/views/incidents/catch-up-curve.ts';
import { markWords } from '../../../console/views/incidents/marks.ts';
import { hourMs, minuteMs } from '../../../core/kernel/index.ts';
import { recoveryLinesOf } from '../../../core/model/index.ts';
import { inLanguage } from '../../../language/index.ts';
import { closed, keepIncident, open, openIncidentWorld } from '../ops/incident-world.ts';
import { type ConsoleWorld, openConsole } from './console-world.ts';

let console: ConsoleWorld;
beforeEach(async () => {
  console = openConsole({ mayChange: true, world: await openIncidentWorld() });
  for (const incident of [open, closed]) await keepIncident(console, incident);
});

const path = `/incidents/${open.id}`;
const momentIn = (preview: string): string => /name="at" value="(\d+)"/.exec(preview)?.[1] ?? '';

describe('the view of outages', () => {
  it('lists them, the newest first, and says so where there was none', async () => {
    const page = await console.page('/incidents');
    expect([...page.matchAll(/href="\/incidents\/(rms-[^"]+)"/g)].map(([, id]) => id)).toEqual([open.id, closed.id]);
    expect(await openConsole().page('/incidents')).toContain('There was no incident yet.');
  });

  it('says that there are more than it shows, and leads to them, as the command does: both ended in silence', async () => {
    const cut = await console.page('/incidents?last=1');
    expect(cut).toContain('The first 1, there are more <a href="?last=2">');
    expect(await console.page('/incidents?last=2')).not.toContain('there are more');
    expect((await console.ops(['incidents', 'list', '--last', '1'])).out).toContain(
      'The first 1, there are more: --last 2',
    );
    expect((await console.ops(['incidents', 'list'])).out).not.toContain('there are more');
  });

  it('shows one as bands over time, as a table and as a timeline', async () => {
    const page = await console.page(path);
    expect(page.match(/<rect class="out"[^>]*><title>/g)).toHaveLength(2);
    expect(page).toContain('<title>out since 2026-11-24 13:45:00</title>');
    expect(page).toContain('It is certain: workers are held, the mall is probed.');
    expect(page).toContain('lasts for 2 h 0 min');
    expect(await console.page(`/incidents/${closed.id}`)).toContain('1 of 2 shops unaudited');
  });

  it('shows a relapse in its bands, its table and its length, as the command does: both counted the answers in between as silence', async () => {
    const [span, ...others] = open.affected;
    const wellBetween = [{ from: open.openedAt + 20 * minuteMs, to: open.openedAt + 30 * minuteMs }];
    const relapsed = { ...open, version: 2, affected: [{ ...span, wellBetween } as (typeof open.affected)[number]] };
    await keepIncident(console, relapsed);
    const page = await console.page(path);
    expect(others).toHaveLength(1);
    expect(page.match(/<rect class="out"[^>]*><title>/g)).toHaveLength(2);
    expect(page).toContain('out in 2 spans, for 1 h 50 min in all');
    expect(page).toMatch(
      /2026-11-24 13:45:00<.*2026-11-24 14:05:00<.*20 min<.*2026-11-24 14:15:00<.*lasts<.*1 h 30 min</s,
    );
    expect(await console.page('/incidents')).toContain('>1 h 50 min<');
    expect(await console.page('/')).toContain('for 2 h 0 min, out in 2 spans, for 1 h 50 min in all');
    const shown = (await console.ops(['incidents', 'show', open.id])).out;
    expect(shown).toContain('out in 2 spans, for 1 h 50 min in all');
    expect(shown).toMatch(/13:45:00 +2026-11-24 14:05:00 +20 min\n.*14:15:00 +lasts +1 h 30 min/);
    expect((await console.json(`incidents show ${open.id}`)).spans).toHaveLength(2);
  });

  it('tells an answer from a silence by its shape, not by its colour alone', async () => {
    const health = {
      ...({ mall: 'rms', capability: 'import', version: 1 } as const),
      state: {
        ...({ kind: 'trickle', since: open.openedAt, detectedAt: open.detectedAt, step: 0, goodRounds: 0 } as const),
        ...{ answeredAt: open.openedAt + hourMs, stepSince: open.openedAt + hourMs, silentRounds: 0 },
      },
    };
    const lastRound = { at: open.openedAt + hourMs + minuteMs, answered: 0, failed: 4 };
    const silent = { ...health, state: { ...health.state, silentRounds: 1, lastRound } };
    for (const line of recoveryLinesOf(open, [health, silent])) await console.ports.incidents.tell(line);
    const page = await console.page(path);
    expect(page).toMatch(/<circle class="step"[^>]*><title>2026-11-24 14:45:00/);
    expect(page).toMatch(/<path class="silent"[^>]*><title>2026-11-24 14:46:00/);
  });

  it('names the mall and its mails in words, not by their codes', async () => {
    const page = await console.page(path);
    expect(page).toContain('<h1>Outage of 楽天, 2026-11-24 13:45</h1>');
    expect(page).not.toMatch(/<li>(rms|outage-)/);
    expect(await console.page('/')).toContain(`<a href="${path}#mails">What merchants were sent</a>`);
  });

  it('draws the orders that were placed against those that are stored', async () => {
    const shop = await console.addShop('one-more');
    console.rms.control.addOrders('one-more', { count: 3, at: console.now() - minuteMs, kind: 'plain' });
    await console.poll(shop);
    expect(await console.page(path)).toMatch(/<title>3 orders were placed; 3 of them are stored by /);
  });

  it('says so where there is no such incident', async () => {
    expect(await console.page('/incidents/rms-20200210-154500')).toContain('There is no such incident.');
  });

  it('adds a note to the timeline, as text whatever it holds', async () => {
    await console.submit(path, '/note', { text: '電話で確認済み<script>alert(1)</script>' });
    const page = await console.page(path);
    expect(page).toContain('tester: 電話で確認済み&lt;script&gt;');
    expect(console.recorded).toEqual([`POST ${path}/note: done`]);
  });

  it('shows a mail in between before it is sent, to how many it goes, and sends it once that is agreed to', async () => {
    const preview = await (await console.submit(path, '/interim', { text: '復旧は20時頃の見込みです。' })).text();
    expect(preview).toContain('This goes to 2 merchants, once. Nothing was sent yet.');
    expect(console.recorded).toEqual([`POST ${path}/interim: previewed`]);
    expect(preview).toContain('復旧は20時頃の見込みです。');
    expect((await console.ports.incidents.get(open.id))?.interims).toBeUndefined();
    const agreed = { text: '復旧は20時頃の見込みです。', at: momentIn(preview) };
    expect((await console.submit(path, '/interim', agreed)).status).toBe(303);
    expect(console.recorded.slice(1)).toEqual([`POST ${path}/interim: done`]);
    expect((await console.ports.incidents.get(open.id))?.interims).toMatchObject([
      { text: '復旧は20時頃の見込みです。' },
    ]);
  });

  it('sends a mail in between once, and notes it once, when its form is sent twice: each click was a mail to every merchant', async () => {
    const text = '復旧は20時頃の見込みです。';
    const preview = await (await console.submit(path, '/interim', { text })).text();
    const agreed = { text, at: momentIn(preview) };
    expect(preview).not.toContain('The same text was sent already');
    for (let click = 0; click < 2; click++) {
      expect((await console.submit(path, '/interim', agreed)).status).toBe(303);
      await console.ports.clock.sleep(minuteMs);
    }
    expect((await console.ports.incidents.get(open.id))?.interims).toHaveLength(1);
    expect((await console.page(path)).match(/Sent to merchants: 復旧は20時頃の見込みです。/g)).toHaveLength(1);
    const again = await (await console.submit(path, '/interim', { text })).text();
    expect(again).toContain('The same text was sent already');
  });

  it('sends no mail of which the preview is older than an hour, or of no moment', async () => {
    const hourAgo = console.now() - hourMs;
    for (const at of [hourAgo - 1, console.now() + minuteMs, 'yes', ''].map(String)) {
      const said = await console.submit(path, '/interim', { text: 'x', at });
      expect([at, said.status]).toEqual([at, 409]);
    }
    expect((await console.ports.incidents.get(open.id))?.interims).toBeUndefined();
    expect((await console.submit(path, '/interim', { text: 'x', at: String(hourAgo) })).status).toBe(303);
  });

  it('says in Japanese why no mail in between can be sent, in place of the form, and what was sent: it was English', async () => {
    await console.page('/?lang=ja');
    const over = await console.page(`/incidents/${closed.id}?lang=ja`);
    expect(over).toMatch(
      /class="no-interim noprint">現在、途中経過のメールは送信できません。rms-\S+ は .* に終了しており/,
    );
    const refused = await console.submit(`/incidents/${closed.id}`, '/interim?lang=ja', { text: 'x' });
    expect(await refused.text()).toContain('に終了しており、結果のメールは');
    const { noticedAt: _, ...quiet } = open;
    await keepIncident(console, { ...quiet, id: 'rms-20261124-140000' });
    expect(await console.page('/incidents/rms-20261124-140000?lang=ja')).toContain('まだ事業者にお知らせしていません');
    await console.submit(path, '/interim', { text: '復旧作業中です。', at: String(console.now()) });
    expect(await console.page(`${path}?lang=ja`)).toContain('事業者に送信: 復旧作業中です。');
  });

  it('are listed and drawn in the words of business Japanese: the list asked 「いつから」, and its chart said 「すべてに応答」', async () => {
    const list = await console.page('/incidents?lang=ja');
    expect(list).toMatch(/<th[^>]*>開始<\/th>.*<small>継続中<\/small>/s);
    expect(list).not.toContain('いつから');
    expect(await inLanguage('ja', () => markWords('well'))).toBe('全機能が復旧');
  });

  it('sends no mail without a text, or for an outage that is over', async () => {
    expect(await (await console.submit(path, '/interim', { text: ' ' })).text()).toContain('There is no text.');
    const over = await console.submit(`/incidents/${closed.id}`, '/interim', { text: 'x', at: String(console.now()) });
    expect(over.status).toBe(409);
    expect((await console.ports.incidents.get(closed.id))?.interims).toBeUndefined();
  });

  it('has no forms where the console only shows', async () => {
    const reader = openConsole({ world: console });
    expect(await reader.page(path)).not.toContain('<form method="post"');
    expect((await reader.submit(path, '/note', { text: 'x' })).status).toBe(403);
  });
});

/** Every order was listed and read. */
const whole = { storedOfEvery: 1, cutShops: [] };

describe('the curve of an outage', () => {
  it('says that nothing is stored yet of the time in which a mall was down: it said that no order was placed', () => {
    const drawn = String(
      catchUpCurve({ placed: [], stored: [], unread: 0, audit: null, ...whole }, { from: 0, to: 60_000 }),
    );
    expect(drawn).toContain('<p>No order of this time is known yet. How many orders the mall has is not known before');
  });

  it('closes after an audit, which imports what was missed: that counted once more, and the lines never met', async () => {
    const placed = [10_000, 20_000, 30_000];
    const audit = { shops: 2, audited: 2, atMall: 4, missing: 1, doubled: 0 };
    const drawn = String(
      await catchUpCurve(
        { placed, stored: [50_000, 51_000, 55_000], unread: 1, audit, ...whole },
        { from: 0, to: 60_000 },
      ),
    );
    expect(drawn).toContain('<title>3 orders were placed; 3 of them are stored by');
    expect(drawn).toContain('The audit of all 2 shops counted 4 orders at the mall, with a margin before and after');
    expect(drawn).toContain('1 had been missed; the audit imported it. 1 order of them cannot be read yet.');
  });

  it('is no longer than its columns, however many orders there are', async () => {
    const moments = Array.from({ length: 50_000 }, (_, index) => index * 1_000);
    const facts = { placed: moments, stored: moments, unread: 0, audit: null, ...whole };
    const drawn = String(await catchUpCurve(facts, { from: 0, to: 50_000_000 }));
    expect(drawn.length).toBeLessThan(30_000);
    // What the mall has after the last known order is not known before the audit: the line said that there was none.
    const short = String(await catchUpCurve({ ...facts, placed: [1_000] }, { from: 0, to: 50_000_000 }));
    expect(short).toMatch(/class="placed" [^>]*d="M0 130H0V\d+H0"/);
    expect(drawn).toMatch(/H1000V\d+H1000"/);
  });
});
