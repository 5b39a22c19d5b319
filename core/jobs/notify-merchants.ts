import { measured } from '../kernel/index.ts';
import {
  asOnlySender,
  type ChatWork,
  type DigestWork,
  defaultDigestSettings,
  type KeyNoticeWork,
  type NoticeMemory,
  type NoticeReport,
  type NoticeWork,
  noRefusals,
  sendChats,
  sendDigests,
  sendKeyNotices,
  sendMornings,
  sendNotices,
} from '../mail/index.ts';
import { oversoldIn } from '../stock/index.ts';

type Run = Omit<NoticeWork & DigestWork & KeyNoticeWork, 'refusals' | 'oversoldOrders'> &
  Parameters<typeof asOnlySender>[0];

type Memories = { readonly keys: NoticeMemory; readonly mornings: NoticeMemory };

type Chats = Pick<ChatWork, 'poster'> & { readonly ports: Pick<ChatWork['ports'], 'chats' | 'vault'> };

/** Sends due mails, then due chat messages, each as the only sender of its kind, so that hanging chats do not delay mails. */
export async function sendAll(run: Run, memory: Memories, chats: Chats | null = null): Promise<void> {
  await sendMails(run, memory);
  if (chats !== null) await postNotices(run, chats);
}

async function postNotices(run: Run, { poster, ports }: Chats): Promise<void> {
  const work = { ...run, ports: { ...run.ports, ...ports }, poster, interimEveryMs: null, refusals: noRefusals() };
  const send = async (mayBegin: () => Promise<boolean>): Promise<void> => {
    const report = await sendChats({ ...work, mayBegin, oversoldOrders: oversoldIn(run.ports.stock) });
    if (report.sent + report.refused + report.merged + report.left > 0) run.ports.log.info('chats.done', { ...report });
  };
  await asOnlySender(run, send, 'chats');
}

/** Sends due mails and logs sent and stuck ones. Ends if another run is sending. */
async function sendMails(run: Run, memory: Memories): Promise<void> {
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
    for (const mall of run.ports.mails.names) tell('notices.done', await sendNotices(work, mall), { mall });
    tell('digests.done', await sendDigests(work, defaultDigestSettings));
    const ofMornings = await sendMornings(work, memory.mornings);
    if (ofMornings !== null) tell('morning-mails.done', ofMornings);
    const ofKeys = await sendKeyNotices(work, memory.keys);
    if (ofKeys !== null) tell('key-mails.done', ofKeys);
  });
  // Counted last, since an accepted mail settles earlier refusals.
  const sum = (count: (report: NoticeReport) => number): number => reports.reduce((all, one) => all + count(one), 0);
  const sent = sum((one) => one.sent + one.refused);
  const left = sum((one) => one.left);
  const stuck = sum((one) => one.stuck);
  if (isAnothersTurn) return;
  if (sent + left === 0) {
    log.info('mails.idle', measured('mails.idle', { MailsStuck: 0 }));
    return;
  }
  // After any success the rest only waits for its turn; mails tried and rejected are trouble.
  log.info('mails.measured', measured('mails.measured', { MailsStuck: sent > 0 ? stuck : left }));
}
