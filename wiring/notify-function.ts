import { sesClient } from '../aws/clients.ts';
import { dynamoAudits } from '../aws/dynamodb/audits.ts';
import { dynamoDigests } from '../aws/dynamodb/digests.ts';
import { dynamoIncidents } from '../aws/dynamodb/incidents.ts';
import { dynamoLeases } from '../aws/dynamodb/leases.ts';
import { dynamoListings } from '../aws/dynamodb/listings.ts';
import { dynamoMerchants } from '../aws/dynamodb/merchants.ts';
import { dynamoNotices } from '../aws/dynamodb/notices.ts';
import { dynamoPauses } from '../aws/dynamodb/pauses.ts';
import { dynamoPushes } from '../aws/dynamodb/pushes.ts';
import { dynamoShops } from '../aws/dynamodb/shops.ts';
import { dynamoStockLedger } from '../aws/dynamodb/stock-ledger.ts';
import { type ScheduledHandler, scheduled } from '../aws/lambda/scheduled.ts';
import { sesMailer } from '../aws/mailer.ts';
import { sendAll } from '../core/jobs/index.ts';
import { freshKeyMemory } from '../core/mail/index.ts';
import { defaultStatusSettings } from '../core/status/index.ts';
import { mallMails } from '../malls/mall-mails.ts';
import { openTables } from './connections.ts';
import { functionLog } from './function-log.ts';
import { readNotifySettings } from './notify-settings.ts';
import { machineRandom } from './random.ts';

/** Creates the handler that sends mails to merchants. It reads no order and no key. */
export function notifyFunction(name: string): ScheduledHandler {
  const settings = readNotifySettings(process.env);
  const { clock, aws, table } = openTables(settings.clock);
  const log = functionLog(name, settings.clock);
  const control = table(settings.tables.control);
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
    pushes: dynamoPushes(table(settings.tables.pushes), { ...defaultStatusSettings, retentionMs: 0 }),
    listings: dynamoListings(table(settings.tables.listings)),
    stock: dynamoStockLedger(table(settings.tables.stock)),
    pauses: dynamoPauses(control),
    merchants: dynamoMerchants(control),
    shops: dynamoShops(table(settings.tables.shops)),
  };
  const mailer = sesMailer(sesClient(aws), settings);
  const { identity, perSecond: mailsPerSecond, interimEveryMs } = settings;
  const keyMemory = freshKeyMemory();
  return scheduled(
    async ({ budget }) => {
      const runId = machineRandom.id();
      await sendAll({ ports, mailer, identity, runId, budget, mailsPerSecond, interimEveryMs }, keyMemory);
    },
    { log, speed: settings.clock.speed },
  );
}
