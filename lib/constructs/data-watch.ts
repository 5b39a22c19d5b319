import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { toldAs, toldEvents } from './told-events.ts';

/**
 * Tells the topic of the tickets when what outlives the tables is in danger: a backup that was not made or not copied, and the key that opens
 * the shops' credentials when it is switched off or about to be deleted. Nothing else notices either until it is needed.
 *
 * - https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
 * - https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html; EventBridge gets calls only in accounts with a trail:
 *   https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export class DataWatch extends Construct {
  /** The names of the rules, by what they watch. */
  readonly ruleNames: { readonly backups: string; readonly 'data-key': string };

  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly stage: string;
      readonly topic: Topic;
      readonly key: IKey;
      readonly vaultName: string;
    },
  ) {
    super(scope, id);
    const { stage, topic, key, vaultName } = props;
    const arn = { service: 'backup', resource: 'backup-vault', resourceName: vaultName };
    const vaultArn = Stack.of(this).formatArn({ ...arn, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
    this.ruleNames = { backups: `tsunagi-${stage}-backup-failed`, 'data-key': `tsunagi-${stage}-key-endangered` };
    toldEvents(this, 'backups', {
      name: this.ruleNames.backups,
      topic,
      sid: 'BackupsThatFailed',
      eventPattern: {
        source: ['aws.backup'],
        'detail-type': ['Backup Job State Change', 'Copy Job State Change'],
        detail: {
          state: ['FAILED', 'EXPIRED', 'ABORTED'],
          $or: [{ backupVaultName: [vaultName] }, { sourceBackupVaultArn: [vaultArn] }],
        },
      },
      told: toldAs(
        {
          what: '$.detail-type',
          state: '$.detail.state',
          table: '$.detail.resourceArn',
          why: '$.detail.statusMessage',
          at: '$.time',
        },
        [
          `Tsunagi ${stage}: a backup was not made: <what> <state>, <at>. <why>`,
          'Table: <table>. Its point-in-time recovery goes on; the vault lacks this copy until the next one is made.',
          'What to do: docs/runbook/backup-failed.md',
        ],
      ),
    });
    toldEvents(this, 'data-key', {
      name: this.ruleNames['data-key'],
      topic,
      sid: 'KeyThatIsEndangered',
      eventPattern: {
        source: ['aws.kms'],
        'detail-type': ['AWS API Call via CloudTrail'],
        detail: {
          eventSource: ['kms.amazonaws.com'],
          eventName: ['ScheduleKeyDeletion', 'DisableKey'],
          resources: { ARN: [key.keyArn] },
          errorCode: [{ exists: false }],
        },
      },
      told: toldAs({ what: '$.detail.eventName', by: '$.detail.userIdentity.arn', at: '$.time' }, [
        `Tsunagi ${stage}: the key that opens the shops' credentials is in danger: <what>, <at>, by <by>.`,
        "Without it no shop's credential can be opened, and none of the backups helps.",
        'What to do: docs/runbook/key-endangered.md',
      ]),
    });
  }
}
