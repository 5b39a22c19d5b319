import { iam } from '../signed-call.ts';
import type { Looker } from './look.ts';

/** Who may take the role. What it may do then stands in its policies. */
export const role: Looker = async ({ endpoint }, { physicalId, properties }) => {
  const found = await iam(endpoint, 'GetRole', { RoleName: physicalId });
  return { wanted: properties.AssumeRolePolicyDocument, found: found.document('AssumeRolePolicyDocument') };
};

/** What a role may do. */
export const policy: Looker = async ({ endpoint }, { properties }) => {
  const { PolicyName, Roles, PolicyDocument } = properties as {
    PolicyName: string;
    Roles: string[];
    PolicyDocument: object;
  };
  const found: unknown[] = [];
  for (const RoleName of Roles) {
    found.push((await iam(endpoint, 'GetRolePolicy', { RoleName, PolicyName })).document('PolicyDocument'));
  }
  return { wanted: Roles.map(() => PolicyDocument), found };
};

/** A policy that others attach to roles of their own. */
export const managedPolicy: Looker = async ({ endpoint }, { physicalId, properties }) => {
  const [VersionId = ''] = (await iam(endpoint, 'GetPolicy', { PolicyArn: physicalId })).all('DefaultVersionId');
  const found = await iam(endpoint, 'GetPolicyVersion', { PolicyArn: physicalId, VersionId });
  return { wanted: properties.PolicyDocument, found: found.document('Document') };
};
