import { chatPoster } from '../aws/chat.ts';
import { kmsClient, sesClient } from '../aws/clients.ts';
import { kmsDataKeys } from '../aws/data-keys.ts';
import { dynamoAudits } from '../aws/dynamodb/audits.ts';
import { dynamoChats } from '../aws/dynamodb/chats.ts';
import { dynamoDigests } from '../aws/dynamodb/digests.ts';
import { dynamoIncidents } from '../aws/dynamodb/incidents.ts';
import { dynamoLeases } from '../aws/dynamodb/leases.ts';
import { dynamoListings } from '../aws/dynamodb/listings.ts';
import { dynamoMerchants } from '../aws/dynamodb/merchants.ts';
import { dynamoNotices } from '../aws/dynamodb/notices.ts';
import { dynamoTargets } from '../aws/dynamodb/order-targets.ts';
import { dynamoPauses } from '../aws/dynamodb/pauses.ts';
import { dynamoShops } from '../aws/dynamodb/shops.ts';
import { dynamoStockLedger } from '../aws/dynamodb/stock-ledger.ts';
import { type LambdaHandler, lambdaHandler } from '../aws/lambda/invocation.ts';
import { type MailEvent, mailEventOf } from '../aws/lambda/mail-event.ts';
import { scheduled } from '../aws/lambda/scheduled.ts';
import { sesMailer } from '../aws/mailer.ts';
import { kmsVault } from '../aws/vault.ts';
import { sendAll } from '../core/jobs/index.ts';
import { hourMs, TsunagiError } from '../core/kernel/index.ts';
import { freshNoticeMemory, identityOf } from '../core/mail/index.ts';
import { changesIn } from '../core/ports/index.ts';
import { mallMails } from '../malls/mall-mails.ts';
import { openTables } from './connections.ts';
import { functionLog } from './function-log.ts';
import { machineRandom } from './random.ts';
import { always, readSettings } from './settings.ts';

export const notifyVariables = [
  ...always,
  ...(['SHOPS_TABLE', 'CONTROL_TABLE', 'PUSHES_TABLE', 'LISTINGS_TABLE', 'STOCK_TABLE'] as const),
  ...(['SENDER', 'CONFIGURATION_SET', 'MAILS_PER_SECOND', 'INTERIM_HOURS'] as const),
  ...(['MAIL_FROM_NAME', 'MAIL_REPLY_TO', 'MAIL_TELEPHONE', 'MAIL_SIGNATURE'] as const),
  ...(['CHAT_KEY_ID', 'CHAT_DESK'] as const),
] as const;

/** Creates the handler that sends mails to merchants, and keeps what SES reports of them. It reads no order and no key of a shop. */
export function notifyFunction(name: string): LambdaHandler {
  const settings = readSettings(notifyVariables, process.env);
  const log = functionLog(name, settings);
  const { clock, aws, table } = openTables(settings.TSUNAGI_CLOCK, undefined, log);
  const control = table(settings.CONTROL_TABLE);
  const ports = {
    clock,
    log,
    mails: mallMails,
    incidents: dynamoIncidents(control),
    leases: dynamoLeases(control),
    notices: dynamoNotices(control),
    audits: dynamoAudits(control),
    digests: dynamoDigests(control),
    // This function writes none, so no retention applies.
    changes: changesIn(dynamoTargets(table(settings.PUSHES_TABLE), { retentionMs: 0 })),
    listings: dynamoListings(table(settings.LISTINGS_TABLE)),
    stock: dynamoStockLedger(table(settings.STOCK_TABLE)),
    pauses: dynamoPauses(control),
    merchants: dynamoMerchants(control),
    shops: dynamoShops(table(settings.SHOPS_TABLE)),
  };
  const { SENDER: sender, CONFIGURATION_SET: configurationSet, MAILS_PER_SECOND: mailsPerSecond } = settings;
  const mailer = sesMailer(sesClient(aws), { sender, configurationSet });
  const identity = identityOf({
    fromName: settings.MAIL_FROM_NAME,
    replyTo: settings.MAIL_REPLY_TO ?? '',
    telephone: settings.MAIL_TELEPHONE ?? '',
    signature: settings.MAIL_SIGNATURE ?? '',
  });
  const interimEveryMs = settings.INTERIM_HOURS === null ? null : settings.INTERIM_HOURS * hourMs;
  const chats =
    settings.CHAT_KEY_ID === null
      ? null
      : {
          poster: chatPoster({ desk: settings.CHAT_DESK }),
          ports: {
            chats: dynamoChats(control),
            vault: kmsVault(kmsDataKeys(kmsClient(aws), settings.CHAT_KEY_ID, control)),
          },
        };
  const memory = { keys: freshNoticeMemory(), mornings: freshNoticeMemory() };
  const keepReports = lambdaHandler(
    log,
    (event) => event as MailEvent,
    async ({ id, reports }) => {
      if (id === null || reports.length === 0) return;
      // Without its report a mail's end is unknown, which is worth no alarm.
      await ports.notices.addReports(id, reports).catch((error: unknown) => {
        if (!(error instanceof TsunagiError)) throw error;
        log.warn('mail.unreported', { mail: id, code: error.code });
      });
    },
  );
  const send = scheduled(
    async ({ budget }) => {
      const runId = machineRandom.id();
      await sendAll({ ports, mailer, identity, runId, budget, mailsPerSecond, interimEveryMs }, memory, chats);
    },
    { log, speed: settings.TSUNAGI_CLOCK.speed },
  );
  return (event, context) => {
    const reported = mailEventOf(event);
    return reported === null ? send(event, context) : keepReports(reported, context);
  };
}
