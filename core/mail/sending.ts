import { type EpochMs, measured } from '../kernel/index.ts';
import type { Notice } from '../model/index.ts';
import type { Ports, TimeBudget } from '../ports/index.ts';

/** One for all mails of an installation: the rate that an account may send is a single figure, too. Chats have one of their own. */
type SenderLease = 'mails' | 'chats';

/**
 * Lets one run at a time send by a way: runs start each minute and may take longer, and in parallel each of them would use the
 * whole rate of the account. `send` asks `mayBegin` once it has a mail to send, so a run without one writes nothing. The answer is
 * false while another run sends, from its first mail to its end. A run that died keeps the others off until its lease expires.
 */
export async function asOnlySender(
  work: { readonly ports: Pick<Ports, 'leases' | 'clock'>; readonly runId: string; readonly budget: TimeBudget },
  send: (mayBegin: () => Promise<boolean>) => Promise<void>,
  lease: SenderLease = 'mails',
): Promise<void> {
  const { ports, runId, budget } = work;
  let taken: Promise<boolean> | null = null;
  const take = async (): Promise<boolean> => {
    const now = ports.clock.now();
    return (await ports.leases.take(lease, runId, now, now + budget.remainingMs())) !== null;
  };
  try {
    await send(() => {
      taken ??= take();
      return taken;
    });
  } finally {
    if (await isTaken(taken)) await ports.leases.release(lease, runId);
  }
}

async function isTaken(taken: Promise<boolean> | null): Promise<boolean> {
  if (taken === null) return false;
  // After a failure it is unknown whether the lease was taken, and to release a lease that is not ours changes nothing.
  return taken.catch(() => true);
}

type RefusalPorts = Pick<Ports, 'notices' | 'clock' | 'log'>;

/** A mail that the mail service refuses, as its row stands while it is in hand. */
interface Refusal {
  readonly notice: Notice;
  readonly reason: string;
}

/**
 * What one run knows of refusals. If every mail is refused, the sender or the account is the more likely cause, whatever the mail service
 * says. A refusal is therefore final only in a run in which another mail was accepted.
 */
export interface RunRefusals {
  isOneTaken: boolean;
  /** Refused before any mail was taken, with the report that counts each of them as left. */
  held: (Refusal & { readonly report: NoticeReport })[];
}

export function noRefusals(): RunRefusals {
  return { isOneTaken: false, held: [] };
}

/** Notes that a mail was taken, and settles what was refused before it. */
export async function settleHeld({
  ports,
  refusals,
}: {
  readonly ports: RefusalPorts;
  readonly refusals: RunRefusals;
}): Promise<void> {
  refusals.isOneTaken = true;
  const { held } = refusals;
  refusals.held = [];
  for (const { report, ...refusal } of held) {
    report.left--;
    await settleRefused(ports, refusal, report);
  }
}

/** Writes that a mail was refused for good: it is not tried again. */
export async function settleRefused(
  ports: RefusalPorts,
  { notice, reason }: Refusal,
  report: NoticeReport,
  way: 'mail' | 'chat' = 'mail',
): Promise<void> {
  report.refused++;
  const { merchant, kind } = notice;
  const whose = { merchant, kind, ...(way === 'mail' ? {} : { way }), reason };
  ports.log.error('notice.refused', { ...whose, ...measured('notice.refused', { MailsRefused: 1 }) });
  const state = { kind: 'refused', at: ports.clock.now(), reason } as const;
  await ports.notices.put({ ...notice, version: notice.version + 1, state });
}

/** What one run sent. */
export interface NoticeReport {
  sent: number;
  refused: number;
  merged: number;
  /** Mails that are due and were not sent: another run is sending them, or the time of this run was over. */
  left: number;
  /** Of those, the ones that were tried before, twice or more and minutes apart, and were not accepted. */
  stuck: number;
}

export function noNotices(): NoticeReport {
  return { sent: 0, refused: 0, merged: 0, left: 0, stuck: 0 };
}

/** What a process keeps between two checks; losing it costs reads, never a second mail. */
export interface NoticeMemory {
  /** When the last check began that left nothing to send; null before the first one. */
  lookedAt: EpochMs | null;
  /** The occasions of mails that are settled. */
  readonly told: Set<string>;
}

export const freshNoticeMemory = (): NoticeMemory => ({ lookedAt: null, told: new Set() });
