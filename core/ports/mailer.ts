/** A mail ready to go. */
export interface OutgoingMail {
  /** Addresses of one merchant; personal data. */
  readonly to: readonly string[];
  /** Whose mail it is, by id; absent for a mail to nobody's merchant, such as a trial. */
  readonly merchant?: string;
  readonly fromName: string;
  /** Where answers go; to the sender's own address when absent. */
  readonly replyTo?: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What the mail service said of a mail. `refused` is about this one mail: it will be refused again, while others are taken. */
export type MailOutcome =
  | { readonly kind: 'accepted'; readonly messageId: string }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * The way to the merchants. Throws a `TsunagiError` (`mail.failing`) when the mail service cannot be reached, wants fewer mails, or
 * refuses the sender or the account: the same mail may be taken later.
 */
export interface Mailer {
  send(mail: OutgoingMail): Promise<MailOutcome>;
}
