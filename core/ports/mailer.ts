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

/** What the mail service said of a mail. `refused` is for good: the same mail will be refused again. */
export type MailOutcome =
  | { readonly kind: 'accepted'; readonly messageId: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** The way to the merchants. Throws a `TsunagiError` when the mail service cannot be reached or wants fewer mails. */
export interface Mailer {
  send(mail: OutgoingMail): Promise<MailOutcome>;
}
