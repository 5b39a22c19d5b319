import { Aws, Fn, RemovalPolicy } from 'aws-cdk-lib';
import { CfnBackupPlan, CfnBackupSelection, CfnBackupVault } from 'aws-cdk-lib/aws-backup';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/**
 * Days that a backup is kept: as long as point-in-time recovery reaches back. So personal data that were removed are in no backup after
 * these days (docs/concepts/threat-model.md), and no longer ones are taken into the vault.
 */
const keptDays = 35;
/** The shortest that a backup made by hand may be kept for. */
const keptDaysMin = 7;

/** How often a backup is made; three in the morning in Japan. https://docs.aws.amazon.com/aws-backup/latest/devguide/creating-a-backup-plan.html */
const schedules = {
  daily: 'cron(0 18 * * ? *)',
  weekly: 'cron(0 18 ? * SAT *)',
} as const;

/** The tables of a plan, by their ARNs. */
export type Backed = Readonly<Record<keyof typeof schedules, readonly string[]>>;

/**
 * Backups of tables in a vault of their own, in addition to point-in-time recovery: they survive a caller that may delete tables, and can
 * be copied to another Region or account. The vault is locked in governance mode: backups stay for their retention period, unless the lock
 * is removed first, which takes a separate permission (`backup:DeleteBackupVaultLockConfiguration`).
 */
export class Backups extends Construct {
  readonly vaultName: string;

  /** @param copyTo the ARN of the vault that each backup is copied to, of another Region or account; null for none */
  constructor(
    scope: Construct,
    id: string,
    props: { readonly stage: string; readonly tables: Backed; readonly copyTo: string | null },
  ) {
    super(scope, id);
    // The vault outlives its stack, and a name in use cannot be used again, so the name has a part that is unique to the stack.
    const stackNumber = Fn.select(4, Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID))));
    const vault = new CfnBackupVault(this, 'vault', {
      backupVaultName: `tsunagi-${props.stage}-${stackNumber}`,
      lockConfiguration: { minRetentionDays: keptDaysMin, maxRetentionDays: keptDays },
    });
    vault.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.vaultName = vault.ref;
    const role = this.#role(vault, props);
    const lifecycle = { deleteAfterDays: keptDays };
    for (const [often, scheduleExpression] of Object.entries(schedules)) {
      const copies = props.copyTo === null ? [] : [{ destinationBackupVaultArn: props.copyTo, lifecycle }];
      const plan = new CfnBackupPlan(this, often, {
        backupPlan: {
          backupPlanName: `tsunagi-${props.stage}-${often}`,
          backupPlanRule: [
            {
              ruleName: often,
              targetBackupVault: vault.ref,
              scheduleExpression,
              startWindowMinutes: 60,
              completionWindowMinutes: 720,
              lifecycle,
              ...(copies.length === 0 ? {} : { copyActions: copies }),
            },
          ],
        },
      });
      const selection = new CfnBackupSelection(this, `${often}-tables`, {
        backupPlanId: plan.ref,
        backupSelection: {
          selectionName: 'tables',
          iamRoleArn: role.roleArn,
          resources: [...props.tables[often as keyof typeof schedules]],
        },
      });
      // Together with its policy: the first backup may be due at once.
      selection.node.addDependency(role);
    }
  }

  /**
   * What AWS Backup needs for these tables and vaults: a part of the policy that AWS manages for every kind of resource.
   * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForBackup.html
   */
  #role(vault: CfnBackupVault, { tables, copyTo }: { readonly tables: Backed; readonly copyTo: string | null }): Role {
    const role = new Role(this, 'role', {
      description: 'AWS Backup: reads the tables of Tsunagi into its vault',
      assumedBy: new ServicePrincipal('backup.amazonaws.com'),
    });
    const ofVault = ['backup:DescribeBackupVault', ...(copyTo === null ? [] : ['backup:CopyFromBackupVault'])];
    role.addToPolicy(
      new PolicyStatement({
        actions: ['dynamodb:DescribeTable', 'dynamodb:ListTagsOfResource', 'dynamodb:StartAwsBackupJob'],
        resources: [...tables.daily, ...tables.weekly],
      }),
    );
    role.addToPolicy(new PolicyStatement({ actions: ofVault, resources: [vault.attrBackupVaultArn] }));
    if (copyTo !== null) {
      const actions = ['backup:DescribeBackupVault', 'backup:CopyIntoBackupVault'];
      role.addToPolicy(new PolicyStatement({ actions, resources: [copyTo] }));
    }
    return role;
  }
}
