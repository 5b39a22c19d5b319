import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../../core/units.ts';
import { diagnoseStage, type Surroundings } from '../../../../ops/doctor/diagnose.ts';
import { checkNames, type Outcome } from '../../../../ops/doctor/outcome.ts';
import { remediesFor } from '../../../../ops/doctor/remedies.ts';
import type { SenderFacts, StageFacts } from '../../../../wiring/deployment.ts';
import { start } from '../world.ts';
import { fn, known, notAllowed, schedule, stack, table, wellAround, wellShop, wellStage } from './stage-facts.ts';

const remedies = remediesFor({ name: 'prod', region: 'ap-northeast-1', profile: 'shop' });

const diagnose = (facts: Partial<StageFacts>, around: Surroundings = wellAround()): Outcome[] =>
  diagnoseStage(wellStage(facts), around, remedies);

/** What is not in order, as `state check: finding`, and what is typed to mend it. */
function troublesOf(outcomes: readonly Outcome[]): { readonly told: string[]; readonly run: string[] } {
  const troubles = outcomes.flatMap((one) => (one.kind === 'fine' || one.kind === 'not-here' ? [] : [one]));
  return {
    told: troubles.map(({ kind, check, what }) => `${kind} ${check}: ${what}`),
    run: troubles.flatMap(({ fix }) => fix.run),
  };
}

const troubles = (facts: Partial<StageFacts>, around?: Surroundings) => troublesOf(diagnose(facts, around));

describe('a stage with nothing wrong', () => {
  it('has every check in order, or not applicable, and none left out', () => {
    const outcomes = diagnose({});
    expect(troublesOf(outcomes).told).toEqual([]);
    expect([...new Set(outcomes.map(({ check }) => check))]).toEqual(checkNames);
  });
});

describe('the doctor finds in the stacks', () => {
  it('one that is not there, half deployed or rolled back, and says the next step', () => {
    expect(troubles({ stack: known(null) }).told).toContain('wrong stacks: There is no stack Tsunagi-prod');
    const half = diagnose({
      stack: known(stack('Tsunagi-prod', { status: 'UPDATE_ROLLBACK_FAILED', reason: 'no role' })),
    });
    expect(half[2]).toMatchObject({
      kind: 'wrong',
      what: 'Tsunagi-prod is UPDATE_ROLLBACK_FAILED',
      why: expect.stringMatching(/^The last deployment failed half-way.*CloudFormation says: no role$/),
      fix: { say: expect.stringContaining('npx cdk rollback Tsunagi-prod -c stage=prod') },
    });
    expect(
      troubles({ dataStack: known(stack('TsunagiData-prod', { status: 'UPDATE_ROLLBACK_COMPLETE' })) }).told,
    ).toEqual(['watch stacks: TsunagiData-prod is UPDATE_ROLLBACK_COMPLETE']);
  });

  it('data that a slip can delete', () => {
    expect(troubles({ dataStack: known(stack('TsunagiData-prod', { isProtected: false })) }).run).toEqual([
      'aws cloudformation update-termination-protection --stack-name TsunagiData-prod --enable-termination-protection --region ap-northeast-1 --profile shop',
    ]);
  });

  it('different releases, and one that is not its own', () => {
    const of = (name: string, release: string) => known(stack(name, { outputs: { Release: release } }));
    const releases = (one: string, other: string) =>
      troubles({ stack: of('Tsunagi-prod', one), dataStack: of('TsunagiData-prod', other) }).told;
    expect(releases('0.2.0', '0.1.0')).toEqual([
      'wrong release: The stacks are of different releases: Tsunagi-prod 0.2.0, TsunagiData-prod 0.1.0',
    ]);
    expect(releases('0.2.0', '0.2.0')).toEqual([
      'watch release: The stage is of release 0.2.0, this program of 0.1.0',
    ]);
    expect(releases('0.1.0', '0.1.0')).toEqual([]);
  });
});

describe('the doctor finds in functions and schedules', () => {
  it.each([
    [{ state: 'Failed', stateReason: 'no image' }, 'wrong functions: tsunagi-prod-poll-orders is Failed: no image'],
    [{ state: 'Pending' }, 'watch functions: tsunagi-prod-poll-orders is still being made (Pending)'],
    [
      { lastUpdate: 'Failed', lastUpdateReason: 'x' },
      'wrong functions: The last update of tsunagi-prod-poll-orders failed: x',
    ],
    [{ lastUpdate: 'InProgress' }, 'watch functions: tsunagi-prod-poll-orders is being updated'],
    [
      { reservedConcurrency: 0 },
      'wrong functions: tsunagi-prod-poll-orders may not run: its reserved concurrency is 0',
    ],
  ])('%o', (more, told) => {
    expect(troubles({ functions: [fn('poll-orders', more), fn('reconcile')] }).told).toEqual([told]);
  });

  it('one that was deleted, and deploys anew what keeps nothing', () => {
    const gone = { ...fn('reconcile'), facts: known(null) };
    expect(troubles({ functions: [fn('poll-orders'), gone] }).run).toEqual([
      'npx cdk destroy Tsunagi-prod -c stage=prod --profile shop',
      'npx cdk deploy --all -c stage=prod --profile shop',
    ]);
  });

  it('an account that may not run all shards at once: a poll may last as long as two begin', () => {
    // Two shards: 2 × 2 polls, 2 × 1 sweep.
    expect(troubles({ concurrency: known({ limit: 10, unreserved: 6 }) }).told).toEqual([]);
    const { told, run } = troubles({ concurrency: known({ limit: 10, unreserved: 5 }) });
    expect(told).toEqual([
      'wrong concurrency: 6 executions at once are needed at most, 5 of the account’s 10 are free',
    ]);
    expect(run[0]).toContain('--quota-code L-B99A9384 --desired-value 1000');
  });

  it('a schedule that is switched off, and the shops that wait for it', () => {
    const { told, run } = troubles({
      schedules: known([
        schedule('poll-orders', 0),
        schedule('poll-orders', 1, { isEnabled: false }),
        schedule('reconcile', 0),
        schedule('reconcile', 1),
      ]),
    });
    expect(told).toEqual([
      'wrong schedules: The schedule of tsunagi-prod-poll-orders (shard 1 of 2) is switched off',
      'wrong shops: Nobody polls rms#sakura: no schedule of poll-orders is on for shard 1 of 2',
    ]);
    expect(run[0]).toContain('aws scheduler update-schedule --state ENABLED');
    expect(run[0]).toContain('--group-name tsunagi-prod --name poll-orders-1');
  });

  it('a schedule that was deployed and is gone', () => {
    const left = [schedule('poll-orders', 0), schedule('poll-orders', 1), schedule('reconcile', 0)];
    expect(troubles({ schedules: known(left) }).told).toEqual([
      'wrong schedules: 1 schedule of 4 that were deployed are gone: schedulesreconcile-1',
    ]);
  });
});

describe('the doctor finds in what is kept', () => {
  it('tables that are not guarded, together by what they lack', () => {
    const { told, run } = troubles({
      tables: [
        table('ORDERS', { isProtected: false }, { isRecoverable: false }),
        table('SHOPS', { isProtected: false }),
        table('CONTROL', {}, { expiresBy: null }),
      ],
    });
    expect(told).toEqual([
      'wrong tables: Not protected from being deleted: Orders, Shops',
      'wrong tables: Not backed up (point-in-time recovery is off): Orders',
      'wrong tables: Expired rows stay (time to live is off): Control',
    ]);
    expect(run).toHaveLength(4);
  });

  it('a table that is gone, changing, or whose index is not built', () => {
    const tables = [
      { ...table('ORDERS'), facts: known(null), care: null },
      table('SHOPS', { status: 'UPDATING', indexes: [{ name: 'shard', status: 'CREATING' }] }),
    ];
    expect(troubles({ tables }).told).toEqual([
      'wrong tables: The table Orders is gone (TsunagiData-prod-ORDERS)',
      'wrong tables: The table Shops is UPDATING',
      'watch tables: The index shard of Shops is CREATING',
    ]);
  });

  it.each([
    [null, 'wrong data key: The KMS key is gone'],
    [{ state: 'Disabled' }, 'wrong data key: The KMS key is switched off'],
    [
      { state: 'PendingDeletion', deletedAt: '2026-12-24T00:00:00Z' },
      'wrong data key: The KMS key is to be deleted on 2026-12-24',
    ],
    [{ rotates: false }, 'watch data key: The KMS key is not renewed every year'],
  ])('a key that is %o', (more, told) => {
    const key = { arn: 'key', state: 'Enabled', deletedAt: null, rotates: true };
    expect(troubles({ dataKey: known(more === null ? null : { ...key, ...more }) }).told).toEqual([told]);
  });

  it('runs that failed, and how to look at them', () => {
    const queue = { word: 'PollOrders', name: 'https://sqs.example/q', facts: known({ url: '', records: 3 }) };
    const { told, run } = troubles({ failedQueues: [queue] });
    expect(told).toEqual(['watch failed runs: 3 runs of tsunagi-prod-poll-orders failed in the last 14 days']);
    expect(run[1]).toMatch(/^aws logs tail \/aws\/lambda\/tsunagi-prod-poll-orders /);
  });
});

describe('the doctor finds in the mails', () => {
  it('nobody who hears of alarms, and somebody who has not agreed', () => {
    const topicArn = 'arn:aws:sns:ap-northeast-1:123456789012:tsunagi-prod-ops';
    const waiting = { protocol: 'email', endpoint: 'ops@example.jp', isConfirmed: false };
    const agreed = { protocol: 'email', endpoint: 'night@example.jp', isConfirmed: true };
    expect(troubles({ subscriptions: { topicArn, facts: known([]) } }).told).toEqual([
      'wrong alarm mails: Nobody is subscribed to alarms',
    ]);
    expect(troubles({ subscriptions: { topicArn, facts: known([waiting]) } }).told).toEqual([
      'wrong alarm mails: ops@example.jp has not agreed to get alarms',
    ]);
    expect(troubles({ subscriptions: { topicArn, facts: known([waiting, agreed]) } }).told).toEqual([
      'watch alarm mails: ops@example.jp has not agreed to get alarms',
    ]);
  });

  const account = {
    isInProduction: true,
    isSending: true,
    enforcement: 'HEALTHY',
    perDay: 200,
    perSecond: 1,
    sentLastDay: 0,
  };
  const identity: SenderFacts = {
    identity: 'example.jp',
    isVerified: true,
    dkim: 'SUCCESS',
    dkimRecords: [{ name: 'a._domainkey.example.jp', value: 'a.dkim.amazonses.com' }],
  };
  const sender = 'info@example.jp';

  it.each([
    [{ isInProduction: false }, 'wrong sender: SES is in the sandbox: mails go only to verified addresses'],
    [{ isSending: false }, 'wrong sender: SES has stopped the account from sending'],
    [{ enforcement: 'PROBATION' }, 'watch sender: SES has put the account under review'],
    [{ sentLastDay: 160 }, 'watch sender: 160 of 200 mails of a day are sent'],
  ])('an account that is %o', (more, told) => {
    const mail = { sender, account: known({ ...account, ...more }), identity: known(identity) };
    expect(troubles({ mail }).told).toEqual([told]);
  });

  it('a sender that SES does not know, or does not believe, with the records to set', () => {
    const mail = (found: Partial<SenderFacts> | null) => ({
      sender,
      account: known(account),
      identity: known(found === null ? null : { ...identity, ...found }),
    });
    expect(troubles({ mail: mail(null) }).told).toEqual([
      'wrong sender: SES does not know info@example.jp, nor example.jp',
    ]);
    const records = ['a._domainkey.example.jp  CNAME  a.dkim.amazonses.com'];
    expect(troubles({ mail: mail({ isVerified: false, dkim: 'PENDING' }) })).toEqual({
      told: ['wrong sender: example.jp is not verified in SES (DKIM PENDING)'],
      run: records,
    });
    expect(troubles({ mail: mail({ dkim: 'TEMPORARY_FAILURE' }) })).toEqual({
      told: ['wrong sender: Mails from example.jp are not signed: DKIM is TEMPORARY_FAILURE'],
      run: records,
    });
    expect(troubles({ mail: mail({ identity: sender, dkim: 'NOT_STARTED' }) }).told).toEqual([]);
  });

  it('nothing where no sender is set', () => {
    expect(diagnose({ mail: null })).toContainEqual({
      kind: 'not-here',
      check: 'sender',
      what: 'no sender is set, so merchants get no mail',
    });
  });
});

describe('the doctor finds around a stage', () => {
  it.each([
    [-20_000, []],
    [45_000, ['watch clock: This machine’s clock is 43 s ahead of AWS’s']],
    [-10 * minuteMs, ['wrong clock: This machine’s clock is 10 min behind AWS’s']],
  ])('a clock that is %i ms off', (offMs, told) => {
    const serverTime = { at: start, before: start + offMs - 40, after: start + offMs };
    expect(troubles({ serverTime }).told).toEqual(told);
  });

  it('a mall that is not reached', () => {
    const malls = [
      { mall: 'RMS', baseUrl: 'https://rms.example', answer: { kind: 'silent', why: 'timeout' } as const },
    ];
    expect(troubles({}, wellAround({ malls })).told).toEqual([
      'watch malls: RMS was not reached at https://rms.example: no answer in 10 seconds',
    ]);
  });

  it('shops that are paused, behind, or lost a span', () => {
    const pause = { cause: 'credentials', scope: 'rms#a', since: start, by: 'import', note: 'Refused.' } as const;
    const lost = wellShop('c');
    const shops = [
      wellShop('a', { state: { kind: 'paused', lagMs: hourMs, pause } }),
      wellShop('b', { state: { kind: 'behind', lagMs: 3 * hourMs } }),
      { ...lost, shop: { ...lost.shop, lostSpan: { from: 0, to: 1 } } },
    ];
    const { told, run } = troubles({}, wellAround({}, shops));
    expect(told).toEqual([
      'wrong shops: rms#a is paused since 2026-11-24 15:45:00: the mall refuses the shop’s key',
      'wrong shops: rms#b is behind, the furthest by 3 h 0 min',
      'watch shops: A span of rms#c was lost: the mall shows nothing that old any more',
    ]);
    expect(run).toContain('npm run ops -- shops key --shop rms#a --stage prod --region ap-northeast-1 --profile shop');
  });

  it('keys that end soon, have ended, or end nobody knows when', () => {
    const shops = [
      wellShop('a', { keyExpiresAt: start + 14 * dayMs }),
      wellShop('b', { keyExpiresAt: start - 1 }),
      wellShop('c', { keyExpiresAt: null }),
      wellShop('d', { keyExpiresAt: start + 14 * dayMs + 1 }),
    ];
    expect(troubles({}, wellAround({}, shops)).told).toEqual([
      'wrong licence keys: The key of rms#b ended on 2026-11-24 15:44:59',
      'watch licence keys: The key of rms#a ends on 2026-12-08 15:45:00, in 14 days',
      'watch licence keys: Of 1 shop nobody knows when the key ends: rms#c',
    ]);
  });

  it('no shop at all', () => {
    expect(troubles({}, wellAround({}, [])).told).toEqual(['watch shops: There is no shop yet']);
  });

  it('a merchant without a contact', () => {
    const around = wellAround();
    const stored = { shops: known([wellShop('a')]), merchants: known([]) };
    expect(troubles({}, { ...around, stored }).told).toEqual([
      'watch merchants: 1 merchant cannot be written to: kado',
    ]);
  });
});

it('the doctor says of each check that could not be made which action it lacks, and makes the others', () => {
  const { told } = troubles({
    concurrency: notAllowed('lambda:GetAccountSettings'),
    schedules: notAllowed('scheduler:ListSchedules'),
    dataKey: notAllowed('kms:DescribeKey'),
    tables: [table('ORDERS', { isProtected: false })],
    functions: [{ ...fn('poll-orders'), facts: notAllowed('lambda:GetFunctionConcurrency') }],
  });
  expect(told).toEqual([
    'unchecked functions: tsunagi-prod-poll-orders could not be checked: needs the IAM action lambda:GetFunctionConcurrency',
    'unchecked concurrency: The account’s Lambda concurrency could not be checked: needs the IAM action lambda:GetAccountSettings',
    'unchecked schedules: The schedules could not be checked: needs the IAM action scheduler:ListSchedules',
    'wrong tables: Not protected from being deleted: Orders',
    'unchecked data key: The KMS key could not be checked: needs the IAM action kms:DescribeKey',
  ]);
});
