import type { EpochMs } from '../units.ts';

/** The mails there are. Each goes to a merchant once for its occasion. */
export const noticeKinds = [
  'outage-opened',
  'outage-interim',
  'outage-all-clear',
  'outage-correction',
  'maintenance-ahead',
  'maintenance-after',
  'status-digest',
  'key-ending',
  'key-ended',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** What a mail is about: an incident, a maintenance window, one note of an incident, what is noted for a merchant, or the end of a key. */
export interface NoticeKey {
  readonly occasion: string;
  readonly kind: NoticeKind;
  readonly merchant: string;
}

/**
 * How a mail stands. `sending`: somebody is handing it to the mail service; after `until` it is taken for dead and sent
 * again, so a crash exactly between acceptance and mark is the only way to a second mail.
 */
export type NoticeState =
  | { readonly kind: 'sending'; readonly writer: string; readonly until: EpochMs }
  | { readonly kind: 'sent'; readonly at: EpochMs; readonly messageId: string }
  /** Refused for good by the mail service, with its word for it. */
  | { readonly kind: 'refused'; readonly at: EpochMs; readonly reason: string }
  /** Not needed any more: what it said is part of a later mail. */
  | { readonly kind: 'merged'; readonly at: EpochMs };

/** A mail to a merchant, as the table holds it. */
export interface Notice extends NoticeKey {
  readonly version: number;
  readonly state: NoticeState;
}

/** Each try is a version, and begins when the one before has been over for minutes: so a mail's row alone says that it is stuck. */
export function isStuck(notice: Notice | null): boolean {
  return notice?.state.kind === 'sending' && notice.version >= 2;
}
