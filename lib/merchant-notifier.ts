import type { Construct } from 'constructs';
import { identitiesOf } from '../core/mail/index.ts';
import { chatDataKey } from '../core/model/index.ts';
import { settings as notifyMerchants } from '../functions/notify-merchants/settings.ts';
import type { MailFeedback } from './constructs/mail-feedback.ts';
import { ScheduledFunction } from './constructs/started-functions.ts';
import { type ControlBinding, chatBinding, controlBindings } from './control-scopes.ts';
import type { DataStack } from './data-stack.ts';
import type { Parameters } from './parameters.ts';

/**
 * The function that sends mails to merchants: it reads merchants, incidents, the states of pushes and listings, and oversold SKUs, but no order
 * and no key. It releases its lease by deleting it. It calls no mall, so it needs no fixed address. Where merchants have chats, it opens the
 * one data key that seals their addresses, and none of a shop.
 */
export function merchantNotifier(
  scope: Construct,
  sender: string,
  parameters: Parameters,
  data: DataStack,
  feedback: MailFeedback,
): ScheduledFunction {
  const notifier = new ScheduledFunction(scope, 'notify-merchants', {
    stage: parameters.stage,
    settings: notifyMerchants,
    isTraced: parameters.tracing === 'on',
    environment: {
      STAGE: parameters.stage,
      MAIL_FROM_NAME: parameters.mailFromName ?? '',
      MAIL_REPLY_TO: parameters.mailReplyTo ?? '',
      MAIL_TELEPHONE: parameters.mailTelephone ?? '',
      MAIL_SIGNATURE: parameters.mailSignature ?? '',
      MAILS_PER_SECOND: String(parameters.mailsPerSecond),
      INTERIM_HOURS: parameters.interimHours === null ? '' : String(parameters.interimHours),
    },
  })
    .bindTable('SHOPS_TABLE', data.tables.Shops, { access: ['read'], indexes: ['shard'] })
    .bindControl(data.tables.Control, withChats(parameters.merchantChats))
    .bindTable('PUSHES_TABLE', data.tables.Pushes, { access: ['read'], indexes: ['open', 'failed'] })
    .bindTable('LISTINGS_TABLE', data.tables.Listings, { access: ['read'] })
    .bindTable('STOCK_TABLE', data.tables.Stock, { access: ['read'] })
    .bindSender(
      sender,
      parameters.senderIdentity === null ? identitiesOf(sender) : [parameters.senderIdentity],
      feedback.configurationSetName,
    );
  if (parameters.merchantChats) notifier.bindKey('CHAT_KEY_ID', data.dataKey, chatDataKey);
  feedback.reportTo(parameters.stage, notifier);
  return notifier;
}

function withChats(hasChats: boolean): ControlBinding {
  const { 'notify-merchants': own } = controlBindings;
  if (!hasChats) return own;
  return { ...own, read: [...own.read, ...chatBinding.read], write: [...own.write, ...chatBinding.write] };
}
