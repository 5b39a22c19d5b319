/** What SES tells EventBridge of a mail, as far as our rules look at it. */
export interface MailFeedback {
  readonly kind: 'Email Bounced' | 'Email Complaint Received';
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Addresses to which SES itself lets mails end badly: https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html */
const endings = {
  'bounce@simulator.amazonses.com': {
    kind: 'Email Bounced',
    detail: { eventType: 'Bounce', bounce: { bounceType: 'Permanent', bounceSubType: 'General' } },
  },
  'complaint@simulator.amazonses.com': { kind: 'Email Complaint Received', detail: { eventType: 'Complaint' } },
} as const;

interface MailRequest {
  readonly Destination?: { readonly ToAddresses?: readonly string[] };
  readonly ConfigurationSetName?: string;
  readonly EmailTags?: readonly { readonly Name: string; readonly Value: string }[];
}

/** What comes of a mail that was sent with a configuration set: nothing, but for the addresses that SES has for trying it. */
export function feedbackOf(body: string, messageId: string): MailFeedback[] {
  const { Destination, ConfigurationSetName, EmailTags = [] } = JSON.parse(body) as MailRequest;
  if (ConfigurationSetName === undefined) return [];
  const tags = Object.fromEntries(EmailTags.map(({ Name, Value }) => [Name, [Value]]));
  const mail = { messageId, tags: { ...tags, 'ses:configuration-set': [ConfigurationSetName] } };
  return (Destination?.ToAddresses ?? []).flatMap((address) => {
    const ending = Object.hasOwn(endings, address) ? endings[address as keyof typeof endings] : undefined;
    return ending === undefined ? [] : [{ kind: ending.kind, detail: { ...ending.detail, mail } }];
  });
}
