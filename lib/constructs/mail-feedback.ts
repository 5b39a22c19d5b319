import { Duration } from 'aws-cdk-lib';
import { CfnRule, EventBus } from 'aws-cdk-lib/aws-events';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, type IVersion } from 'aws-cdk-lib/aws-lambda';
import {
  ConfigurationSet,
  ConfigurationSetEventDestination,
  EmailSendingEvent,
  EventDestination,
} from 'aws-cdk-lib/aws-ses';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { toldAs, toldEvents } from './told-events.ts';
import type { TsunagiFunction } from './tsunagi-function.ts';

/** What SES reports about a mail that did not do its work after it has accepted it, by EventBridge's names. */
const bad = ['Email Bounced', 'Email Complaint Received', 'Email Rejected'];

/**
 * Reports each mail to a merchant that bounced or got a complaint to the topic of the tickets. SES's own event has the address and the
 * subject. The message names the merchant instead, by the tag that `aws/mailer.ts` puts on the mail.
 *
 * SES sends its events to the default bus only (https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EventBridgeDestination.html).
 */
export class MailFeedback extends Construct {
  /** Mails that are sent with it are watched. */
  readonly configurationSetName: string;
  /** The rule that matches each mail that was not delivered or was complained of. */
  readonly ruleName: string;
  readonly #ofThisSet: object;

  constructor(scope: Construct, id: string, props: { readonly stage: string; readonly topic: Topic }) {
    super(scope, id);
    const { stage, topic } = props;
    this.configurationSetName = `tsunagi-${stage}`;
    const configurationSet = new ConfigurationSet(this, 'set', { configurationSetName: this.configurationSetName });
    new ConfigurationSetEventDestination(this, 'events', {
      configurationSet,
      destination: EventDestination.eventBus(EventBus.fromEventBusName(this, 'default', 'default')),
      events: [
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
        EmailSendingEvent.DELIVERY,
      ],
    });
    this.#ofThisSet = { mail: { tags: { 'ses:configuration-set': [this.configurationSetName] } } };
    this.ruleName = `tsunagi-${stage}-mail-feedback`;
    toldEvents(this, 'rule', {
      name: this.ruleName,
      topic,
      sid: 'MailsThatCameBack',
      eventPattern: { source: ['aws.ses'], 'detail-type': bad, detail: this.#ofThisSet },
      told: told(stage),
    });
  }

  /**
   * Hands everything that SES reports of a mail to the function that sent it, for the history of mails. It reads what SES wrote, as it is,
   * addresses included. So the rule has an alias of its own: what it starts leaves no record among the failed runs, where the event would
   * lie for 14 days. Lambda tries it again for an hour where it has no room for a run, and twice where a run fails; after that the history lacks
   * it.
   */
  reportTo(stage: string, sender: TsunagiFunction): void {
    const reports = new Alias(sender, 'reports', { aliasName: 'reports', version: sender.version as IVersion });
    reports.configureAsyncInvoke({ retryAttempts: 2, maxEventAge: Duration.hours(1) });
    const rule = new CfnRule(this, 'reports', {
      name: `tsunagi-${stage}-mail-reports`,
      eventPattern: { source: ['aws.ses'], 'detail-type': ['Email Delivered', ...bad], detail: this.#ofThisSet },
      targets: [{ id: 'history', arn: reports.functionArn }],
    });
    reports.addPermission('mail-reports', {
      principal: new ServicePrincipal('events.amazonaws.com'),
      sourceArn: rule.attrArn,
    });
  }
}

/** The text of the message. A field that an event does not have, such as the kind of a complaint, is empty. */
function told(stage: string): CfnRule.InputTransformerProperty {
  return toldAs(
    {
      what: '$.detail-type',
      merchant: '$.detail.mail.tags.merchant[0]',
      kind: '$.detail.bounce.bounceType',
      detail: '$.detail.bounce.bounceSubType',
      at: '$.time',
      messageId: '$.detail.mail.messageId',
    },
    [
      `Tsunagi ${stage}: a mail to merchant <merchant> did not do its work: <what>, <at>. <kind> <detail>`,
      'The merchant has not read it. Tell them by another way, and ask for an address that works.',
      `See npm run ops -- merchants show <merchant> --stage ${stage}, and set the new one with merchants change.`,
      'SES knows the mail as <messageId>.',
    ],
  );
}
