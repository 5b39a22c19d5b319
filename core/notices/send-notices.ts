import type { Incident } from '../incidents/incident.ts';
import { recentIncidents } from '../incidents/recent.ts';
import type { Merchant } from '../merchants/merchant.ts';
import type { MallName } from '../merchants/shop.ts';
import { deliver, isDelivered, mergeLate, type NoticeReport, type NoticeWork } from './deliver.ts';
import { type DueNotice, dueNotices, mergedNotices } from './due-notices.ts';
import { gatherFacts } from './gather-facts.ts';
import { sendMaintenanceNotices } from './maintenance-notices.ts';
import { pushFactsOf } from './push-facts.ts';
import { writeDueWord } from './word-when-long.ts';
import { type NoticeFacts, writeLetter } from './write-letter.ts';

/**
 * Sends what a mall's recent incidents and its calendar want told, each mail once to each merchant it concerns. Everything
 * follows from rows, so a run that died is finished by the next. Costs a few reads while there is nothing to send.
 */
export async function sendNotices(work: NoticeWork, mall: MallName): Promise<NoticeReport> {
  const report: NoticeReport = { sent: 0, refused: 0, merged: 0, left: 0 };
  await sendIncidentNotices(work, mall, report);
  await sendMaintenanceNotices(work, mall, report);
  return report;
}

async function sendIncidentNotices(work: NoticeWork, mall: MallName, report: NoticeReport): Promise<void> {
  // The oldest first: the mails of one trouble come before those of the next.
  for (const incident of (await recentIncidents(work.ports, mall)).toReversed()) {
    await sendNoticesOf(work, incident, report);
  }
}

async function sendNoticesOf(work: NoticeWork, stored: Incident, report: NoticeReport): Promise<void> {
  const incident = await writeDueWord(work, stored);
  let facts: NoticeFacts | undefined;
  for (const due of dueNotices(incident)) {
    const { occasion, kind } = due;
    const mailing = { occasion, kind, audience: audienceOf(incident, due) };
    if (await isDelivered(work, mailing)) continue;
    let inHand = 0;
    if (kind === 'outage-all-clear') {
      for (const late of mergedNotices(incident)) inHand += await mergeLate(work, late, report);
    }
    facts ??= await gatherFacts(work.ports, incident);
    const known = facts;
    // What is in hand may be in the hand of a run that died: it is looked at again until nothing is.
    const isLast = inHand === 0;
    const write = async (merchant: Merchant) =>
      writeLetter(due, merchant, known, await pushFactsOf(work.ports, due, merchant, known));
    await deliver(work, { ...mailing, write }, report, isLast);
  }
}

/** Once something else goes out as well, other merchants are affected, and the mark of before no longer covers all. */
function audienceOf(incident: Incident, due: DueNotice): string {
  if (due.kind === 'outage-correction') return '';
  return [...new Set(incident.affected.map(({ capability }) => capability))].sort().join('+');
}
