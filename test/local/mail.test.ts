import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sesMailer } from '../../aws/mailer.ts';
import type { OutgoingMail } from '../../core/ports/mailer.ts';
import { type LocalMail, startMail } from '../../local/mail/start-mail.ts';

describe('mails on one machine', () => {
  let mail: LocalMail;
  const before = { ...process.env };
  const mailer = sesMailer({ sender: 'info@example.jp' });
  const letter: OutgoingMail = {
    to: ['kado@example.jp', 'sumi@example.jp'],
    fromName: '角田システム サポート 𠮷',
    subject: '【作業不要】楽天市場 接続障害のお知らせ(2/10 15:45〜)',
    text: '角の店 様',
    html: '<p>角の店 様</p>',
  };

  beforeAll(async () => {
    mail = await startMail();
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_SESV2: mail.url,
      AWS_REGION: 'ap-northeast-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    });
  });
  afterAll(async () => {
    await mail.stop();
    process.env = before;
  });

  it('arrive as they were written, in Japanese and beyond the basic plane', async () => {
    expect(await mailer.send(letter)).toMatchObject({ kind: 'accepted' });
    const [sent] = (await mail.mails()).slice(-1);
    expect(sent).toMatchObject({ to: letter.to, subject: letter.subject, text: letter.text, html: letter.html });
    expect(sent?.from).toMatch(/^=\?UTF-8\?B\?.+\?= <info@example\.jp>$/);
  });

  it('cannot be given another header or another sender by a name or a subject', async () => {
    await mailer.send({ ...letter, fromName: 'x>\r\nBcc: eve@example.jp\r\n<y', subject: 'a\r\nBcc: eve@example.jp' });
    const [sent] = (await mail.mails()).slice(-1);
    expect(sent?.from).not.toMatch(/[\r\n]|eve/);
    expect(sent?.subject).not.toMatch(/[\r\n]/);
    expect(sent?.to).toEqual(letter.to);
  });

  it('are refused for good when an address is none, without naming it', async () => {
    const count = (await mail.mails()).length;
    expect(await mailer.send({ ...letter, to: ['kado at example'] })).toEqual({
      kind: 'refused',
      reason: 'BadRequestException',
    });
    expect(await mail.mails()).toHaveLength(count);
  });

  it('stay to be sent when the mail service is not there', async () => {
    process.env.AWS_ENDPOINT_URL_SESV2 = 'http://127.0.0.1:1';
    await expect(sesMailer({ sender: 'info@example.jp' }).send(letter)).rejects.toMatchObject({
      code: 'mail.failing',
      retry: 'later',
    });
  });
});
