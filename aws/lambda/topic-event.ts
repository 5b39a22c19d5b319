import middy from '@middy/core';
import { InputError } from '../../core/kernel/index.ts';
import type { RequestLog } from '../log.ts';
import { writeErrorLine } from './error-line.ts';
import { type Invocation, type InvocationContext, startRequest } from './invocation.ts';

/** A function as Lambda calls it for messages of a topic. */
export type TopicHandler = (event: unknown, context: InvocationContext) => Promise<void>;

/**
 * Creates the handler of a function that topics start, with the texts of their messages. An exception fails the run: Lambda starts it again
 * twice, and then leaves a record in the failed queue.
 */
export function topicFunction(work: (texts: readonly string[]) => Promise<void>, log: RequestLog): TopicHandler {
  return middy<readonly string[], void, Error>(async (texts: readonly string[]) => work(texts), {
    timeoutEarlyInMillis: 0,
  })
    .use(startRequest(log))
    .use({
      before: (invocation: Invocation): void => {
        invocation.event = textsOf(invocation.event);
      },
    })
    .use(writeErrorLine(log)) as TopicHandler;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
function textsOf(event: unknown): string[] {
  const { Records: records } = (typeof event === 'object' && event !== null ? event : {}) as { Records?: unknown };
  const texts = Array.isArray(records) ? records.map((record) => record?.Sns?.Message as unknown) : [];
  const areTexts = texts.length > 0 && texts.every((text): text is string => typeof text === 'string');
  if (areTexts) return texts;
  throw new InputError('The event of this run is wrong', [
    'It has no texts in Records[].Sns.Message; a topic sends {"Records": [{"Sns": {"Message": "…"}}]}.',
  ]);
}
