import type { Result } from '../../../../core/kernel/errors.ts';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { sentence } from '../../../../core/kernel/text.ts';
import { dayMs, secondMs } from '../../../../core/kernel/time.ts';
import type { Surroundings } from '../../../../ops/doctor/diagnose.ts';
import type { ShopFacts } from '../../../../ops/doctor/read-stored.ts';
import type {
  EventSourceFacts,
  ExaminedTable,
  FunctionFacts,
  Named,
  ScheduleFacts,
  StackFacts,
  StageFacts,
} from '../../../../wiring/deployment.ts';
import { functionVariables } from '../function-variables.ts';
import { start } from '../world.ts';

export const known = <T>(value: T): Result<T> => ({ ok: true, value });

/** What comes of a call that these credentials may not make. */
export const notAllowed = (action: string): Result<never> => ({
  ok: false,
  error: new TsunagiError(
    'aws.not-allowed',
    'never',
    sentence`These credentials may not do ${action}. Allow that action, or choose others with --profile. AWS says: ${'not authorized'}`,
    { operation: action },
  ),
});

export const stack = (name: string, more: Partial<StackFacts> = {}): StackFacts => ({
  name,
  id: `arn:aws:cloudformation:ap-northeast-1:123456789012:stack/${name}/1`,
  status: 'UPDATE_COMPLETE',
  reason: '',
  outputs: {},
  isProtected: name.startsWith('TsunagiData-'),
  ...more,
});

export const fn = (name: string, more: Partial<FunctionFacts> = {}): Named<FunctionFacts | null> => ({
  word: name,
  name: `tsunagi-prod-${name}`,
  facts: known({
    name: `tsunagi-prod-${name}`,
    state: 'Active',
    stateReason: '',
    lastUpdate: 'Successful',
    lastUpdateReason: '',
    timeoutSeconds: name === 'poll-orders' ? 110 : 240,
    variables: { ...functionVariables, SHARDS: '2' },
    live: { version: '7', next: null },
    reservedConcurrency: null,
    ...more,
  }),
});

export const schedule = (name: string, shard: number, more: Partial<ScheduleFacts> = {}): ScheduleFacts => ({
  name: `${name}-${shard}`,
  functionName: `tsunagi-prod-${name}`,
  isEnabled: true,
  everyMinutes: name === 'poll-orders' ? 1 : 5,
  shard: { number: shard, of: 2 },
  ...more,
});

export const table = (word: string, facts = {}, care = {}): ExaminedTable => ({
  word,
  name: `TsunagiData-prod-${word}`,
  facts: known({ name: word, status: 'ACTIVE', isProtected: true, indexes: [], items: 7, bytes: 700, ...facts }),
  care: known({
    isRecoverable: true,
    expiresBy: word === 'REVISIONS' || word === 'CONTROL' ? 'expiresAt' : null,
    ...care,
  }),
});

/** What feeds push-status from the queue of shops to look at. */
export const eventSource = (facts: Partial<EventSourceFacts> = {}): StageFacts['eventSources'][number] => ({
  word: 'PushStatusSource',
  name: 'uuid-1',
  facts: known({
    id: 'uuid-1',
    functionName: 'tsunagi-prod-push-status',
    queueName: 'tsunagi-prod-status',
    state: 'Enabled',
    runsMax: 10,
    ...facts,
  }),
});

const schedules = [
  schedule('poll-orders', 0),
  schedule('poll-orders', 1),
  schedule('reconcile', 0),
  schedule('reconcile', 1),
];

/** A stage of two shards with nothing wrong. */
export function wellStage(more: Partial<StageFacts> = {}): StageFacts {
  return {
    stage: 'prod',
    region: 'ap-northeast-1',
    now: start,
    stack: known(stack('Tsunagi-prod')),
    dataStack: known(stack('TsunagiData-prod')),
    resources: known(
      schedules.map(({ name }) => ({
        logicalId: `schedules${name}`,
        physicalId: name,
        type: 'AWS::Scheduler::Schedule',
        status: 'CREATE_COMPLETE',
      })),
    ),
    functions: [fn('poll-orders'), fn('reconcile')],
    concurrency: known({ limit: 1000, unreserved: 1000 }),
    schedules: known(schedules),
    alarms: known([]),
    deployedAlarms: known({ count: 40, muted: [] }),
    eventSources: [eventSource()],
    deadLetters: [{ word: 'Status', name: 'https://sqs.example/status-dead', facts: known({ url: '', records: 0 }) }],
    tables: [table('CONTROL'), table('ORDERS'), table('REVISIONS'), table('SHOPS'), table('STOCK')],
    dataKey: known({
      description: 'Tsunagi prod: makes the data keys',
      arn: 'arn:aws:kms:ap-northeast-1:123456789012:key/1',
      state: 'Enabled',
      deletedAt: null,
      rotates: true,
    }),
    failedQueues: [
      { word: 'PollOrders', name: 'https://sqs.example/poll-orders-failed', facts: known({ url: '', records: 0 }) },
    ],
    topics: [
      {
        of: 'pages',
        topicArn: 'arn:aws:sns:ap-northeast-1:123456789012:tsunagi-prod-ops',
        facts: known([{ protocol: 'email', endpoint: 'ops@example.jp', isConfirmed: true }]),
      },
    ],
    mail: {
      sender: 'info@example.jp',
      account: known({
        isInProduction: true,
        isSending: true,
        enforcement: 'HEALTHY',
        perDay: 50_000,
        perSecond: 14,
        sentLastDay: 3,
      }),
      identity: known({ identity: 'example.jp', isVerified: true, dkim: 'SUCCESS', dkimRecords: [] }),
    },
    serverTime: { at: start - (start % secondMs), before: start - 40, after: start + 60 },
    ...more,
  };
}

/** A shop with nothing wrong. */
export function wellShop(code: string, more: Partial<ShopFacts> = {}, shard = 0): ShopFacts {
  return {
    shop: {
      key: `rms#${code}`,
      mall: 'rms',
      code,
      name: '角の店',
      merchant: 'kado',
      shard,
      importFrom: start - dayMs,
      cursor: start,
      scannedAt: 0,
      rereadDay: '',
      rereadAfter: '',
      callsPerSecond: 1,
      credential: { version: 1, sealed: new Uint8Array() },
    },
    state: { kind: 'well', lagMs: 0 },
    pauses: [],
    keyExpiresAt: start + 60 * dayMs,
    ...more,
  };
}

/** Two shops and a merchant with nothing wrong. */
export function wellAround(
  more: Partial<Surroundings> = {},
  shops = [wellShop('kado-no-mise'), wellShop('sakura', {}, 1)],
): Surroundings {
  return {
    now: start,
    malls: [
      {
        mall: 'RMS',
        parameter: 'rmsBaseUrl',
        baseUrl: 'https://api.rms.rakuten.co.jp',
        answer: { kind: 'answers', status: 404, tookMs: 12 },
      },
    ],
    stored: {
      shops: known(shops),
      outages: known({
        malls: {
          malls: (['import', 'status', 'stock'] as const).map((capability) => ({
            ...{ mall: 'rms', capability, state: 'healthy' as const, since: null, ramp: null },
          })),
          ...{ outages: [], maintenances: [] },
        },
        incidents: [],
        audits: [],
      }),
      merchants: known([
        {
          id: 'kado',
          name: '角',
          contacts: ['tencho@example.jp'],
          features: ['import'],
          language: 'ja',
          createdAt: 0,
          version: 1,
        },
      ]),
      chats: known([]),
    },
    shards: 2,
    release: '0.1.0',
    ...more,
  };
}
