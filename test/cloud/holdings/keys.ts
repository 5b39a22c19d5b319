import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  ListAliasesCommand,
} from '@aws-sdk/client-kms';
import type { Looker } from './look.ts';

export const key: Looker = async ({ kms }, { physicalId: KeyId, properties }) => {
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
  const { KeyRotationEnabled } = await kms.send(new GetKeyRotationStatusCommand({ KeyId }));
  const { Policy = 'null' } = await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }));
  const { Description, EnableKeyRotation, KeyPolicy } = properties;
  return {
    wanted: { state: 'Enabled', Description, rotates: EnableKeyRotation, KeyPolicy },
    found: {
      state: KeyMetadata?.KeyState,
      Description: KeyMetadata?.Description,
      rotates: KeyRotationEnabled,
      KeyPolicy: JSON.parse(Policy),
    },
  };
};

export const alias: Looker = async ({ kms }, { properties }) => {
  const { AliasName, TargetKeyId } = properties as { AliasName: string; TargetKeyId: string };
  const { Aliases = [] } = await kms.send(new ListAliasesCommand({}));
  const found = Aliases.find((one) => one.AliasName === AliasName);
  return { wanted: TargetKeyId.split('/').at(-1), found: found?.TargetKeyId?.split('/').at(-1) };
};
