import type { FunctionShape } from './function-shape.ts';
import type { Outcome } from './outcome.ts';

/** Why a record is written. */
export type Condition = 'RetriesExhausted' | 'EventAgeExceeded' | 'Success';

/**
 * The record that a destination gets about an asynchronous invocation.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export function recordOf(invocation: {
  readonly shape: FunctionShape;
  readonly requestId: string;
  readonly condition: Condition;
  /** How often the function was run for it. */
  readonly count: number;
  readonly payload: string;
  readonly atMs: number;
  /** The last outcome of a run, if it was ever run. */
  readonly outcome: Outcome | null;
}): Record<string, unknown> {
  const { shape, requestId, condition, count, payload, atMs, outcome } = invocation;
  return {
    version: '1.0',
    timestamp: new Date(atMs).toISOString(),
    requestContext: {
      requestId,
      functionArn: `${shape.arn}:$LATEST`,
      condition,
      approximateInvokeCount: count,
    },
    requestPayload: JSON.parse(payload) as unknown,
    ...(outcome === null ? {} : responseOf(outcome)),
  };
}

function responseOf(outcome: Outcome): Record<string, unknown> {
  const responseContext = { statusCode: 200, executedVersion: '$LATEST' };
  switch (outcome.kind) {
    case 'returned':
      return { responseContext, responsePayload: JSON.parse(outcome.payload) as unknown };
    case 'failed':
      return { responseContext: { ...responseContext, functionError: 'Unhandled' }, responsePayload: outcome.error };
    case 'expired':
      return {};
  }
}
