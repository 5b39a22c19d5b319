import { describe, expect, it } from 'vitest';
import type { CloudResource } from '../../local/assembly/resources.ts';
import { startClock } from '../../local/clock.ts';
import type { FunctionShape } from '../../local/functions/function-shape.ts';
import { invokeAsync } from '../../local/functions/invoke-async.ts';
import type { Invokable } from '../../local/functions/local-function.ts';
import type { Outcome } from '../../local/functions/outcome.ts';

const destination = { name: 'failed' } as CloudResource;
const thrown: Outcome = { kind: 'failed', error: { errorType: 'Error', errorMessage: 'no' } };

/** A function with these outcomes, one after the other, and what its destination received. */
function scripted(outcomes: Outcome[], policy: { maxRetries: number; maxAgeMs: number }) {
  const notAfter: number[] = [];
  const shape = {
    arn: 'arn:fn',
    asyncPolicies: { $LATEST: { ...policy, onFailure: destination } },
  } as unknown as FunctionShape;
  const fn: Invokable = {
    shape,
    invoke: async (_, options) => {
      notAfter.push(options?.notAfterMs ?? 0);
      return outcomes.shift() ?? { kind: 'returned', payload: 'null' };
    },
  };
  const records: Record<string, unknown>[] = [];
  const tell = async (_: CloudResource, record: Record<string, unknown>) => void records.push(record);
  return { fn, tell, records, notAfter };
}

// A minute of waiting between two tries takes 6 milliseconds.
const clock = startClock({ atMs: Date.UTC(2026, 10, 24), speed: 10_000 });

describe('an asynchronous invocation', () => {
  it('an asynchronous invocation that succeeds sends no record', async () => {
    const { fn, tell, records } = scripted([{ kind: 'returned', payload: '1' }], { maxRetries: 0, maxAgeMs: 60_000 });
    expect(await invokeAsync(fn, '{}', clock, tell)).toEqual({ kind: 'returned', payload: '1' });
    expect(records).toEqual([]);
  });

  it('an asynchronous invocation that may not be retried ends in the failure queue after one try, with input and output', async () => {
    const { fn, tell, records } = scripted([thrown], { maxRetries: 0, maxAgeMs: 60_000 });
    await invokeAsync(fn, '{"shard":3}', clock, tell);
    expect(records).toEqual([
      {
        version: '1.0',
        timestamp: expect.stringMatching(/^2026-11-24T/),
        requestContext: {
          requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          functionArn: 'arn:fn:$LATEST',
          condition: 'RetriesExhausted',
          approximateInvokeCount: 1,
        },
        requestPayload: { shard: 3 },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: { errorType: 'Error', errorMessage: 'no' },
      },
    ]);
  });

  it('an asynchronous invocation is retried as often as it may be, first after one minute, then after two', async () => {
    const { fn, tell, records } = scripted([thrown, thrown, thrown], { maxRetries: 2, maxAgeMs: 3_600_000 });
    const startedAtMs = clock.now();
    await invokeAsync(fn, '{}', clock, tell);
    expect(clock.now() - startedAtMs).toBeGreaterThanOrEqual(180_000);
    expect(records).toMatchObject([{ requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 } }]);
  });

  it('an asynchronous invocation is not retried past its maximum age', async () => {
    const { fn, tell, records } = scripted([thrown, thrown], { maxRetries: 2, maxAgeMs: 30_000 });
    await invokeAsync(fn, '{}', clock, tell);
    expect(records).toMatchObject([{ requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 1 } }]);
  });

  it('an asynchronous invocation goes by the rules of its alias: reports of mails leave no record of what failed', async () => {
    const { fn, tell, records } = scripted([thrown, thrown, thrown], { maxRetries: 0, maxAgeMs: 60_000 });
    const reports = { maxRetries: 1, maxAgeMs: 3_600_000 };
    const shape = { ...fn.shape, asyncPolicies: { live: fn.shape.asyncPolicies.$LATEST, reports } } as FunctionShape;
    await invokeAsync({ ...fn, shape }, '{"address":"merchant@example.jp"}', clock, tell, 'reports');
    expect(records).toEqual([]);
    await invokeAsync({ ...fn, shape }, '{}', clock, tell, 'live');
    expect(records).toMatchObject([{ requestContext: { approximateInvokeCount: 1 } }]);
  });

  it('an asynchronous invocation that waited longer than its maximum age is never run, and its record has no answer', async () => {
    const { fn, tell, records, notAfter } = scripted([{ kind: 'expired' }], { maxRetries: 0, maxAgeMs: 60_000 });
    const before = clock.now();
    await invokeAsync(fn, '{}', clock, tell);
    expect(notAfter[0]).toBeGreaterThanOrEqual(before + 60_000);
    expect(records).toMatchObject([{ requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 0 } }]);
    expect(records[0]).not.toHaveProperty('responsePayload');
  });
});
