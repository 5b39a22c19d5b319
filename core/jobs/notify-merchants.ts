import { measured } from '../kernel/index.ts';
import {
  asOnlySender,
  type DigestWork,
  defaultDigestSettings,
  type KeyNoticeMemory,
  type KeyNoticeWork,
  type NoticeReport,
  type NoticeWork,
  noRefusals,
  sendDigests,
  sendKeyNotices,
  sendNotices,
} from '../mail/index.ts';
import { mallNames } from '../model/index.ts';
import { oversoldIn } from '../stock/index.ts';

/**
 * Sends everything that is due, as the only one that sends, and writes down what was sent and what is stuck. Where another run is
 * sending, what is left is that one's matter.
 */
export async function sendAll(
  run: Omit<NoticeWork & DigestWork & KeyNoticeWork, 'refusals' | 'oversoldOrders'> &
    Parameters<typeof asOnlySender>[0],
  keyMemory: KeyNoticeMemory,
): Promise<void> {
  const { log } = run.ports;
  const reports: NoticeReport[] = [];
  let isAnothersTurn = false;
  await asOnlySender(run, async (mayBegin) => {
    const work = {
      ...run,
      oversoldOrders: oversoldIn(run.ports.stock),
      refusals: noRefusals(),
      mayBegin: async () => {
        const may = await mayBegin();
        isAnothersTurn ||= !may;
        return may;
      },
    };
    const tell = (event: string, report: NoticeReport, fields: { readonly mall?: string } = {}): void => {
      reports.push(report);
      if (report.sent + report.refused + report.merged + report.left > 0) log.info(event, { ...fields, ...report });
    };
    for (const mall of mallNames) tell('notices.done', await sendNotices(work, mall), { mall });
    tell('digests.done', await sendDigests(work, defaultDigestSettings));
    const ofKeys = await sendKeyNotices(work, keyMemory);
    if (ofKeys !== null) tell('key-mails.done', ofKeys);
  });
  // Only now: a mail that is taken settles what was refused before it, and so changes what an earlier report counts.
  const sum = (count: (report: NoticeReport) => number): number => reports.reduce((all, one) => all + count(one), 0);
  const sent = sum((one) => one.sent + one.refused);
  const left = sum((one) => one.left);
  const stuck = sum((one) => one.stuck);
  if (isAnothersTurn || sent + left === 0) return;
  // Where some went, others wait for their turn, and that is no trouble; those that had it and were not taken are.
  log.info('mails.measured', measured('mails.measured', { MailsStuck: sent > 0 ? stuck : left }));
}
