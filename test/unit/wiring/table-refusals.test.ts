import { expect, it } from 'vitest';
import { refusalOf } from '../../../aws/clients.ts';
import { minuteMs } from '../../../core/kernel/time.ts';
import type { Log, LogValue } from '../../../core/ports/system.ts';
import { sdkException } from '../../../proving/sdk-client.ts';
import { tellRefusals } from '../../../wiring/table-refusals.ts';

it('requests that DynamoDB refuses are a line a minute for each table and kind, with the count since the last one', () => {
  let now = 0;
  const told: Record<string, LogValue>[] = [];
  const log: Log = { info: () => undefined, warn: (_, fields = {}) => told.push(fields), error: () => undefined };
  const refused = tellRefusals(log, { now: () => now });
  const throttle = { table: 'orders', kind: 'TableThrottles', error: 'ThrottlingException' } as const;
  for (let time = 0; time < 5; time++) refused(throttle);
  refused({ table: 'stock', kind: 'TableErrors', error: 'InternalServerError' });
  now = minuteMs;
  refused(throttle);
  expect(told).toEqual([
    { table: 'orders', error: 'ThrottlingException', TableThrottles: 1, TableErrors: null },
    { table: 'stock', error: 'InternalServerError', TableThrottles: null, TableErrors: 1 },
    { table: 'orders', error: 'ThrottlingException', TableThrottles: 5, TableErrors: null },
  ]);
});

it.each([
  ['ThrottlingException', 400, 'TableThrottles'],
  ['ProvisionedThroughputExceededException', 400, 'TableThrottles'],
  ['InternalServerError', 500, 'TableErrors'],
  ['ConditionalCheckFailedException', 400, null],
  ['AccessDeniedException', 400, null],
])('a request that DynamoDB answers with %s (%i) counts as %s', (name, status, kind) => {
  expect(refusalOf(sdkException(name, '', status))).toBe(kind);
});
