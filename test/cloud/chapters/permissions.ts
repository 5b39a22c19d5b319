import { InvokeCommand } from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import { type Deployment, stackNames, stage } from '../deployment.ts';
import { wantedBy } from '../holdings/template.ts';
import { iam } from '../signed-call.ts';
import type { Step } from '../story.ts';

interface Statement {
  readonly Action: string | readonly string[];
}

/**
 * Every function runs with its own role, and the account refuses what the role may not do. So everything else in this story
 * shows that the roles suffice; this shows that it would not work without them.
 */
export function permissions(the: () => Deployment, step: Step): void {
  step('lets a run do only what its role may do', async () => {
    const { account } = the().place;
    const policies = (await wantedBy(account, stackNames.tsunagi)).filter(({ type }) => type === 'AWS::IAM::Policy');
    const policy = policies.find(({ where }) => /reconcile/.test(where))?.properties as {
      PolicyName: string;
      Roles: [string];
      PolicyDocument: { Statement: Statement[] };
    };
    const put = ({ Statement }: { Statement: readonly Statement[] }) =>
      iam(account.endpoint, 'PutRolePolicy', {
        RoleName: policy.Roles[0],
        PolicyName: policy.PolicyName,
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
      });
    const mayRead = ({ Action }: Statement) => [Action].flat().some((action) => action.startsWith('dynamodb:'));
    await put({ Statement: policy.PolicyDocument.Statement.filter((statement) => !mayRead(statement)) });
    expect(await runReconcile(the())).toMatch(/AccessDenied|not authorized/);
    await put(policy.PolicyDocument);
    expect(await runReconcile(the())).toBe('null');
  });
}

/** Runs it once, with what its schedule sends; gives what it returned, or the error it ended with. */
async function runReconcile({ place }: Deployment): Promise<string> {
  const { Payload } = await place.account.lambda.send(
    new InvokeCommand({
      FunctionName: `tsunagi-${stage}-reconcile`,
      Qualifier: 'live',
      Payload: Buffer.from('{"shard":0,"shards":1}'),
    }),
  );
  return Buffer.from(Payload ?? []).toString('utf8');
}
