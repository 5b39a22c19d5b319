import { secondAuditOf } from '../audit/due-audit.ts';
import type { ShopAudit } from '../audit/shop-audit.ts';
import { TsunagiError } from '../errors.ts';
import { type Incident, occasionOf } from '../incidents/incident.ts';
import type { MailIdentity } from '../mail/letter.ts';
import { renderHtml } from '../mail/render-html.ts';
import { renderText } from '../mail/render-text.ts';
import type { Merchant } from '../merchants/merchant.ts';
import { type MallName, type Shop, shardsMax } from '../merchants/shop.ts';
import type { TimeBudget } from '../ports/clock.ts';
import type { Ports } from '../ports/index.ts';
import type { Mailer, MailOutcome, OutgoingMail } from '../ports/mailer.ts';
import { minuteMs } from '../units.ts';
import { type DueNotice, dueNotices, mergedNotices } from './due-notices.ts';
import type { Notice, NoticeState } from './notice.ts';
import { type NoticeFacts, writeLetter } from './write-letter.ts';

/** Who hands a mail over has this long; then somebody else tries, and a crash in between may make it two. */
const sendingMs = 5 * minuteMs;
/** Stands for "every merchant": the row that says that nothing is left to send, so that nothing is looked up. */
const everybody = '*';

/** What the sending of mails is given. */
export interface NoticeWork {
  readonly ports: Pick<Ports, 'incidents' | 'notices' | 'merchants' | 'shops' | 'audits' | 'clock' | 'log'>;
  readonly mailer: Mailer;
  readonly identity: MailIdentity;
  readonly writer: string;
  readonly budget: TimeBudget;
  /** Mails a second that the account may send. */
  readonly mailsPerSecond: number;
}

/** What one run sent. */
export interface NoticeReport {
  sent: number;
  refused: number;
  merged: number;
  /** Mails that are due and were not sent: by another run just now, or not in the time of this one. */
  left: number;
}

/**
 * Sends what the latest incident of a mall wants told, each mail once to each affected merchant. Everything follows from rows,
 * so a run that died is finished by the next. Costs two reads while there is nothing to send.
 */
export async function sendNotices(work: NoticeWork, mall: MallName): Promise<NoticeReport> {
  const report: NoticeReport = { sent: 0, refused: 0, merged: 0, left: 0 };
  const incident = await work.ports.incidents.latest(mall);
  if (incident === null) return report;
  let facts: NoticeFacts | undefined;
  for (const due of dueNotices(incident)) {
    const mark = markOf(incident, due);
    if ((await work.ports.notices.get({ ...due, merchant: mark })) !== null) continue;
    if (due.kind === 'outage-all-clear') for (const late of mergedNotices(incident)) await merge(work, late, report);
    facts ??= await gather(work, incident);
    const left = await sendToAll(work, due, facts, report);
    report.left += left;
    if (left === 0) {
      const state: NoticeState = { kind: 'sent', at: work.ports.clock.now(), messageId: '' };
      await work.ports.notices.put({ occasion: due.occasion, kind: due.kind, merchant: mark, version: 1, state });
    }
  }
  return report;
}

/** Once something else goes out as well, other merchants are affected, and the mark of before no longer covers all. */
function markOf(incident: Incident, due: DueNotice): string {
  const out = [...new Set(incident.affected.map(({ capability }) => capability))].sort().join('+');
  return due.kind === 'outage-correction' ? everybody : `${everybody}${out}`;
}

async function gather({ ports }: NoticeWork, incident: Incident): Promise<NoticeFacts> {
  const shards = Array.from({ length: shardsMax }, (_, shard) => shard);
  const [lanes, audits, secondAudits] = await Promise.all([
    Promise.all(shards.map((shard) => ports.shops.inShard(shard))),
    ports.audits.of(occasionOf(incident)),
    ports.audits.of(secondAuditOf(incident)),
  ]);
  const shops: Shop[] = lanes.flat().filter(({ mall }) => mall === incident.mall);
  return {
    incident,
    shopsByMerchant: Map.groupBy(shops, ({ merchant }) => merchant),
    audits: byShop(audits),
    secondAudits: byShop(secondAudits),
  };
}

function byShop(audits: readonly ShopAudit[]): Map<string, ShopAudit['result']> {
  return new Map(audits.map(({ shop, result }) => [shop, result]));
}

/** Sends one kind of mail to everybody it concerns; returns how many are still to be sent. */
async function sendToAll(work: NoticeWork, due: DueNotice, facts: NoticeFacts, report: NoticeReport): Promise<number> {
  const { ports, budget } = work;
  const known = new Map(
    (await ports.notices.of(due.occasion)).map((notice) => [`${notice.kind} ${notice.merchant}`, notice]),
  );
  let left = 0;
  for (const merchant of await ports.merchants.all()) {
    const notice = known.get(`${due.kind} ${merchant.id}`) ?? null;
    if (merchant.contacts.length === 0 || isSettled(notice?.state)) continue;
    const letter = writeLetter(due, merchant, facts);
    if (letter === null) continue;
    if (budget.remainingMs() < minuteMs / 6 || isInHand(notice?.state, ports.clock.now())) {
      left++;
      continue;
    }
    if (!(await sendOne(work, due, merchant, notice, letter, report))) left++;
  }
  return left;
}

async function sendOne(
  { ports, mailer, identity, writer, mailsPerSecond }: NoticeWork,
  due: DueNotice,
  merchant: Merchant,
  notice: Notice | null,
  letter: Parameters<typeof renderText>[0],
  report: NoticeReport,
): Promise<boolean> {
  const key = { occasion: due.occasion, kind: due.kind, merchant: merchant.id };
  const version = (notice?.version ?? 0) + 1;
  const sending: NoticeState = { kind: 'sending', writer, until: ports.clock.now() + sendingMs };
  if ((await ports.notices.put({ ...key, version, state: sending })) === 'changed') return false;
  const outcome = await handOver(ports, mailer, due, {
    to: merchant.contacts,
    fromName: identity.fromName,
    ...(identity.replyTo === undefined ? {} : { replyTo: identity.replyTo }),
    subject: letter.subject,
    text: renderText(letter, identity),
    html: renderHtml(letter, identity),
  });
  if (outcome === null) return false;
  const at = ports.clock.now();
  switch (outcome.kind) {
    case 'accepted':
      report.sent++;
      await ports.notices.put({
        ...key,
        version: version + 1,
        state: { kind: 'sent', at, messageId: outcome.messageId },
      });
      break;
    case 'refused':
      report.refused++;
      ports.log.error('notice.refused', { merchant: merchant.id, kind: due.kind, reason: outcome.reason });
      await ports.notices.put({ ...key, version: version + 1, state: { kind: 'refused', at, reason: outcome.reason } });
      break;
  }
  await ports.clock.sleep(1_000 / mailsPerSecond);
  return true;
}

/** Null when the mail service cannot take it now: it stays in hand for some minutes, and then goes. */
async function handOver(
  ports: NoticeWork['ports'],
  mailer: Mailer,
  due: DueNotice,
  mail: OutgoingMail,
): Promise<MailOutcome | null> {
  try {
    return await mailer.send(mail);
  } catch (error) {
    if (!(error instanceof TsunagiError)) throw error;
    ports.log.warn('notice.unsent', { kind: due.kind, occasion: due.occasion, code: error.code });
    return null;
  }
}

/** What was not sent before the incident closed is not sent any more: the all-clear tells it all. */
async function merge({ ports }: NoticeWork, due: DueNotice, report: NoticeReport): Promise<void> {
  for (const notice of await ports.notices.of(due.occasion)) {
    if (notice.kind !== due.kind || notice.state.kind !== 'sending' || isInHand(notice.state, ports.clock.now()))
      continue;
    const state: NoticeState = { kind: 'merged', at: ports.clock.now() };
    await ports.notices.put({ ...notice, version: notice.version + 1, state });
    report.merged++;
  }
}

function isSettled(state: NoticeState | undefined): boolean {
  switch (state?.kind) {
    case 'sent':
    case 'refused':
    case 'merged':
      return true;
    case 'sending':
    case undefined:
      return false;
  }
}

function isInHand(state: NoticeState | undefined, now: number): boolean {
  return state?.kind === 'sending' && state.until > now;
}
