import type { MailIdentity } from './letter.ts';

/** What a deployment says of the integrator, each empty when not said. */
export interface IdentityWords {
  readonly fromName: string;
  readonly replyTo: string;
  readonly telephone: string;
  /** Lines between `|`. */
  readonly signature: string;
}

/** The integrator as mails show them. */
export function identityOf({ fromName, replyTo, telephone, signature }: IdentityWords): MailIdentity {
  return {
    fromName,
    ...(replyTo === '' ? {} : { replyTo }),
    ...(telephone === '' ? {} : { telephone }),
    signature: signature.split('|').flatMap((line) => (line.trim() === '' ? [] : [line.trim()])),
  };
}
