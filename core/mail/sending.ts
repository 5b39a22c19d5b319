import { type EpochMs, measured } from '../kernel/index.ts';
import type { Notice } from '../model/index.ts';
import type { Ports, TimeBudget } from '../ports/index.ts';

/** One per channel and installation, like the rate that an account may send. */
type SenderLease = 'mails' | 'chats';

/**
 * Lets one run at a time send by a channel: overlapping runs would each use the account's whole rate. `send` asks `mayBegin` before its
 * first mail, so idle runs write nothing. A dead run blocks others until its lease expires.
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
  // After a failure the lease may be ours, and releasing another's changes nothing.
  return taken.catch(() => true);
}

type RefusalPorts = Pick<Ports, 'notices' | 'clock' | 'log'>;

interface Refusal {
  readonly notice: Notice;
  readonly reason: string;
}

/** A refusal is final only if another mail of the run was accepted: when all are refused, sender or account is the likelier cause. */
export interface RunRefusals {
  isOneTaken: boolean;
  /** Refused before any acceptance, with the report that counts them as left. */
  held: (Refusal & { readonly report: NoticeReport })[];
}

export function noRefusals(): RunRefusals {
  return { isOneTaken: false, held: [] };
}

/** Notes an accepted mail, and settles earlier refusals. */
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

export interface NoticeReport {
  sent: number;
  refused: number;
  merged: number;
  /** Mails due and unsent: another run sends them, or time was over. */
  left: number;
  /** Mails tried at least twice, minutes apart, and not accepted. */
  stuck: number;
}

export function noNotices(): NoticeReport {
  return { sent: 0, refused: 0, merged: 0, left: 0, stuck: 0 };
}

/** Memory between checks. Losing it costs reads, never a second mail. */
export interface NoticeMemory {
  /** Start of the last check that left nothing to send; null before the first. */
  lookedAt: EpochMs | null;
  readonly told: Set<string>;
}

export const freshNoticeMemory = (): NoticeMemory => ({ lookedAt: null, told: new Set() });
