import { counted, t } from '../../language/index.ts';
import type { Leftovers, StandingStage } from '../../wiring/teardown.ts';
import type { Remedies } from '../doctor/outcome.ts';
import { type Block, paragraph } from '../terminal/index.ts';
import { shortKey, sizeText } from './announcement.ts';

export interface Remain {
  readonly what: string;
  readonly note: string;
  readonly remove: readonly string[];
}

export function remainsOf(
  { stage, account }: { readonly stage: string; readonly account: string },
  standing: StandingStage,
  leftovers: Leftovers | null,
  deletedTables: readonly string[],
  remedies: Remedies,
): Remain[] {
  const { aws } = remedies;
  return [
    ...standing.kept.tables.map(({ title, name, items, bytes }) => ({
      what: t`table ${title}, ${counted(items, 'row')} some hours ago, ${sizeText(bytes)}: ${name}`,
      note: standing.usedBy[name] === undefined ? '' : t`The stage ${standing.usedBy[name]} works with it.`,
      remove: [
        aws(`dynamodb update-table --table-name ${name} --no-deletion-protection-enabled`),
        aws(`dynamodb delete-table --table-name ${name}`),
      ],
    })),
    ...(deletedTables.length === 0
      ? []
      : [
          {
            what: t`backups that DynamoDB made by itself of the deleted tables`,
            note: t`They hold personal data, cost nothing, and go by themselves after 35 days.`,
            remove: [aws(`dynamodb list-backups --backup-type SYSTEM`)],
          },
        ]),
    ...(standing.kept.tables.length === 0
      ? []
      : [
          {
            what: t`the tables and the key at once`,
            note: t`Orders are written down first.`,
            remove: [`${remedies.ops('teardown')} --export orders-of-${stage} --delete-data`],
          },
        ]),
    ...standing.kept.keys.map(({ arn, deletedAt, aliases }) => ({
      what: t`KMS ${shortKey(arn)}${aliases.length === 0 ? '' : t`, alias ${aliases.join(', ')}`}${deletedAt === null ? t`, about 1 USD a month` : t`, to be deleted on ${deletedAt.slice(0, 10)}`}`,
      note:
        deletedAt === null
          ? t`Without it no stored shop key opens any more.`
          : t`Until then it can be kept after all (kms cancel-key-deletion).`,
      remove:
        deletedAt === null
          ? [
              ...aliases.map((alias) => aws(`kms delete-alias --alias-name ${alias}`)),
              aws(`kms schedule-key-deletion --key-id ${arn} --pending-window-in-days 30`),
            ]
          : [],
    })),
    ...outside(stage, account, leftovers, aws),
  ];
}

function outside(stage: string, account: string, leftovers: Leftovers | null, aws: Remedies['aws']): Remain[] {
  const logs: Remain = {
    what: t`log groups, if there are any (not looked at)`,
    note: t`They go with the stack. One that came back was written to at the very end.`,
    remove: [
      aws(
        `logs describe-log-groups --log-group-name-prefix /aws/lambda/tsunagi-${stage}- --query "logGroups[].logGroupName"`,
      ),
      aws(`logs delete-log-group --log-group-name <name>`),
    ],
  };
  const addresses: Remain = {
    what: t`addresses of fixedAddresses, if there were any (not looked at)`,
    note: t`AWS bills each until it is released; an address that is released does not come back.`,
    remove: [
      aws(`ec2 describe-addresses --filters Name=tag:Name,Values=tsunagi-${stage} --query "Addresses[].AllocationId"`),
      aws('ec2 release-address --allocation-id <id>'),
    ],
  };
  const backups: Remain = {
    what: t`the vault of backups, and those of the last 35 days in it (not looked at)`,
    note: t`They hold personal data, and go by themselves after 35 days; the empty vault costs nothing. Its lock keeps them until then: without it each can be deleted (backup delete-recovery-point).`,
    remove: [
      aws(
        `backup list-backup-vaults --query "BackupVaultList[?starts_with(BackupVaultName, 'tsunagi-${stage}-')].[BackupVaultName,NumberOfRecoveryPoints]"`,
      ),
      aws(`backup delete-backup-vault-lock-configuration --backup-vault-name <name>`),
      aws(`backup delete-backup-vault --backup-vault-name <name>`),
    ],
  };
  if (leftovers === null) {
    const note = t`What else is left could not be looked at: the mails’ identity, subscriptions, the CDK’s own stack.`;
    return [logs, addresses, backups, { what: 'unknown', note, remove: [] }];
  }
  const { subscriptions, identity, bootstrap } = leftovers;
  return [
    logs,
    addresses,
    backups,
    ...subscriptions.map((arn) => ({
      what: t`subscription to the alarms: ${arn}`,
      note: '',
      remove: [aws(`sns unsubscribe --subscription-arn ${arn}`)],
    })),
    ...(identity === null
      ? []
      : [
          {
            what: t`SES identity ${identity.identity}`,
            note: t`Made by hand; other programs may send with it. Its DNS records can go with it.`,
            remove: [aws(`sesv2 delete-email-identity --email-identity ${identity.identity}`)],
          },
        ]),
    ...(bootstrap === null
      ? []
      : [
          {
            what: t`the CDK’s own stack ${bootstrap.stackName}, and the uploads in ${bootstrap.bucket || `cdk-hnb659fds-assets-${account}`}`,
            note: t`Every CDK app of this account and region uses it. The bucket stays when the stack goes: empty it first (S3 console, "Empty": it keeps versions).`,
            remove: [
              aws(`cloudformation delete-stack --stack-name ${bootstrap.stackName}`),
              ...(bootstrap.bucket === '' ? [] : [aws(`s3 rb s3://${bootstrap.bucket}`)]),
            ],
          },
        ]),
  ];
}

/** The list as people read it. Commands are not broken, so that they can be copied. */
export function remainLines(remains: readonly Remain[]): Block[] {
  return [
    t`What remains, and how it is removed:`,
    ...remains.flatMap(({ what, note, remove }) => [
      paragraph(what, { label: '- ' }),
      ...(note === '' ? [] : [paragraph(note, { label: '    ' })]),
      ...remove.map((command) => `    ${command}`),
    ]),
  ];
}
