import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { type EpochMs, minuteMs, secondMs } from '../core/kernel/index.ts';
import type { Clock } from '../core/ports/index.ts';
import { answerOf } from './failures.ts';

/** The longest that a role may be taken on from another role: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html */
const lastsMs = 60 * minuteMs;
/** A session is renewed this long before its end: longer than a request takes. */
const renewedMs = 5 * minuteMs;
/** Sessions that a process remembers. */
const remembered = 500;

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Takes a role on under session policies, and makes of the credentials what stands on them; each once until shortly before its end. */
export function roleSessions<T>(
  { sts, role, clock }: { readonly sts: STSClient; readonly role: string; readonly clock: Pick<Clock, 'now'> },
  open: (credentials: Credentials) => T,
): (policy: string) => Promise<T> {
  const known = new Map<string, { readonly opened: Promise<T>; readonly until: EpochMs }>();

  async function assume(policy: string): Promise<T> {
    const asked = { RoleArn: role, RoleSessionName: 'api', Policy: policy, DurationSeconds: lastsMs / secondMs };
    const answer = await answerOf('STS', 'AssumeRole', () => sts.send(new AssumeRoleCommand(asked)));
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = answer?.Credentials ?? {};
    return open({ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken });
  }

  return (policy) => {
    const now = clock.now();
    const before = known.get(policy);
    if (before !== undefined && now < before.until) return before.opened;
    if (known.size >= remembered) known.clear();
    const opened = assume(policy);
    known.set(policy, { opened, until: now + lastsMs - renewedMs });
    opened.catch(() => known.delete(policy));
    return opened;
  };
}
