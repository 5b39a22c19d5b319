import { type EpochMs, hourMs, TsunagiError } from '../kernel/index.ts';
import {
  type Chat,
  type ChatAddress,
  type ChatTrouble,
  chatInTrouble,
  chatSubject,
  type Incident,
  isStuck,
  type Merchant,
  mailIdOf,
  type NoticeState,
} from '../model/index.ts';
import type { ChatMessage, ChatOutcome, ChatPoster, Ports } from '../ports/index.ts';
import { type Channel, keepSent, type NoticeWork, sendingMs } from './deliver.ts';
import { type DueNotice, interimOccasion } from './due-notices.ts';
import { chatText, renderChat } from './render.ts';
import { sendIncidentNotices } from './send-notices.ts';
import { type NoticeReport, noNotices, settleRefused } from './sending.ts';

/** Longest wait that a chat may ask for before the next try. */
const retryAfterMaxMs = hourMs;
/** Unanswered posts after which a notice counts as refused: each may already be in the chat. */
const openPostsMax = 3;

export interface ChatWork extends NoticeWork {
  readonly ports: NoticeWork['ports'] & Pick<Ports, 'chats' | 'vault'>;
  readonly poster: ChatPoster;
}

/**
 * Posts incidents' notices to merchants' chats, by the rules of mails but separately, so that neither holds the other. At least once: a run
 * that dies after the acceptance leaves a duplicate. Costs one query without chats.
 */
export async function sendChats(work: ChatWork): Promise<NoticeReport> {
  const report = noNotices();
  const chats = new Map((await work.ports.chats.list()).map((chat) => [chat.merchant, chat]));
  if (![...chats.values()].some(({ address }) => address !== undefined)) return report;
  const { pauses } = await work.ports.pauses.standing();
  const channel = byChat(work, chats);
  for (const mall of work.ports.mails.names) await sendIncidentNotices(work, mall, pauses, channel, report);
  return report;
}

function byChat(work: ChatWork, chats: Map<string, Chat>): Channel {
  return {
    // A prefix, since an earlier release would take notices of another channel for mails.
    occasionOf: (occasion) => `chat~${occasion}`,
    leadsTo: ({ id }) => chats.get(id)?.address !== undefined,
    wants: ({ id }, incident, due) => concernsChat(chats.get(id), incident, due),
    async send({ budget: _, ...sending }, { occasion, kind }, merchant, notice, letter, report) {
      const { ports, runId, identity } = sending;
      const chat = chats.get(merchant.id);
      if (chat?.address === undefined) return true;
      const key = { occasion, kind, merchant: merchant.id };
      const version = (notice?.version ?? 0) + 1;
      const openBefore = notice?.state.kind === 'sending' ? (notice.state.openPosts ?? 0) : 0;
      const sendingState = (until: EpochMs, openPosts: number): NoticeState => ({
        ...{ kind: 'sending', writer: runId, until },
        ...(openPosts === 0 ? {} : { openPosts }),
      });
      const until = ports.clock.now() + sendingMs;
      const state = sendingState(until, openBefore);
      if ((await ports.notices.put({ ...key, version, state })) === 'changed') return false;
      const at = ports.clock.now();
      const message = renderChat(letter, identity, merchant.contacts.length > 0);
      const outcome = await postTo(work, merchant, chat.address, message);
      const openPosts = openBefore + (outcome.kind === 'later' && outcome.isOpen ? 1 : 0);
      const settled = openPosts >= openPostsMax ? givenUp(outcome) : outcome;
      if (settled.kind === 'later') {
        const { reason, retryAfterMs } = settled;
        ports.log.warn('notice.unsent', { merchant: merchant.id, kind, occasion, way: 'chat', reason });
        const wanted = Math.max(until, at + Math.min(retryAfterMs ?? 0, retryAfterMaxMs));
        if (wanted > until || openPosts > openBefore)
          await ports.notices.put({ ...key, version: version + 1, state: sendingState(wanted, openPosts) });
        if (isStuck({ ...key, version, state })) await noteTrouble(work, chats, chat, 'failing', reason);
        return false;
      }
      const record = { id: `${mailIdOf(key, at)}-chat`, ...key, at, to: [chat.address.shown], way: 'chat' as const };
      const kept = settled.kind === 'accepted' ? ({ ...settled, messageId: '' } as const) : settled;
      await keepSent(ports, { ...record, subject: letter.subject, text: chatText(message), outcome: kept });
      if (settled.kind === 'accepted') {
        report.sent++;
        await ports.notices.put({
          ...key,
          version: version + 1,
          state: { kind: 'sent', at: ports.clock.now(), messageId: '' },
        });
        await noteTrouble(work, chats, chat, null, '');
      } else {
        await settleRefused(ports, { notice: { ...key, version, state }, reason: settled.reason }, report, 'chat');
        await noteTrouble(work, chats, chat, 'refused', settled.reason);
      }
      return true;
    },
  };
}

/** False for what was decided or over before the chat was set. */
function concernsChat(chat: Chat | undefined, incident: Incident, due: DueNotice): boolean {
  const since = chat?.since ?? Number.POSITIVE_INFINITY;
  if (due.kind === 'outage-interim')
    return incident.interims?.some(({ at }) => at >= since && interimOccasion(incident, at) === due.occasion) ?? false;
  if (due.kind === 'outage-opened') return (incident.noticedAt ?? 0) >= since;
  return incident.stage.kind === 'closed' && incident.stage.at >= since;
}

/** Posts once. An address that does not open counts as refused: only a new one helps. */
async function postTo(
  { ports, poster }: Pick<ChatWork, 'ports' | 'poster'>,
  { id }: Pick<Merchant, 'id'>,
  { kind, sealed, sealedVersion }: ChatAddress,
  message: ChatMessage,
): Promise<ChatOutcome> {
  try {
    const { address } = await ports.vault.open(chatSubject(id), { version: sealedVersion, sealed });
    return await poster.post(String(address), kind, message);
  } catch (error) {
    if (!(error instanceof TsunagiError)) throw error;
    if (error.code === 'key.unreadable') return { kind: 'refused', reason: error.code };
    return { kind: 'later', reason: error.code, retryAfterMs: null, isOpen: false };
  }
}

function givenUp(outcome: ChatOutcome): ChatOutcome {
  if (outcome.kind !== 'later') return outcome;
  return { kind: 'refused', reason: `${outcome.reason}, may have been posted` };
}

/** Notes trouble for a person, unless the address has changed since the message was sent. */
async function noteTrouble(
  { ports }: Pick<ChatWork, 'ports'>,
  chats: Map<string, Chat>,
  { merchant }: Chat,
  kind: ChatTrouble['kind'] | null,
  reason: string,
): Promise<void> {
  const standing = chats.get(merchant);
  if (standing === undefined || (standing.trouble?.kind ?? null) === kind) return;
  const trouble = kind === null ? null : { kind, since: standing.trouble?.since ?? ports.clock.now(), reason };
  const next = chatInTrouble(standing, trouble);
  if ((await ports.chats.put(next)) === 'stored') chats.set(merchant, next);
}
