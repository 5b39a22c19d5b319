import { beforeEach, describe, expect, it } from 'vitest';
import { catchUpCurve } from '../../../console/views/incidents/catch-up-curve.ts';
import { minuteMs } from '../../../core/kernel/index.ts';
import { closed, keepIncident, open, openIncidentWorld } from '../ops/incident-world.ts';
import { type ConsoleWorld, openConsole } from './console-world.ts';

let console: ConsoleWorld;
beforeEach(async () => {
  console = openConsole({ mayChange: true, world: await openIncidentWorld() });
  for (const incident of [open, closed]) await keepIncident(console, incident);
});

const path = `/incidents/${open.id}`;

describe('the view of outages', () => {
  it('lists them, the newest first, and says so where there was none', async () => {
    const page = await console.page('/incidents');
    expect([...page.matchAll(/<small>(rms-\S+)<\/small>/g)].map(([, id]) => id)).toEqual([open.id, closed.id]);
    expect(await openConsole().page('/incidents')).toContain('There was no incident yet.');
  });

  it('shows one as bands over time, as a table and as a timeline', async () => {
    const page = await console.page(path);
    expect(page.match(/<rect class="out"/g)).toHaveLength(2);
    expect(page).toContain('<title>out since 2026-11-24 13:45:00</title>');
    expect(page).toContain('It is certain: workers are held, the mall is probed.');
    expect(page).toContain('lasts for 2 h 0 min');
    expect(await console.page(`/incidents/${closed.id}`)).toContain('1 of 2 shops unaudited');
  });

  it('names the mall and its mails in words, not by their codes', async () => {
    const page = await console.page(path);
    expect(page).toContain('<h1>Outage of 楽天: open</h1>');
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
    expect(page).toContain('<strong>tester</strong>: 電話で確認済み&lt;script&gt;');
    expect(console.recorded).toEqual([`POST ${path}/note`]);
  });

  it('shows a mail in between before it is sent, to how many it goes, and sends it once that is agreed to', async () => {
    const preview = await (await console.submit(path, '/interim', { text: '復旧は20時頃の見込みです。' })).text();
    expect(preview).toContain('This goes to 2 merchants, once. Nothing was sent yet.');
    expect(preview).toContain('復旧は20時頃の見込みです。');
    expect((await console.ports.incidents.get(open.id))?.interims).toBeUndefined();
    const sent = await console.submit(path, '/interim', { text: '復旧は20時頃の見込みです。', agreed: 'yes' });
    expect(sent.status).toBe(303);
    expect((await console.ports.incidents.get(open.id))?.interims).toMatchObject([
      { text: '復旧は20時頃の見込みです。' },
    ]);
  });

  it('sends no mail without a text, or for an outage that is over', async () => {
    expect(await (await console.submit(path, '/interim', { text: ' ' })).text()).toContain('There is no text.');
    const over = await console.submit(`/incidents/${closed.id}`, '/interim', { text: 'x', agreed: 'yes' });
    expect(over.status).toBe(409);
    expect((await console.ports.incidents.get(closed.id))?.interims).toBeUndefined();
  });

  it('has no forms where the console only shows', async () => {
    const reader = openConsole({ world: console });
    expect(await reader.page(path)).not.toContain('<form method="post"');
    expect((await reader.submit(path, '/note', { text: 'x' })).status).toBe(403);
  });
});

describe('the curve of an outage', () => {
  it('says that nothing is stored yet of the time in which a mall was down: it said that no order was placed', () => {
    const drawn = String(catchUpCurve({ placed: [], stored: [] }, { from: 0, to: 60_000 }));
    expect(drawn).toBe('<p>No order that was placed in this time is stored yet.</p>');
  });
});
