import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openRunJournal } from '../../local/desk/run-journal.ts';
import { Listeners } from '../../local/listeners.ts';
import type { SentMail } from '../../local/mail/kept-mails.ts';
import { until } from './fixture/until.ts';

const root = mkdtempSync(join(tmpdir(), 'tsunagi-run-journal-'));
afterAll(() => rmSync(root, { recursive: true }));

const mail = (subject: string): SentMail => ({
  messageId: subject,
  from: 'info@example.jp',
  to: ['kado@example.jp'],
  subject,
  text: '角の店 様',
  html: '<p>角の店 様</p>',
  at: 1,
});

it('the journal of a run has each mail once: while it runs, so that a kill loses none, and the last one before its end', async () => {
  const path = join(root, 'j.ndjson');
  const mails = new Listeners<SentMail>();
  const journal = openRunJournal(path, true);
  journal.begin({ at: 1_000, seed: 1, settings: {} });
  journal.follow({ onEvent: () => () => {}, onMail: (listener) => mails.add(listener) }, () => 2_000);
  const entries = (): unknown[] =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  mails.tell(mail('障害のお知らせ'));
  await until('the first mail', () => entries().length === 2);
  mails.tell(mail('復旧のお知らせ'));
  await journal.end(3_000);
  const written = { kind: 'mail', at: 2_000, to: ['kado@example.jp'], text: '角の店 様' };
  expect(entries().slice(1)).toEqual([
    { ...written, subject: '障害のお知らせ' },
    { ...written, subject: '復旧のお知らせ' },
    { kind: 'run-end', at: 3_000 },
  ]);
});
