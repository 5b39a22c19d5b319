import { describe, expect, it } from 'vitest';
import { jsonOf, templatesOf } from '../../proving/templates.ts';

const { data, tsunagi } = templatesOf();

/**
 * The logical ids of everything that holds data or that others hold on to. CloudFormation knows a resource by this id alone:
 * under another one it is another resource, which is made anew and empty, while the old one stays behind, or is deleted.
 */
const contract = {
  OrdersA9B65338: 'AWS::DynamoDB::GlobalTable',
  Revisions44E8601F: 'AWS::DynamoDB::GlobalTable',
  Stock38709CBC: 'AWS::DynamoDB::GlobalTable',
  Shops817E01C4: 'AWS::DynamoDB::GlobalTable',
  Control42E771B2: 'AWS::DynamoDB::GlobalTable',
  PushesFDBAE1A7: 'AWS::DynamoDB::GlobalTable',
  Listings184A7881: 'AWS::DynamoDB::GlobalTable',
  DataKey17AFBB84: 'AWS::KMS::Key',
  DataKeyAliasF989EB84: 'AWS::KMS::Alias',
  OrdersConsumersA571AB97: 'AWS::IAM::ManagedPolicy',
  BackupsvaultE9301DB9: 'AWS::Backup::BackupVault',
  Backupsrole3776F5D8: 'AWS::IAM::Role',
  BackupsroleDefaultPolicyB881B0AC: 'AWS::IAM::Policy',
  Backupsdaily2DDACDC8: 'AWS::Backup::BackupPlan',
  BackupsdailytablesE752483F: 'AWS::Backup::BackupSelection',
  BackupsweeklyBF83EAB3: 'AWS::Backup::BackupPlan',
  Backupsweeklytables38D33AB2: 'AWS::Backup::BackupSelection',
};

const lost =
  'A logical id of the stateful stack was changed, by another construct id or another place in the tree. Deployed, it would be a ' +
  'new and empty table (or a new key, that opens none of the sealed credentials); orders, claims and shops would stay in the old one, ' +
  'which nothing reads. Restore the old id. Only additions belong in this list.';

describe('the logical ids', () => {
  it('the logical ids of everything that holds data stay as they are', () => {
    const ids = Object.entries(jsonOf(data).Resources)
      .filter(([, { Type }]) => Type !== 'AWS::CDK::Metadata')
      .map(([id, { Type }]) => [id, Type]);
    expect(Object.fromEntries(ids), lost).toEqual(contract);
  });

  it('the logical id of the bus stays as it is, since the rules of consumers hang on it', () => {
    const buses = Object.keys(tsunagi.findResources('AWS::Events::EventBus'));
    expect(
      buses,
      'A bus under another id is another bus: the rules of consumers would be deleted with the old one.',
    ).toEqual(['BusEA82B648']);
  });
});
