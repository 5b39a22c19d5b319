import { expect, it } from 'vitest';
import { followMails } from '../../local/desk/follow-mails.ts';
import { Listeners } from '../../local/listeners.ts';
import type { SentMail } from '../../local/mail/kept-mails.ts';

it('mails of one subject are reported together, and once', async () => {
  const mails = new Listeners<SentMail>();
  const told: string[] = [];
  const look = followMails({ onMail: (listener) => mails.add(listener) }, { add: (_, text) => void told.push(text) });
  await look();
  expect(told).toEqual([]);
  for (const subject of ['復旧のお知らせ', '復旧のお知らせ']) mails.tell({ subject } as SentMail);
  await look();
  await look();
  expect(told).toEqual(['2 mails: 復旧のお知らせ']);
});
