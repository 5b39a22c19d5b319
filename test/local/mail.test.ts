import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatPoster } from '../../aws/chat.ts';
import { sesClient } from '../../aws/clients.ts';
import { sesMailer } from '../../aws/mailer.ts';
import type { Mailer, OutgoingMail } from '../../core/ports/system.ts';
import { openMails, type SentMail } from '../../local/mail/kept-mails.ts';
import { type LocalMail, startMail } from '../../local/mail/start-mail.ts';
import { clientAnswering } from '../../proving/sdk-client.ts';
import { realTime } from '../../wiring/clock.ts';
import { openTables } from '../../wiring/connections.ts';
import { until } from './fixture/until.ts';

describe('mails on one machine', () => {
  let mail: LocalMail;
  const mails: SentMail[] = [];
  let mailer: Mailer;
  const letter: OutgoingMail = {
    to: ['kado@example.jp', 'sumi@example.jp'],
    fromName: '角田システム サポート 𠮷',
    subject: '【対応不要】楽天市場 接続障害のお知らせ(2/10 15:45〜)',
    text: '角の店 様',
    html: '<p>角の店 様</p>',
  };

  /** The mailer of a function that finds SES at this address. */
  const mailerAt = (url: string): Mailer => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const { aws, close } = openTables(realTime, { region: 'ap-northeast-1', credentials, endpoint: url });
    closers.push(close);
    return sesMailer(sesClient(aws), { sender: 'info@example.jp' });
  };
  const closers: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    mail = await startMail({ accessKeyId: 'local', onSent: (one) => mails.push(one) });
    mailer = mailerAt(mail.url);
  });
  afterAll(async () => {
    for (const close of closers) await close();
    await mail.stop();
  });

  it('mails arrive as they were written, in Japanese and beyond the basic plane', async () => {
    expect(await mailer.send(letter)).toMatchObject({ kind: 'accepted' });
    const [sent] = mails.slice(-1);
    expect(sent).toMatchObject({ to: letter.to, subject: letter.subject, text: letter.text, html: letter.html });
    expect(sent?.from).toBe('角田システム サポート 𠮷 <info@example.jp>');
  });

  it('mails carry the merchant and the configuration set, by which SES reports what became of them', async () => {
    const asked: Record<string, unknown>[] = [];
    const ses = clientAnswering<SESv2Client>(async (_, input: object) => {
      asked.push({ ...input });
      return { MessageId: 'm' };
    });
    const settings = { sender: 'info@example.jp', configurationSet: 'tsunagi-prod' };
    await sesMailer(ses, settings).send({ ...letter, merchant: 'kado' });
    await sesMailer(ses, { sender: 'info@example.jp' }).send(letter);
    expect(asked[0]).toMatchObject({
      ConfigurationSetName: 'tsunagi-prod',
      EmailTags: [{ Name: 'merchant', Value: 'kado' }],
    });
    expect(Object.keys(asked[1] ?? {})).not.toEqual(expect.arrayContaining(['ConfigurationSetName']));
    expect(await mailer.send({ ...letter, merchant: 'kado' })).toMatchObject({ kind: 'accepted' });
  });

  it('mails cannot be given another header or another sender by a name or a subject', async () => {
    const injected = { ...letter, fromName: 'x>\r\nBcc: eve@example.jp\r\n<y', subject: 'a\r\nBcc: eve@example.jp' };
    const asked: { readonly FromEmailAddress?: string }[] = [];
    const ses = clientAnswering<SESv2Client>(async (_, input: object) => {
      asked.push({ ...input });
      return { MessageId: 'm' };
    });
    await sesMailer(ses, { sender: 'info@example.jp' }).send(injected);
    expect(asked[0]?.FromEmailAddress).not.toMatch(/[\r\n]|eve/);
    await mailer.send(injected);
    const [sent] = mails.slice(-1);
    expect(sent?.from).not.toMatch(/[\r\n]/);
    expect(sent?.subject).not.toMatch(/[\r\n]/);
    expect(sent?.to).toEqual(letter.to);
  });

  it('a mail to an invalid address is refused for good, without naming it', async () => {
    const count = mails.length;
    expect(await mailer.send({ ...letter, to: ['kado at example'] })).toEqual({
      kind: 'refused',
      reason: 'BadRequestException',
    });
    expect(mails).toHaveLength(count);
  });

  it('mails are shown with the sender decoded, in Japan time, on a page that names no other product', async () => {
    const at = Date.parse('2026-11-28T20:30:00Z');
    const own = await startMail({ accessKeyId: 'local', now: () => at });
    await mailerAt(own.url).send(letter);
    const page = async (path: string) => (await fetch(`${own.page}${path}`)).text();
    const [all, list, one] = [await page(''), await page('list'), await page('mails/0')];
    await own.stop();
    expect(all).toContain('<title>Tsunagi: mails</title>');
    expect(`${all}${one}`).not.toMatch(/aws-ses|SES Local|UTC|=\?UTF-8/i);
    expect(list).toContain('2026-11-29 05:30:00 JST');
    expect(one).toContain('角田システム サポート 𠮷 &lt;info@example.jp&gt;');
    expect(one).toContain('srcdoc="&lt;p&gt;角の店 様&lt;/p&gt;"');
  });

  it('notices in chats are shown beside the mails, as the chat of the merchant shows them', async () => {
    const message = {
      title: '【対応不要】楽天市場 接続障害',
      parts: [{ heading: '影響', lines: ['・角の店 <本店> & 支店'] }],
    };
    const poster = chatPoster({ desk: mail.chats });
    const teams = 'workflows/sumi/triggers/manual/paths/invoke?api-version=1&sig=s';
    expect(await poster.post(`${mail.chats}slack/kado`, 'slack', message)).toEqual({ kind: 'accepted' });
    expect(await poster.post(mail.chats + teams, 'teams', message)).toEqual({ kind: 'accepted' });
    const list = await (await fetch(`${mail.page}list`)).text();
    expect(list).toContain('→ chat kado');
    expect(list).toContain('→ chat sumi');
    const numbers = [...list.matchAll(/href="mails\/(\d+)"/g)].slice(0, 2).map(([, number]) => number);
    for (const number of numbers) {
      const page = await (await fetch(`${mail.page}mails/${number}`)).text();
      expect(page).toContain('&lt;strong&gt;影響&lt;/strong&gt;\n・角の店 &amp;lt;本店&amp;gt; &amp;amp; 支店');
    }
    const mails = (await (await fetch(`${mail.page}mails`)).json()) as { readonly subject: string }[];
    expect(mails.map(({ subject }) => subject)).not.toContain(message.title);
  });

  it.each([
    ['deleted', 'HTTP 404 (no_service)'],
    ['archived', 'HTTP 410 (channel_is_archived)'],
  ])('a chat %s refuses as Slack does', async (room, reason) => {
    const message = { title: 'x', parts: [] };
    const poster = chatPoster({ desk: mail.chats });
    expect(await poster.post(`${mail.chats}slack/${room}`, 'slack', message)).toEqual({ kind: 'refused', reason });
  });

  it('a chat takes nothing without its secret, nor what is no message', async () => {
    const { origin } = new URL(mail.chats);
    const post = (url: string) => fetch(url, { method: 'POST', body: '{"text":""}' });
    expect((await post(`${origin}/guess/slack/kado`)).status).toBe(403);
    expect((await post(`${mail.chats}slack/kado`)).status).toBe(400);
  });

  it('mails are dropped, the oldest first, once there are many more than a page shows well', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tsunagi-mails-'));
    const places = [openMails(folder), openMails(null)];
    const one = { from: '', to: [], subject: '', text: '', html: '', at: 0 };
    for (const kept of places) {
      for (let number = 1; number <= 4_100; number += 1) kept.add({ ...one, messageId: String(number) });
      expect(kept.all).toHaveLength(2_099);
      expect(kept.all.at(0)?.messageId).toBe('2002');
      expect(kept.all.at(-1)?.messageId).toBe('4100');
    }
    const lines = readFileSync(join(folder, 'mails', 'sent.ndjson'), 'utf8').split('\n');
    expect(lines).toHaveLength(2_100);
    rmSync(folder, { recursive: true });
  });

  it('mails leave nothing behind in the service that takes them', async () => {
    const { getStoreReadonly } = createRequire(import.meta.url)('aws-ses-v2-local/dist/store') as {
      getStoreReadonly(): { readonly emails: readonly unknown[] };
    };
    await mailer.send(letter);
    await until('the end of the mail there', () => getStoreReadonly().emails.length === 0, 30_000);
  });

  it('mails are still there after a restart, at the same port while no other program has it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tsunagi-mails-'));
    const first = await startMail({ accessKeyId: 'local', folder });
    await mailerAt(first.url).send(letter);
    await first.stop();
    const sentSince: SentMail[] = [];
    const second = await startMail({ accessKeyId: 'local', folder, onSent: (one) => sentSince.push(one) });
    expect(new URL(second.url).port).toBe(new URL(first.url).port);
    expect(second.chats).toBe(first.chats);
    expect(await (await fetch(`${second.page}list`)).text()).toContain(letter.subject);
    // What a person asks of one start is of that start.
    expect(sentSince).toEqual([]);
    const third = await startMail({ accessKeyId: 'local', folder });
    expect(third.url).not.toBe(second.url);
    for (const one of [second, third]) await one.stop();
    rmSync(folder, { recursive: true });
  });

  it('mails stay to be sent when the mail service is not there', async () => {
    await expect(mailerAt('http://127.0.0.1:1').send(letter)).rejects.toMatchObject({
      code: 'mail.failing',
      retry: 'later',
    });
  });
});
