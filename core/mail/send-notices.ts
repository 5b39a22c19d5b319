import { type Incident, type MallName, type Merchant, type Notice, occasionOf, type Pause } from '../model/index.ts';
import { recentIncidents } from '../ports/index.ts';
import { byMail, type Channel, deliver, isDelivered, mergeLate, type NoticeWork } from './deliver.ts';
import {
  affectedCapabilities,
  concernedBy,
  type DueNotice,
  isCarried,
  mergedNotices,
  type OccasionDues,
  occasionDues,
  withUnannounced,
} from './due-notices.ts';
import { pushFactsOf, stockFactsOf } from './facts.ts';
import { writeDueWord } from './interims.ts';
import { sendMaintenanceNotices } from './maintenance-notices.ts';
import { type NoticeReport, noNotices } from './sending.ts';
import { gatherFacts, writeLetter } from './write-letter.ts';

/**
 * Sends each mail of a mall's recent incidents and calendar once. All follows from rows, so the next run finishes a dead run's work. Costs
 * a few reads while idle.
 */
export async function sendNotices(work: NoticeWork, mall: MallName): Promise<NoticeReport> {
  const report = noNotices();
  const standing = await work.ports.pauses.standing();
  await sendIncidentNotices(work, mall, standing.pauses, byMail, report);
  await sendMaintenanceNotices(work, mall, standing, report);
  return report;
}

/** Sends the notices of a mall's recent incidents by one channel. */
export async function sendIncidentNotices(
  work: NoticeWork,
  mall: MallName,
  pauses: readonly Pause[],
  channel: Channel,
  report: NoticeReport,
): Promise<void> {
  // The oldest first: an incident's mails precede the next one's.
  for (const stored of (await recentIncidents(work.ports, mall)).toReversed()) {
    const incident = await writeDueWord(work, stored);
    for (const occasion of occasionDues(incident)) {
      for (const due of occasion.dues) await sendDue(work, occasion, due, { pauses, channel }, report);
    }
  }
}

async function sendDue(
  work: NoticeWork,
  one: OccasionDues,
  due: DueNotice,
  { pauses, channel }: { readonly pauses: readonly Pause[]; readonly channel: Channel },
  report: NoticeReport,
): Promise<void> {
  const { ports } = work;
  const { incident } = one;
  const { kind } = due;
  const mailing = { occasion: channel.occasionOf(due.occasion), kind, audience: audienceOf(incident, due), channel };
  if (await isDelivered(work, mailing)) return;
  const isAllClear = kind === 'outage-all-clear';
  const inHand = isAllClear ? await mergeInto(work, incident, channel, report) : 0;
  const known = await gatherFacts(ports, incident, pauses);
  const noticesBefore = isAllClear ? await noticesOf(ports, one.earlier, channel) : new Map<string, Notice[]>();
  const write = async (merchant: Merchant) => {
    if (isCarried(one, due, merchant) || !channel.wants(merchant, incident, due)) return null;
    const told = isAllClear ? withUnannounced(one, merchant, (name) => noticesBefore.get(name) ?? []) : incident;
    const facts = { ...known, incident: told };
    const pushes = await pushFactsOf(ports, due, merchant, facts);
    return writeLetter(
      due,
      merchant,
      facts,
      pushes,
      await stockFactsOf(ports, due, merchant, facts, work.oversoldOrders),
    );
  };
  // A dead run may hold mails in hand, so the mailing stays open until none is.
  await deliver(work, { ...mailing, write }, report, inHand === 0);
}

/** Drops mails that an all-clear makes needless; an earlier all-clear only for merchants who get this one. */
async function mergeInto(
  work: NoticeWork,
  incident: Incident,
  channel: Channel,
  report: NoticeReport,
): Promise<number> {
  const merchants = await work.ports.merchants.list();
  const concerned = new Set(merchants.filter((one) => concernedBy(incident, one)).map(({ id }) => id));
  let inHand = 0;
  for (const late of mergedNotices(incident)) {
    const isTold = (id: string) => late.kind !== 'outage-all-clear' || concerned.has(id);
    inHand += await mergeLate(work, { ...late, occasion: channel.occasionOf(late.occasion) }, report, isTold);
  }
  return inHand;
}

async function noticesOf(
  ports: Pick<NoticeWork['ports'], 'notices'>,
  occasions: readonly Incident[],
  { occasionOf: keptUnder }: Channel,
): Promise<Map<string, Notice[]>> {
  const found = new Map<string, Notice[]>();
  for (const name of occasions.map(occasionOf)) found.set(name, [...(await ports.notices.of(keptUnder(name)))]);
  return found;
}

/**
 * A further capability that fails affects more merchants, so the earlier mark must not cover them. Failures before a relapse cover nobody
 * in it.
 */
function audienceOf(incident: Incident, due: DueNotice): string {
  if (due.kind === 'outage-correction') return '';
  return affectedCapabilities(incident).sort().join('+');
}
