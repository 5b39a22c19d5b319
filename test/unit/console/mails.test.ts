import { expect, it } from 'vitest';
import { mailIdOf } from '../../../core/model/index.ts';
import { previewKinds } from '../../../ops/mail/example-letters.ts';
import { type ConsoleWorld, openConsole } from './console-world.ts';

async function sent(console: ConsoleWorld, subject: string, text = '本文 <b>'): Promise<string> {
  const at = console.now();
  const id = mailIdOf({ merchant: 'kado', kind: 'outage-opened' }, at);
  await console.ports.notices.keepSent({
    ...({ id, at, merchant: 'kado', kind: 'outage-opened', occasion: 'rms-20261124-134500', subject } as const),
    ...{ to: ['t***@example.jp'], text, outcome: { kind: 'accepted', messageId: 'm' } },
  });
  return id;
}

it('lists mails with what became of them, and shows one whole, as text', async () => {
  const console = openConsole();
  const id = await sent(console, '【障害】<img src=x>');
  expect(await console.page('/mails')).toContain('【障害】&lt;img src=x&gt;');
  expect(await console.page('/mails?merchant=sumi')).toContain('No mail was found.');
  const page = await console.page(`/mails/${id}`);
  expect(page).toContain('<pre lang="ja" class="letter">本文 &lt;b&gt;');
  expect(page).toContain('t***@example.jp');
});

it('leads past the two hundredth mail, and the commands say that there are more: lists ended there in silence', async () => {
  const console = openConsole();
  const at = console.now();
  for (let number = 1; number <= 201; number++) {
    const of = { merchant: `m${number}`, kind: 'outage-opened' } as const;
    await console.ports.notices.keepSent({
      ...{
        ...of,
        id: mailIdOf(of, at - number),
        at: at - number,
        occasion: 'rms-20261124-134500',
        subject: `[${number}]`,
      },
      ...{ to: ['t***@example.jp'], text: '本文', outcome: { kind: 'accepted', messageId: 'm' } },
    });
  }
  const first = await console.page('/mails');
  expect(first).toContain('The first 200, there are more');
  const [, href = ''] = /href="(\/mails\?[^"]*before=[^"]*)"/.exec(first) ?? [];
  const second = await console.page(href.replaceAll('&amp;', '&'));
  expect([first.includes('[201]'), second.includes('[201]'), second.includes('[200]')]).toEqual([false, true, false]);
  expect(second).not.toContain('there are more');
  const { out } = await console.ops(['mail', 'list']);
  const [, before = ''] = /The first 20, there are more: --last 40, or --before (\S+)/.exec(out) ?? [];
  const next = await console.json(['mail', 'list', '--before', before, '--last', '180']);
  expect([next.mails.length, next.mails[0].subject, next.hasMore]).toEqual([180, '[21]', true]);
  expect((await console.ops(['mail', 'list', '--before', before])).out).toContain(
    '20 more, and there are others after them',
  );
  expect(await console.ops(['mail', 'list', '--before', 'yesterday'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('--before: got "yesterday", expected the name of a mail, as ops mail list shows it.'),
  });
  expect((await console.ops(['mail', 'list', '--last', '201'])).out).not.toContain('there are more');
});

it.each(previewKinds)(
  'shows no mail address of the mail %s, on its page and in the list: addresses are kept masked',
  async (kind) => {
    const console = openConsole();
    const letter = JSON.parse((await console.ops(['mail', 'preview', kind, '--json'])).out) as { text: string };
    const id = await sent(console, '【障害】', letter.text);
    const pages = `${await console.page('/mails')}${await console.page(`/mails/${id}`)}`;
    expect(pages).toContain('見本商店 様');
    expect(pages.match(/[\w.+*-]+@[\w.-]+/g)).toEqual(['t***@example.jp']);
  },
);

it('says so where there is no such mail', async () => {
  expect(await openConsole().page('/mails/nonsense')).toContain('There is no such mail');
});
