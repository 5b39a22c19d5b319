import { measured } from '../watch/measured-lines.ts';
import type { NoticeReport, SendingWork } from './deliver.ts';
import type { Notice } from './notice.ts';

/** A mail that the mail service refuses, as its row stands while it is in hand. */
export interface Refusal {
  readonly notice: Notice;
  readonly reason: string;
}

/**
 * What one run knows of refusals. Where every mail is refused, the sender or the account is the likelier cause, whatever the mail service
 * says: so a refusal is settled for good only in a run in which another mail was taken.
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
export async function settleHeld({ ports, refusals }: Pick<SendingWork, 'ports' | 'refusals'>): Promise<void> {
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
  ports: SendingWork['ports'],
  { notice, reason }: Refusal,
  report: NoticeReport,
): Promise<void> {
  report.refused++;
  const { merchant, kind } = notice;
  ports.log.error('notice.refused', { merchant, kind, reason, ...measured('notice.refused', { MailsRefused: 1 }) });
  const state = { kind: 'refused', at: ports.clock.now(), reason } as const;
  await ports.notices.put({ ...notice, version: notice.version + 1, state });
}
