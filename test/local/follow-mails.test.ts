import { expect, it } from 'vitest';
import { followMails } from '../../local/desk/follow-mails.ts';
import type { SentMail } from '../../local/mail/kept-mails.ts';

it('mails of an earlier run, which the mailbox keeps, are not reported as new', async () => {
  const mails = [{ subject: '障害のお知らせ' }] as unknown as SentMail[];
  const told: string[] = [];
  const look = followMails({ mails: () => mails }, { add: (_, text) => void told.push(text) });
  await look();
  expect(told).toEqual([]);
  mails.push(...([{ subject: '復旧のお知らせ' }, { subject: '復旧のお知らせ' }] as unknown as SentMail[]));
  await look();
  expect(told).toEqual(['2 mails: 復旧のお知らせ']);
});
