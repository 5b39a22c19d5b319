import { expect, it } from 'vitest';
import { sendAll } from '../../../../core/jobs/notify-merchants.ts';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { minuteMs } from '../../../../core/kernel/time.ts';
import { freshNoticeMemory } from '../../../../core/mail/sending.ts';
import type { OutgoingMail } from '../../../../core/ports/system.ts';
import { memoryLog } from '../../../../proving/memory/index.ts';
import { opened, openNoticeWorld } from './world.ts';

const merchants = ['kado', 'sumi', 'mise', 'hana'] as const;

/** Four merchants who must be informed of an outage. `takes` sets whose mails the mail service accepts from then on. */
async function openSending() {
  const world = await openNoticeWorld(Object.fromEntries(merchants.map((id) => [id, ['import'] as const])));
  await world.incident(opened);
  const log = memoryLog();
  const taken = new Set<string>();
  const send = async ({ merchant = '' }: OutgoingMail) => {
    if (!taken.has(merchant)) throw new TsunagiError('mail.failing', 'later', 'The mail service does not take it.');
    return { kind: 'accepted', messageId: merchant } as const;
  };
  let runs = 0;
  return {
    takes: (...ids: readonly string[]): void => ids.forEach((id) => void taken.add(id)),
    log,
    /** A run; what it says is stuck, null where it says nothing. */
    async run(remainingMs = 4 * minuteMs): Promise<unknown> {
      const before = log.lines.length;
      const identity = { fromName: '角田システム', signature: [] };
      const budget = { remainingMs: () => remainingMs };
      const ports = { ...world.ports, log };
      const work = { ports, mailer: { send }, identity, runId: `all-${++runs}`, budget, mailsPerSecond: 10 };
      await sendAll(work, { keys: freshNoticeMemory(), mornings: freshNoticeMemory() });
      const line = log.lines.slice(before).find(({ event }) => event === 'mails.measured');
      return line?.fields.MailsStuck ?? null;
    },
    pass: world.pass,
  };
}

it('mails of which none goes are stuck at once', async () => {
  const { run, pass } = await openSending();
  expect(await run()).toBe(4);
  pass(minuteMs);
  expect(await run()).toBe(4);
});

it('a mail that is never taken is stuck though others go, once it was tried twice', async () => {
  const { run, pass, takes, log } = await openSending();
  takes('kado');
  expect(await run()).toBe(0);
  pass(6 * minuteMs);
  takes('sumi');
  expect(await run()).toBe(0);
  pass(6 * minuteMs);
  takes('hana');
  expect(await run()).toBe(1);
  expect(log.lines.filter(({ event }) => event === 'notice.unsent').at(-1)?.fields.merchant).toBe('mise');
  pass(minuteMs);
  expect(await run()).toBe(1);
  pass(6 * minuteMs);
  takes('mise');
  expect(await run()).toBe(0);
  pass(minuteMs);
  expect(await run()).toBeNull();
});

it('a mail that waits for its turn is not stuck', async () => {
  const { run, takes } = await openSending();
  takes(...merchants);
  // No time for any mail: the next run sends it.
  expect(await run(0)).toBe(4);
  expect(await run()).toBe(0);
});
