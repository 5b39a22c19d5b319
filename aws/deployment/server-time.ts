import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { EpochMs } from '../../core/kernel/index.ts';

/** What AWS's clock showed when it answered, and what ours showed before and after. */
export interface ServerTime {
  readonly at: EpochMs;
  readonly before: EpochMs;
  readonly after: EpochMs;
}

interface HttpAnswer {
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/**
 * Listens to the `Date` header of a client's answers. Returns the latest reading, null when none had one.
 * AWS refuses calls whose clock is more than five minutes wrong. The SDK silently corrects the clock, so the error would go unnoticed.
 */
export function listenToTime(client: CloudFormationClient, now: () => EpochMs): () => ServerTime | null {
  let latest: ServerTime | null = null;
  client.middlewareStack.add(
    (next) => async (input) => {
      const before = now();
      const output = await next(input);
      const { headers = {} } = output.response as HttpAnswer;
      const at = Date.parse(headers.date ?? headers.Date ?? '');
      if (Number.isFinite(at)) latest = { at, before, after: now() };
      return output;
    },
    { step: 'deserialize', priority: 'low', name: 'listenToTime' },
  );
  return () => latest;
}
