import { describe, expect, it } from 'vitest';
import { backedUp } from '../../lib/data-stack.ts';
import { jsonOf, type TemplateJson, templatesOf, textOf, theOne } from '../../proving/templates.ts';
import { grantsOf, unnamedResources } from './privilege.ts';

interface Rule {
  readonly TargetBackupVault: unknown;
  readonly ScheduleExpression: string;
  readonly Lifecycle: object;
  readonly CopyActions?: readonly object[];
}

/** The plans of a template, by their names: what each backs up, and its one rule. */
function plansOf(template: TemplateJson): Record<string, { readonly tables: string[]; readonly rule: Rule }> {
  const resources = Object.entries(template.Resources);
  const plans = resources.filter(([, { Type }]) => Type === 'AWS::Backup::BackupPlan');
  return Object.fromEntries(
    plans.map(([id, { Properties }]) => {
      const { BackupPlanName, BackupPlanRule } = Properties.BackupPlan as {
        BackupPlanName: string;
        BackupPlanRule: [Rule];
      };
      const selection = resources.find(([, one]) =>
        JSON.stringify(one.Properties.BackupPlanId ?? null).includes(`"${id}"`),
      );
      const { Resources = [] } = (selection?.[1].Properties.BackupSelection ?? {}) as { Resources?: unknown[] };
      expect(BackupPlanRule).toHaveLength(1);
      return [BackupPlanName, { tables: Resources.map(textOf), rule: BackupPlanRule[0] }];
    }),
  );
}

const { data } = templatesOf({ stage: 'shop' });

describe('backups beside the recovery of any second', () => {
  it('backups are made every night of what people entered, and every week of orders and stock', () => {
    const plans = plansOf(jsonOf(data));
    expect(Object.fromEntries(Object.entries(plans).map(([name, { tables }]) => [name, tables]))).toEqual({
      'tsunagi-shop-daily': ['Shops', 'Control', 'Listings'],
      'tsunagi-shop-weekly': ['Orders', 'Stock'],
    });
    expect(backedUp).toEqual({ daily: ['Shops', 'Control', 'Listings'], weekly: ['Orders', 'Stock'] });
    for (const { rule } of Object.values(plans)) {
      expect(rule).toMatchObject({ Lifecycle: { DeleteAfterDays: 35 } });
      expect(textOf(rule.TargetBackupVault)).toBe('Backupsvault');
      expect(rule.CopyActions).toBeUndefined();
    }
    expect(Object.values(plans).map(({ rule }) => rule.ScheduleExpression)).toEqual([
      'cron(0 18 * * ? *)',
      'cron(0 18 ? * SAT *)',
    ]);
  });

  it('backups lie in a vault that outlives the stack, are kept for their days and none longer, and can be unlocked', () => {
    const { id, properties } = theOne(data, 'AWS::Backup::BackupVault');
    expect(jsonOf(data).Resources[id]).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    // Without ChangeableForDays: with it the lock could never be taken away again (compliance mode).
    expect(properties.LockConfiguration).toEqual({ MinRetentionDays: 7, MaxRetentionDays: 35 });
  });

  it('backups of a stage that is made again have a vault of another name, since the first one stays', () => {
    const { properties } = theOne(data, 'AWS::Backup::BackupVault');
    expect(JSON.stringify(properties.BackupVaultName)).toContain('"AWS::StackId"');
    expect(JSON.stringify(properties.BackupVaultName)).toContain('tsunagi-shop-');
  });

  it('backups are copied into a vault of another Region or account where one is named, and kept as long there', () => {
    const copies = 'arn:aws:backup:ap-northeast-3:111122223333:backup-vault:copies';
    for (const { rule } of Object.values(plansOf(jsonOf(templatesOf({ backupCopyTo: copies }).data)))) {
      expect(rule.CopyActions).toEqual([{ DestinationBackupVaultArn: copies, Lifecycle: { DeleteAfterDays: 35 } }]);
    }
  });

  it('backups are made by a role that reads these tables into its own vault, and copies into the named one', () => {
    const backs = ['dynamodb:DescribeTable', 'dynamodb:ListTagsOfResource', 'dynamodb:StartAwsBackupJob'];
    const tables = Object.fromEntries(['Control', 'Listings', 'Orders', 'Shops', 'Stock'].map((name) => [name, backs]));
    expect(grantsOf(jsonOf(data), 'Backupsrole')).toEqual({ ...tables, Backupsvault: ['backup:DescribeBackupVault'] });
    const copies = 'arn:aws:backup:ap-northeast-3:111122223333:backup-vault:copies';
    const copying = jsonOf(templatesOf({ stage: 'shop', backupCopyTo: copies }).data);
    expect(unnamedResources(copying).filter((line) => !line.startsWith('DataKey '))).toEqual([]);
    expect(grantsOf(copying, 'Backupsrole')).toEqual({
      ...tables,
      Backupsvault: ['backup:CopyFromBackupVault', 'backup:DescribeBackupVault'],
      [copies]: ['backup:CopyIntoBackupVault', 'backup:DescribeBackupVault'],
    });
  });

  it('backups are of the table in use, where a restored one has taken the place of the own one', () => {
    const plans = plansOf(jsonOf(templatesOf({ stage: 'shop', ordersTable: 'restored-orders' }).data));
    expect(plans['tsunagi-shop-weekly']?.tables[0]).toMatch(/:table\/restored-orders$/);
  });
});
