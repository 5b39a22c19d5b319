import { hourMs } from '../kernel/index.ts';
import {
  type Incident,
  isStuck,
  type Notice,
  type NoticeKind,
  noticeKinds,
  occasionOf,
  occasionOfDigest,
} from '../model/index.ts';
import { type Ports, recentIncidents } from '../ports/index.ts';
import { interimOccasion, isCarried, occasionDues } from './due-notices.ts';
import { noPushFacts, noStockFacts, type WithMails } from './facts.ts';
import { gatherFacts, writeLetter } from './write-letter.ts';

export interface MailCount {
  readonly kind: NoticeKind;
  readonly sent: number;
  readonly refused: number;
  /** A later mail has their content. */
  readonly merged: number;
  readonly left: number;
}

type Needed = Pick<Ports, 'notices' | 'merchants' | 'shops' | 'audits' | 'pauses'> & WithMails;

/** Counts an incident's mails, relapses included; kinds without mails are left out. */
export async function countMails(ports: Needed, incident: Incident): Promise<MailCount[]> {
  const found = (await Promise.all(occasionsOf(incident).map((occasion) => ports.notices.of(occasion)))).flat();
  // Rows with a star mark completed audiences and are no mails.
  const mails = found.filter(({ merchant }) => !merchant.startsWith('*'));
  const left = await leftOf(ports, incident, mails);
  return noticeKinds.flatMap((kind) => {
    const ofKind = mails.filter((notice) => notice.kind === kind);
    const count = (state: Notice['state']['kind']): number => ofKind.filter((one) => one.state.kind === state).length;
    const total = { kind, sent: count('sent'), refused: count('refused'), merged: count('merged') };
    const leftOfKind = left.get(kind) ?? 0;
    return ofKind.length + leftOfKind === 0 ? [] : [{ ...total, left: leftOfKind }];
  });
}

async function leftOf(ports: Needed, incident: Incident, mails: readonly Notice[]): Promise<Map<NoticeKind, number>> {
  const left = new Map<NoticeKind, number>();
  const occasions = occasionDues(incident).filter(({ dues }) => dues.length > 0);
  if (occasions.length === 0) return left;
  const [merchants, { pauses }] = await Promise.all([ports.merchants.list(), ports.pauses.standing()]);
  const idOf = ({ occasion, kind, merchant }: Pick<Notice, 'occasion' | 'kind' | 'merchant'>) =>
    `${occasion} ${kind} ${merchant}`;
  const settled = new Set(mails.filter(({ state }) => state.kind !== 'sending').map(idOf));
  for (const one of occasions) {
    const facts = await gatherFacts(ports, one.incident, pauses);
    for (const due of one.dues) {
      for (const merchant of merchants) {
        if (merchant.contacts.length === 0 || settled.has(idOf({ ...due, merchant: merchant.id }))) continue;
        if (isCarried(one, due, merchant)) continue;
        if (writeLetter(due, merchant, facts, noPushFacts, noStockFacts) !== null)
          left.set(due.kind, (left.get(due.kind) ?? 0) + 1);
      }
    }
  }
  return left;
}

function occasionsOf(incident: Incident): string[] {
  const rounds = Array.from({ length: incident.reopened + 1 }, (_, reopened) => ({ ...incident, reopened }));
  const notes = incident.interims ?? [];
  return rounds.flatMap((round) => [occasionOf(round), ...notes.map(({ at }) => interimOccasion(round, at))]);
}

/** Due mails are tried every few minutes, so one untried for longer is no longer due. */
const triedWithinMs = hourMs;

/** Counts mails of recent incidents and digests in hand that were refused at least twice. */
export async function countStuckMails(
  ports: Pick<Ports, 'incidents' | 'notices' | 'digests' | 'clock'> & WithMails,
): Promise<number> {
  const incidents = (await Promise.all(ports.mails.names.map((mall) => recentIncidents(ports, mall)))).flat();
  const digests = (await ports.digests.list()).flatMap(({ merchant, inHand }) =>
    inHand === undefined ? [] : [occasionOfDigest(merchant, inHand.at)],
  );
  const occasions = [...incidents.flatMap(occasionsOf), ...digests];
  const notices = (await Promise.all(occasions.map((occasion) => ports.notices.of(occasion)))).flat();
  const since = ports.clock.now() - triedWithinMs;
  return notices.filter((one) => isStuck(one) && one.state.kind === 'sending' && one.state.until > since).length;
}
