import { GetAccountCommand, GetEmailIdentityCommand, type SESv2Client } from '@aws-sdk/client-sesv2';
import { identitiesOf } from '../../core/mail/index.ts';
import { answerOrNull, answerTo } from './answer.ts';

/** What SES permits the account, in the region. */
export interface MailAccountFacts {
  /** Out of the sandbox: mail can be sent to any address. */
  readonly isInProduction: boolean;
  readonly isSending: boolean;
  /** `HEALTHY`, `PROBATION`, `SHUTDOWN`. */
  readonly enforcement: string;
  readonly perDay: number;
  readonly perSecond: number;
  readonly sentLastDay: number;
}

/** What SES knows of a sender: its address, or the domain that it belongs to. */
export interface SenderFacts {
  /** The identity: `info@example.jp` or `example.jp`. */
  readonly identity: string;
  readonly isVerified: boolean;
  /** `SUCCESS`, `PENDING`, `FAILED`, `TEMPORARY_FAILURE`, `NOT_STARTED`. */
  readonly dkim: string;
  /** The records by which the domain says that SES may sign for it. */
  readonly dkimRecords: readonly { readonly name: string; readonly value: string }[];
  /** The MAIL FROM domain, if SES refuses every mail without its records; otherwise absent. */
  readonly mailFrom?: { readonly domain: string; readonly status: string };
}

/** What the account may send. */
export async function readMailAccount(client: SESv2Client): Promise<MailAccountFacts> {
  const account = await answerTo('ses:GetAccount', () => client.send(new GetAccountCommand({})));
  return {
    isInProduction: account.ProductionAccessEnabled ?? false,
    isSending: account.SendingEnabled ?? false,
    enforcement: account.EnforcementStatus ?? '',
    perDay: account.SendQuota?.Max24HourSend ?? 0,
    perSecond: account.SendQuota?.MaxSendRate ?? 0,
    sentLastDay: account.SendQuota?.SentLast24Hours ?? 0,
  };
}

/**
 * The identity that lets mails come from this address: its domain's, the address's own, or that of a domain above it; null when there
 * is none.
 */
export async function readSender(client: SESv2Client, address: string): Promise<SenderFacts | null> {
  const [own, domain = address, ...above] = identitiesOf(address);
  for (const identity of [domain, own ?? address, ...above]) {
    const found = await readIdentity(client, identity);
    if (found !== null) return found;
  }
  return null;
}

async function readIdentity(client: SESv2Client, identity: string): Promise<SenderFacts | null> {
  const found = await answerOrNull('ses:GetEmailIdentity', ['NotFoundException'], () =>
    client.send(new GetEmailIdentityCommand({ EmailIdentity: identity })),
  );
  if (found === null) return null;
  const { MailFromDomain, MailFromDomainStatus = '', BehaviorOnMxFailure } = found.MailFromAttributes ?? {};
  const { Status = 'NOT_STARTED', Tokens = [], SigningHostedZone = 'dkim.amazonses.com' } = found.DkimAttributes ?? {};
  const domain = identity.slice(identity.lastIndexOf('@') + 1);
  return {
    identity,
    isVerified: found.VerifiedForSendingStatus ?? false,
    dkim: Status,
    dkimRecords: Tokens.map((token) => ({
      name: `${token}._domainkey.${domain}`,
      value: `${token}.${SigningHostedZone}`,
    })),
    ...(MailFromDomain && BehaviorOnMxFailure === 'REJECT_MESSAGE'
      ? { mailFrom: { domain: MailFromDomain, status: MailFromDomainStatus } }
      : {}),
  };
}
