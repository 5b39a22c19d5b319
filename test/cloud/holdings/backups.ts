import { backup } from '../signed-call.ts';
import { type Looker, same } from './look.ts';

/** Its lock is not kept by the emulator: test/infra/backups.test.ts has it. */
export const vault: Looker = async ({ endpoint }, { physicalId, properties }) =>
  same(properties, await backup(endpoint, `/backup-vaults/${physicalId}`), 'BackupVaultName');

/** Templates have other names than answers for a plan's rules, and for their vault. */
export const plan: Looker = async ({ endpoint }, { physicalId, properties }) => {
  const { BackupPlanName, BackupPlanRule } = properties.BackupPlan as {
    BackupPlanName: string;
    BackupPlanRule: readonly { readonly TargetBackupVault: string }[];
  };
  const Rules = BackupPlanRule.map(({ TargetBackupVault, ...rule }) => ({
    ...rule,
    TargetBackupVaultName: TargetBackupVault,
  }));
  const { BackupPlan } = await backup(endpoint, `/backup/plans/${physicalId}`);
  return same({ BackupPlanName, Rules }, withoutIds(BackupPlan), 'BackupPlanName', 'Rules');
};

/** AWS gives each rule an id. */
function withoutIds(plan: unknown): unknown {
  const { Rules = [], ...others } = (plan ?? {}) as { Rules?: readonly Record<string, unknown>[] };
  return { ...others, Rules: Rules.map(({ RuleId, ...rule }) => rule) };
}

export const selection: Looker = async ({ endpoint }, { physicalId, properties }) => {
  const { BackupPlanId, BackupSelection } = properties as { BackupPlanId: string; BackupSelection: object };
  const found = await backup(endpoint, `/backup/plans/${BackupPlanId}/selections/${physicalId}`);
  return same(BackupSelection, found.BackupSelection, 'SelectionName', 'IamRoleArn', 'Resources');
};
