import { eachLimited, hourMs, jstText, minuteMs } from '../../core/kernel/index.ts';
import { type Incident, mailIdOf, newMerchant, type SentMail, timelineOf } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';

/** Merchants who are told about the outage. */
const toldCount = 200;
/** About as long as a mail of an outage. */
const text = '平素よりお世話になっております。楽天市場のAPIの障害により、受注の取込を保留しています。\n'.repeat(40);

/** An outage that is over, and a mail about it. */
export interface SeededOutage {
  readonly incident: Incident['id'];
  readonly mail: SentMail['id'];
}

/** Writes down an outage of six hours that ended at a moment, with its timeline, and mails to 200 merchants when it began and just now. */
export async function seedOutage({ merchants, incidents, notices }: Ports, endedAt: number): Promise<SeededOutage> {
  const openedAt = endedAt - 6 * hourMs;
  const incident: Incident = {
    id: `rms-${jstText(openedAt).replaceAll(/[-:]/g, '').replace(' ', '-')}`,
    ...{ mall: 'rms', version: 1, openedAt, detectedAt: openedAt + 2 * minuteMs, reopened: 0 },
    noticedAt: openedAt + 5 * minuteMs,
    stage: { kind: 'closed', at: endedAt },
    affected: [
      { capability: 'import', from: openedAt, to: endedAt - hourMs },
      { capability: 'stock', from: openedAt + minuteMs, to: endedAt - hourMs },
    ],
    audit: { shops: 800, audited: 800, atMall: 300, missing: 0, doubled: 0 },
  };
  await incidents.put(incident);
  for (const line of timelineOf(incident)) await incidents.tell(line);
  const now = Date.now();
  let mail = '';
  await eachLimited([...Array(toldCount).keys()], 8, async (index) => {
    const merchant = `told-${index}`;
    await merchants.put(
      newMerchant(merchant, { name: merchant, contacts: [`${merchant}@example.jp`], features: ['import'] }, 0),
    );
    const about = { merchant, kind: 'outage-opened', occasion: incident.id } as const;
    const state = { kind: 'sent', at: openedAt + 6 * minuteMs, messageId: 'bench' } as const;
    await notices.put({ ...about, version: 1, state });
    for (const at of [openedAt + 6 * minuteMs, now - index]) {
      mail = mailIdOf(about, at);
      const subject = '【障害】楽天市場のAPIに接続できません';
      const outcome = { kind: 'accepted', messageId: 'bench' } as const;
      await notices.keepSent({ ...about, id: mail, at, to: ['t***@example.jp'], subject, text, outcome });
    }
  });
  return { incident: incident.id, mail };
}
