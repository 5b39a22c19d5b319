import { GetEventSourceMappingCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { answerOrNull } from './answer.ts';

/** What feeds a function from a queue, as it stands. */
export interface EventSourceFacts {
  readonly id: string;
  readonly functionName: string;
  readonly queueName: string;
  /** `Enabled`; `Disabled`, if an operator turned it off; `Creating`, `Enabling`, `Disabling`, `Updating`, `Deleting`. */
  readonly state: string;
  /** Runs at once that it may start; null when only the account limits them. */
  readonly runsMax: number | null;
}

/** An event source by its id; null when there is none. */
export async function readEventSource(client: LambdaClient, id: string): Promise<EventSourceFacts | null> {
  const found = await answerOrNull('lambda:GetEventSourceMapping', ['ResourceNotFoundException'], () =>
    client.send(new GetEventSourceMappingCommand({ UUID: id })),
  );
  if (found === null) return null;
  return {
    id,
    functionName: found.FunctionArn?.split(':')[6] ?? '',
    queueName: found.EventSourceArn?.split(':')[5] ?? '',
    state: found.State ?? '',
    runsMax: found.ScalingConfig?.MaximumConcurrency ?? null,
  };
}
