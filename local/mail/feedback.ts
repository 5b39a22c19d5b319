/** What SES tells EventBridge of a mail, as far as our rules look at it. */
export interface MailFeedback {
  readonly kind: 'Email Delivered' | 'Email Bounced' | 'Email Complaint Received';
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Addresses to which SES itself lets mails end badly: https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html */
const endings: Readonly<Record<string, (address: string) => MailFeedback>> = {
  'bounce@simulator.amazonses.com': (emailAddress) => ({
    kind: 'Email Bounced',
    detail: {
      eventType: 'Bounce',
      bounce: { bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients: [{ emailAddress }] },
    },
  }),
  'complaint@simulator.amazonses.com': (emailAddress) => ({
    kind: 'Email Complaint Received',
    detail: { eventType: 'Complaint', complaint: { complainedRecipients: [{ emailAddress }] } },
  }),
};

const delivered = (address: string): MailFeedback => ({
  kind: 'Email Delivered',
  detail: { eventType: 'Delivery', delivery: { recipients: [address] } },
});

interface MailRequest {
  readonly Destination?: { readonly ToAddresses?: readonly string[] };
  readonly ConfigurationSetName?: string;
  readonly EmailTags?: readonly { readonly Name: string; readonly Value: string }[];
}

/** What comes of a mail that was sent with a configuration set: it is delivered, but for the addresses that SES has for trying it. */
export function feedbackOf(body: string, messageId: string): MailFeedback[] {
  const { Destination, ConfigurationSetName, EmailTags = [] } = JSON.parse(body) as MailRequest;
  if (ConfigurationSetName === undefined) return [];
  const tags = Object.fromEntries(EmailTags.map(({ Name, Value }) => [Name, [Value]]));
  const destination = Destination?.ToAddresses ?? [];
  const mail = { messageId, destination, tags: { ...tags, 'ses:configuration-set': [ConfigurationSetName] } };
  return destination.map((address) => {
    const ending = Object.hasOwn(endings, address) ? endings[address] : undefined;
    const { kind, detail } = (ending ?? delivered)(address);
    return { kind, detail: { ...detail, mail } };
  });
}
