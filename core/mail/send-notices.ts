import { type Incident, type MallName, type Merchant, type Notice, occasionOf, type Pause } from '../model/index.ts';
import { recentIncidents } from '../ports/index.ts';
import { deliver, isDelivered, mergeLate, type NoticeWork } from './deliver.ts';
import {
  affectedCapabilities,
  concernedBy,
  type DueNotice,
  isCarried,
  mergedNotices,
  type OccasionDues,
  occasionDues,
  withUntold,
} from './due-notices.ts';
import { pushFactsOf, stockFactsOf } from './facts.ts';
import { writeDueWord } from './interims.ts';
import { sendMaintenanceNotices } from './maintenance-notices.ts';
import { type NoticeReport, noNotices } from './sending.ts';
import { gatherFacts, writeLetter } from './write-letter.ts';

/**
 * Sends what a mall's recent incidents and its calendar want told, each mail once to each merchant it concerns. Everything
 * follows from rows, so a run that died is finished by the next. Costs a few reads while there is nothing to send.
 */
export async function sendNotices(work: NoticeWork, mall: MallName): Promise<NoticeReport> {
  const report = noNotices();
  const standing = await work.ports.pauses.standing();
  await sendIncidentNotices(work, mall, standing.pauses, report);
  await sendMaintenanceNotices(work, mall, standing, report);
  return report;
}

async function sendIncidentNotices(
  work: NoticeWork,
  mall: MallName,
  pauses: readonly Pause[],
  report: NoticeReport,
): Promise<void> {
  // The oldest first: the mails of one trouble come before those of the next.
  for (const incident of (await recentIncidents(work.ports, mall)).toReversed()) {
    await sendNoticesOf(work, incident, pauses, report);
  }
}

async function sendNoticesOf(
  work: NoticeWork,
  stored: Incident,
  pauses: readonly Pause[],
  report: NoticeReport,
): Promise<void> {
  const incident = await writeDueWord(work, stored);
  for (const occasion of occasionDues(incident)) {
    for (const due of occasion.dues) await sendDue(work, occasion, due, pauses, report);
  }
}

async function sendDue(
  work: NoticeWork,
  one: OccasionDues,
  due: DueNotice,
  pauses: readonly Pause[],
  report: NoticeReport,
): Promise<void> {
  const { ports } = work;
  const { incident } = one;
  const { occasion, kind } = due;
  const mailing = { occasion, kind, audience: audienceOf(incident, due) };
  if (await isDelivered(work, mailing)) return;
  const isAllClear = kind === 'outage-all-clear';
  const inHand = isAllClear ? await mergeInto(work, incident, report) : 0;
  const known = await gatherFacts(ports, incident, pauses);
  const noticesBefore = isAllClear ? await noticesOf(ports, one.earlier) : new Map<string, Notice[]>();
  const write = async (merchant: Merchant) => {
    if (isCarried(one, due, merchant)) return null;
    const told = isAllClear ? withUntold(one, merchant, (name) => noticesBefore.get(name) ?? []) : incident;
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
  // What is in hand may be in the hand of a run that died: it is looked at again until nothing is.
  await deliver(work, { ...mailing, write }, report, inHand === 0);
}

/** Mails that an all-clear makes needless. An earlier all-clear only is to those who get this one. */
async function mergeInto(work: NoticeWork, incident: Incident, report: NoticeReport): Promise<number> {
  const merchants = await work.ports.merchants.list();
  const concerned = new Set(merchants.filter((one) => concernedBy(incident, one)).map(({ id }) => id));
  let inHand = 0;
  for (const late of mergedNotices(incident)) {
    const isTold = (id: string) => late.kind !== 'outage-all-clear' || concerned.has(id);
    inHand += await mergeLate(work, late, report, isTold);
  }
  return inHand;
}

async function noticesOf(
  ports: Pick<NoticeWork['ports'], 'notices'>,
  occasions: readonly Incident[],
): Promise<Map<string, Notice[]>> {
  const found = new Map<string, Notice[]>();
  for (const name of occasions.map(occasionOf)) found.set(name, [...(await ports.notices.of(name))]);
  return found;
}

/**
 * Once something else goes out as well, other merchants are affected, and the mark of before no longer covers all. What was out
 * before a relapse covers nobody in it.
 */
function audienceOf(incident: Incident, due: DueNotice): string {
  if (due.kind === 'outage-correction') return '';
  return affectedCapabilities(incident).sort().join('+');
}
