import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { sendChats } from '../../../../core/mail/chat.ts';
import { sendNotices } from '../../../../core/mail/send-notices.ts';
import { type NoticeReport, noRefusals } from '../../../../core/mail/sending.ts';
import type { Capability } from '../../../../core/model/health.ts';
import type { Incident } from '../../../../core/model/incident.ts';
import { newMerchant } from '../../../../core/model/merchant.ts';
import type { ChatMessage, ChatOutcome, MailOutcome, OutgoingMail } from '../../../../core/ports/system.ts';
import { oversoldIn } from '../../../../core/stock/oversold.ts';
import { newShop } from '../../../../core/tenants/add-shop.ts';
import { setChat } from '../../../../core/tenants/change-merchant.ts';
import { createMemoryStore, memoryPorts } from '../../../../proving/memory/index.ts';

/** 2020-02-10 15:45 in Japan. */
export const start = Date.UTC(2020, 1, 10, 6, 45);
/** An outage of imports that is announced to merchants. */
export const opened: Incident = {
  id: 'rms-20200210-154500',
  mall: 'rms',
  version: 1,
  openedAt: start,
  detectedAt: start + 2 * minuteMs,
  stage: { kind: 'open' },
  affected: [{ capability: 'import', from: start, to: null }],
  reopened: 0,
  noticedAt: start + 5 * minuteMs,
};
/** The same, seven hours later. */
export const closed: Incident = {
  ...opened,
  affected: [{ capability: 'import', from: start, to: start + 7 * hourMs }],
  stage: { kind: 'closed', at: start + 8 * hourMs },
  audit: { shops: 2, audited: 2, atMall: 10, missing: 0, doubled: 0 },
};

/** Merchants with a shop each, and a mail service that takes what it is given. Six minutes of the outage have passed. */
export async function openNoticeWorld(
  merchants: Readonly<Record<string, readonly Capability[]>> = { kado: ['import'], sumi: ['import'] },
  options: { readonly interimEveryMs?: number } = {},
) {
  const store = createMemoryStore();
  const real = memoryPorts(store);
  const mails: OutgoingMail[] = [];
  const asked: number[] = [];
  const posts: { readonly address: string; readonly kind: string; readonly message: ChatMessage }[] = [];
  let chatAnswer: (address: string) => ChatOutcome = () => ({ kind: 'accepted' });
  let now = start + 6 * minuteMs;
  let answer: () => MailOutcome = () => ({ kind: 'accepted', messageId: `m-${mails.length}` });
  let crashAt = Number.POSITIVE_INFINITY;
  let writes = 0;
  let runs = 0;
  for (const [id, features] of Object.entries(merchants)) {
    await real.merchants.put(newMerchant(id, { name: `${id}商店`, contacts: [`${id}@example.jp`], features }, start));
    const facts = {
      mall: 'rms',
      code: id,
      name: `${id}店`,
      merchant: id,
      shard: 2,
      importFrom: start - dayMs,
    } as const;
    const shop = newShop({ ...facts, callsPerSecond: 1 }, { version: 1, sealed: new Uint8Array() });
    await real.shops.add({ ...shop, cursor: start - minuteMs });
  }
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
  const put: typeof real.notices.put = async (notice) => {
    if (++writes === crashAt) throw new Error('The process died.');
    return real.notices.put(notice);
  };
  const ports = { ...real, clock, notices: { ...real.notices, put } };
  const work = () => ({
    ports,
    oversoldOrders: oversoldIn(ports.stock),
    mailer: {
      send: async (mail: OutgoingMail) => {
        asked.push(now);
        const outcome = answer();
        if (outcome.kind === 'accepted') mails.push(mail);
        return outcome;
      },
    },
    identity: { fromName: '角田システム', signature: [] },
    runId: `run-${++runs}`,
    refusals: noRefusals(),
    budget: { remainingMs: () => minuteMs },
    mailsPerSecond: 10,
    interimEveryMs: options.interimEveryMs ?? null,
  });
  return {
    store,
    ports,
    mails,
    /** When the mail service was asked. */
    asked,
    /** `answer` says what the mail service does with the next mails. */
    answers: (next: () => MailOutcome) => {
      answer = next;
    },
    crashAtWrite: (count: number) => {
      crashAt = writes + count;
    },
    pass: (ms: number) => {
      now += ms;
    },
    incident: async (incident: Incident): Promise<void> => {
      store.incidentsById.set(incident.id, incident);
    },
    /** What was posted to chats, by address. */
    posts,
    chatsAnswer: (next: (address: string) => ChatOutcome) => {
      chatAnswer = next;
    },
    /** Gives a merchant a chat, `https://hooks.slack.com/services/<merchant>/B0/secret` if nothing else is named. */
    chat: (merchant: string, address = `https://hooks.slack.com/services/${merchant}/B0/secret`) =>
      setChat(ports, merchant, { address, kind: 'slack' }),
    send: (mayBegin?: () => Promise<boolean>): Promise<NoticeReport> =>
      sendNotices({ ...work(), ...(mayBegin === undefined ? {} : { mayBegin }) }, 'rms'),
    post: (): Promise<NoticeReport> =>
      sendChats({
        ...work(),
        poster: {
          post: async (address, kind, message) => {
            const outcome = chatAnswer(address);
            if (outcome.kind !== 'refused') posts.push({ address, kind, message });
            return outcome;
          },
        },
      }),
  };
}

/** What a merchant got, in order. */
export const subjectsTo = (mails: readonly OutgoingMail[], merchant: string): string[] =>
  mails.filter(({ to }) => to.includes(`${merchant}@example.jp`)).map(({ subject }) => subject);
