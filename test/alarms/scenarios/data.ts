import { minuteMs } from '../../../core/kernel/time.ts';
import { account } from '../../../local/assembly/resource-types.ts';
import { eventOf } from '../../../local/events/put-events.ts';
import { rulesOf } from '../../../local/events/rules.ts';
import type { Board } from '../board.ts';
import { prove } from '../cloud.ts';
import type { Scenario } from '../proof.ts';

/** What AWS itself tells the default bus of backups and keys, in the form of its documents; the rules of the template hear of it. */
export const dataScenarios: Readonly<Record<string, Scenario>> = {
  'backup-failed': () =>
    proveEvent('ticket-backup-failed', 'AWS::Backup::BackupVault', (vault) => {
      const job = (state: string, backupVaultName = vault.name) =>
        ['aws.backup', 'Backup Job State Change', { state, backupVaultName, resourceType: 'DynamoDB' }] as const;
      return { harmless: [job('COMPLETED'), job('RUNNING'), job('FAILED', 'Default')], bad: job('EXPIRED') };
    }),

  'key-endangered': () =>
    proveEvent('ticket-key-endangered', 'AWS::KMS::Key', (key) => {
      const call = (eventName: string, ARN = key.arn, more: object = {}) => {
        const resources = [{ accountId: account, type: 'AWS::KMS::Key', ARN }];
        const detail = { eventSource: 'kms.amazonaws.com', eventName, resources, ...more };
        return ['aws.kms', 'AWS API Call via CloudTrail', detail] as const;
      };
      const harmless = [
        call('EnableKey'),
        call('ScheduleKeyDeletion', `${key.arn}-of-another`),
        call('ScheduleKeyDeletion', key.arn, { errorCode: 'AccessDenied' }),
      ];
      return { harmless, bad: call('ScheduleKeyDeletion') };
    }),
};

type Told = readonly [source: string, detailType: string, detail: object];

function proveEvent(
  alarm: string,
  type: string,
  eventsFor: (resource: { readonly name: string; readonly arn: string }) => {
    readonly harmless: readonly Told[];
    readonly bad: Told;
  },
) {
  return prove(alarm, {
    async breaks({ board, clock, pass }) {
      const [resource] = board.resources.ofType(type);
      if (resource === undefined) throw new Error(`The templates have no ${type}.`);
      const { harmless, bad } = eventsFor(resource);
      for (const told of harmless) tell(board, told, clock.now());
      await pass(minuteMs);
      if (board.isTold(alarm)) throw new Error(`What is harmless raises ${alarm}.`);
      tell(board, bad, clock.now());
    },
    mends: async () => undefined,
  });
}

function tell(board: Board, [source, detailType, detail]: Told, at: number): void {
  const event = eventOf(source, detailType, detail, at);
  for (const rule of rulesOf(board.resources)) {
    if (rule.bus === 'default' && rule.matches(event)) board.accounting.triggered(rule);
  }
}
