import { describe, expect, it } from 'vitest';
import { nothing, page } from '../../../console/page.ts';
import type { View } from '../../../console/view.ts';
import { keepIncident, open, openIncidentWorld } from '../ops/incident-world.ts';
import { host, openConsole } from './console-world.ts';

/** A view as the simulator is one: its forms have addresses below a page, and some of them are a stream of another form. */
const played: View = {
  path: '/played',
  title: () => 'Played',
  mount(app) {
    app.get('/played', (c) => c.html(page(c.get('frame'), 'Played', nothing)));
    app.get('/played/tour', (c) => c.text('a stream'));
    app.post('/played/:mall/:doing', (c) => c.html(page(c.get('frame'), 'Refused', nothing), 409));
  },
};

const linkIn = (said: string): string => /hreflang="ja" href="([^"]*)"/.exec(said)?.[1] ?? '';

describe('the links to the other language', () => {
  it('lead from the answer to a form to the page of the form: they led to an address that has no page', async () => {
    const console = openConsole({ mayChange: true, world: await openIncidentWorld(), more: [played] });
    await keepIncident(console, open);
    const answerTo = async (path: string) => linkIn(await (await console.submit(path, '', { text: 'x' })).text());
    for (const [path, expected] of [
      [`/incidents/${open.id}/interim`, `/incidents/${open.id}`],
      ['/shipments/0123/request', '/shipments/0123'],
      ['/shipments', '/shipments'],
      ['/played/rms/break', '/played'],
      ['/nowhere/at/all', '/'],
    ] as const) {
      expect([path, await answerTo(path)]).toEqual([path, `${expected}?lang=ja`]);
    }
  });

  it('keep what the page was asked for, and follow no page of another site', async () => {
    const console = openConsole({ mayChange: true, more: [played] });
    const entered = await console.enter();
    const [, csrf = ''] =
      /name="csrf" value="([\w-]+)"/.exec(await (await console.send('/shipments', { headers: entered })).text()) ?? [];
    const answerTo = async (referer: string) => {
      const form = new FormData();
      form.set('csrf', csrf);
      const headers = { ...entered, referer };
      return linkIn(await (await console.send('/played/tour/stop', { method: 'POST', headers, body: form })).text());
    };
    expect(await answerTo(`http://${host}/played?mall=rms`)).toBe('/played?mall=rms&amp;lang=ja');
    expect(await answerTo('https://elsewhere.example/orders')).toBe('/played/tour?lang=ja');
  });
});
