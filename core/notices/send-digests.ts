import type { Ports } from '../ports/index.ts';
import { changeDigest } from './change-digest.ts';
import { deliverTo, type NoticeReport, type NoticeWork, noNotices } from './deliver.ts';
import { type Digest, occasionOfDigest, takenInHand, toldDigest } from './digest.ts';
import { type DigestSettings, dueDigests } from './due-digests.ts';
import { writeDigest } from './gather-digest.ts';

/** What the sending of digests is given. */
export interface DigestWork extends Omit<NoticeWork, 'ports' | 'oversoldOrders'> {
  readonly ports: Pick<Ports, 'digests' | 'pushes' | 'notices' | 'merchants' | 'shops' | 'clock' | 'log'>;
}

/**
 * Sends merchants what needs them of their pushes and deadlines. A row is taken in hand before its mail is written, and lowered
 * once the mail is marked as sent; so a run that died anywhere is finished by the next, and only a death between the mail
 * service's yes and the mark makes it two. Costs one query while there is nothing to send.
 */
export async function sendDigests(work: DigestWork, settings: DigestSettings): Promise<NoticeReport> {
  const report = noNotices();
  const { digests, clock } = work.ports;
  for (const digest of dueDigests(await digests.list(), clock.now(), settings)) {
    const inHand = await takeInHand(work, digest);
    if (inHand !== null) await sendDigest(work, inHand, report);
  }
  return report;
}

type InHand = Digest & { readonly inHand: NonNullable<Digest['inHand']> };

/** Null when somebody has written the row meanwhile: the next run looks again. */
async function takeInHand({ ports }: DigestWork, digest: Digest): Promise<InHand | null> {
  if (hasInHand(digest)) return digest;
  const taken = takenInHand(digest, ports.clock.now());
  return (await ports.digests.put(taken)) === 'stored' && hasInHand(taken) ? taken : null;
}

function hasInHand(digest: Digest): digest is InHand {
  return digest.inHand !== undefined;
}

async function sendDigest(work: DigestWork, { merchant: id, inHand }: InHand, report: NoticeReport): Promise<void> {
  const { ports } = work;
  const merchant = await ports.merchants.get(id);
  if (merchant === null || merchant.contacts.length === 0) {
    const { failures, more, deadlines } = inHand;
    ports.log.warn('digest.nobody', { merchant: id, failures: failures.length + more, deadlines: deadlines.length });
  } else {
    const mailing = { occasion: occasionOfDigest(id, inHand.at), kind: 'status-digest' } as const;
    const write = () => writeDigest(ports, merchant, inHand, ports.clock.now());
    if (!(await deliverTo(work, mailing, merchant, write, report))) return;
  }
  await changeDigest(ports, id, (digest) => (digest?.inHand?.at === inHand.at ? toldDigest(digest) : null));
}
