import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { roleSessions } from '../../../aws/role-sessions.ts';
import { minuteMs } from '../../../core/kernel/time.ts';

const sts = mockClient(STSClient);
let now = 0;
let made = 0;
const open = () =>
  roleSessions(
    { sts: new STSClient({}), role: 'arn:aws:iam::1:role/session', clock: { now: () => now } },
    (one) => one.accessKeyId,
  );

beforeEach(() => {
  [now, made] = [0, 0];
  sts.reset();
  sts.on(AssumeRoleCommand).callsFake(async () => ({
    Credentials: { AccessKeyId: `id-${++made}`, SecretAccessKey: 's', SessionToken: 't', Expiration: new Date(0) },
  }));
});

describe('a role that is taken on under a session policy', () => {
  it('is taken on once for each policy, and again shortly before its end', async () => {
    const session = open();
    expect(await Promise.all([session('a'), session('a'), session('b')])).toEqual(['id-1', 'id-1', 'id-2']);
    now = 54 * minuteMs;
    expect(await session('a')).toBe('id-1');
    now = 55 * minuteMs;
    expect(await session('a')).toBe('id-3');
    expect(sts.call(0).args[0].input).toMatchObject({ Policy: 'a', DurationSeconds: 3_600 });
  });

  it('is tried again after a refusal, which is thrown without the text of AWS', async () => {
    const refused = Object.assign(new Error('secret'), { name: 'PackedPolicyTooLargeException' });
    sts
      .on(AssumeRoleCommand)
      .rejectsOnce(refused)
      .resolves({
        Credentials: { AccessKeyId: 'x', SecretAccessKey: 's', SessionToken: 't', Expiration: new Date(0) },
      });
    const session = open();
    await expect(session('a')).rejects.toThrow(/STS did not carry out AssumeRole: PackedPolicyTooLargeException/);
    expect(await session('a')).toBe('x');
  });
});
