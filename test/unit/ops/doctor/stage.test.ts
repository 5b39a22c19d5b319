import { describe, expect, it } from 'vitest';
import { valueOrNull } from '../../../../core/kernel/errors.ts';
import { checkDataKey } from '../../../../ops/doctor/checks/tables.ts';
import { checkNames, remediesFor } from '../../../../ops/doctor/outcome.ts';
import { diagnose, troubles, troublesOf } from './diagnose.ts';
import { eventSource, fn, known, notAllowed, schedule, table, wellStage } from './stage-facts.ts';

describe('a stage with nothing wrong', () => {
  it('has every check in order, or not applicable, and none left out', () => {
    const outcomes = diagnose({});
    expect(troublesOf(outcomes).told).toEqual([]);
    expect([...new Set(outcomes.map(({ check }) => check))]).toEqual(checkNames);
  });
});

describe('the doctor finds in functions and schedules', () => {
  it.each([
    [
      'a release under way',
      { version: '7', next: { version: '8', share: 0.5 } },
      'watch functions: A release of tsunagi-prod-poll-orders is under way: 50 % of its runs go to version 8, the others to 7',
    ],
    ['an alias that is gone', null, 'wrong functions: The alias live of tsunagi-prod-poll-orders is gone'],
  ])('%s', (_, live, told) => {
    const resources = known([
      ...(valueOrNull(wellStage().resources) ?? []),
      { logicalId: 'pollorderslive', physicalId: 'arn', type: 'AWS::Lambda::Alias', status: 'CREATE_COMPLETE' },
    ]);
    expect(troubles({ functions: [fn('poll-orders', { live }), fn('reconcile')], resources }).told).toEqual([told]);
  });

  it('nothing in a release from before there were aliases', () => {
    expect(troubles({ functions: [fn('poll-orders', { live: null }), fn('reconcile')] }).told).toEqual([]);
  });

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
      expect.stringMatching(/^sleep 60 /),
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
      'wrong shops: No run polls rms#sakura: no schedule of poll-orders is on for shard 1 of 2',
    ]);
    expect(run[0]).toContain('aws scheduler update-schedule --state ENABLED');
    expect(run[0]).toContain('--group-name tsunagi-prod --name poll-orders-1');
  });

  it('a schedule that was deployed and is gone', () => {
    const left = [schedule('poll-orders', 0), schedule('poll-orders', 1), schedule('reconcile', 0)];
    expect(troubles({ schedules: known(left) }).told).toEqual([
      'wrong schedules: 1 of 4 schedules that were deployed is gone: schedulesreconcile-1',
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
    const key = { arn: 'key', description: '', state: 'Enabled', deletedAt: null, rotates: true };
    expect(troubles({ dataKey: known(more === null ? null : { ...key, ...more }) }).told).toEqual([told]);
  });

  it.each([
    ['key/mrk-1234abcd12ab34cd56ef1234567890ab', 'enabled, renewed every year, for all Regions'],
    [
      'key/1234abcd-12ab-34cd-56ef-1234567890ab',
      'enabled, renewed every year, for this Region alone (keep multiRegionKey: false)',
    ],
  ])('a key whose id is %s tells how it was made, which an upgrade has to keep', (id, told) => {
    const key = {
      arn: `arn:aws:kms:ap-northeast-1:123456789012:${id}`,
      description: '',
      state: 'Enabled',
      rotates: true,
    };
    const remedies = remediesFor({ name: 'prod', region: 'ap-northeast-1', profile: undefined });
    expect(checkDataKey({ dataKey: known({ ...key, deletedAt: null }) }, remedies).map(({ what }) => what)).toEqual([
      told,
    ]);
  });

  it('a stack that is deployed anew is waited for, as its queues’ names are reserved for a minute', () => {
    const { redeploy } = remediesFor({ name: 'prod', region: 'ap-northeast-1', profile: undefined });
    expect(redeploy.map((command) => /^(?:npx )?\w+ \w+/.exec(command)?.[0])).toEqual([
      'npx cdk destroy',
      'sleep 60',
      'npx cdk deploy',
    ]);
  });

  it.each([
    [
      { state: 'Disabled' },
      'wrong queues: tsunagi-prod-push-status is not fed from tsunagi-prod-status: its event source is Disabled',
    ],
    [
      { state: 'Creating' },
      'watch queues: tsunagi-prod-push-status is not fed from tsunagi-prod-status yet (Creating)',
    ],
  ])('an event source that is %o', (facts, told) => {
    expect(troubles({ eventSources: [eventSource(facts)] }).told).toEqual([told]);
  });

  it('a deleted event source, and one that is switched off, with how to switch it on', () => {
    const gone = { ...eventSource(), facts: known(null) };
    expect(troubles({ eventSources: [gone] }).told).toEqual([
      'wrong queues: The event source PushStatusSource is gone',
    ]);
    const { run } = troubles({ eventSources: [eventSource({ state: 'Disabled' })] });
    expect(run[0]).toMatch(/^aws lambda update-event-source-mapping --uuid uuid-1 --enabled /);
  });

  it('messages that a queue gave up, and a queue of them that is gone', () => {
    const queue = (facts: object | null) =>
      ({ word: 'Status', name: 'https://sqs.example/q', facts: known(facts) }) as never;
    const { told, run } = troubles({ deadLetters: [queue({ url: '', records: 2 })] });
    expect(told).toEqual(['watch queues: 2 messages of Status were given up']);
    expect(run.at(-1)).toMatch(/^npm run ops -- redrive --queue work --really /);
    expect(troubles({ deadLetters: [queue(null)] }).told).toEqual([
      'wrong queues: The queue of the dead letters of Status is gone',
    ]);
  });

  it.each([
    ['Status', 'push-status', 'work'],
    ['StatusIntake', 'push-status', 'intake'],
    ['Stock', 'sync-stock', 'stock'],
    ['StockIntake', 'sync-stock', 'stock-intake'],
    ['Feed', 'feed-events', 'feed'],
    ['Invoices', 'the function that it feeds', '<queue>'],
  ])('dead letters of %s, with the log of %s and the commands for its own queue', (word, worker, queue) => {
    const letters = { word, name: 'https://sqs.example/q', facts: known({ url: '', records: 1 }) };
    const found = diagnose({ deadLetters: [letters] }).find(({ check }) => check === 'queues');
    const place = '--stage prod --region ap-northeast-1 --profile shop';
    expect(found).toMatchObject({
      kind: 'watch',
      fix: {
        say: expect.stringContaining(`the log of ${worker} (message.failed)`),
        run: [
          `npm run ops -- stuck ${place}`,
          `npm run ops -- redrive --queue ${queue} ${place}`,
          `npm run ops -- redrive --queue ${queue} --really ${place}`,
        ],
      },
    });
  });

  it.each([
    ['status', 'statuswork', /^It was .*change of a status .* waits in its row/],
    ['status-intake', 'statusintake', /^It was .*statuses that are asked for by event/],
    ['stock', 'stockwork', /^It was .*change of stock reaches a mall/],
    ['stock-intake', 'stockintake', /^It was .*Stock that is reported by event/],
    ['feed', 'feedevents', /^It was .*The feeds of merchants/],
    ['invoices', 'invoiceswork', /^It was .*No message of its queue is worked on/],
  ])('what is left undone where nothing feeds from the queue %s', (queue, id, undone) => {
    const off = eventSource({ queueName: `tsunagi-stock-${queue}`, state: 'Disabled' });
    const word = `pushstatusfunctionSqsEventSourceTsunagistock${id}queue5F412338FB8B1185`;
    const gone = { ...eventSource(), word, facts: known(null) };
    for (const source of [off, gone]) {
      const found = diagnose({ eventSources: [source] }).find(({ check }) => check === 'queues');
      expect(found).toMatchObject({ kind: 'wrong', why: expect.stringMatching(undone) });
    }
  });

  it('an account that could not run what queues may start at once beside everything else', () => {
    const concurrency = known({ limit: 20, unreserved: 15 });
    const fed = { functions: [fn('poll-orders'), fn('reconcile'), fn('push-status')], concurrency };
    expect(troubles(fed).told).toEqual([
      'wrong concurrency: 16 executions at once are needed at most, 15 of the account’s 20 are free',
    ]);
    expect(troubles({ ...fed, eventSources: [eventSource({ runsMax: 9 })] }).told).toEqual([]);
  });

  it('runs that failed, and how to look at them', () => {
    const queue = { word: 'PollOrders', name: 'https://sqs.example/q', facts: known({ url: '', records: 3 }) };
    const { told, run } = troubles({ failedQueues: [queue] });
    expect(told).toEqual(['watch failed runs: 3 runs of tsunagi-prod-poll-orders failed in the last 14 days']);
    expect(run[1]).toMatch(/^aws logs tail \/aws\/lambda\/tsunagi-prod-poll-orders /);
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
