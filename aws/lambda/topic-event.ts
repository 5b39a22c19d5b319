import { InputError } from '../../core/kernel/index.ts';
import type { RequestLog } from '../log.ts';
import { type LambdaHandler, lambdaHandler, recordsOf } from './invocation.ts';

/**
 * Creates the handler of a function that topics start, with the texts of their messages. An exception fails the run: Lambda starts it again
 * twice, and then leaves a record in the failed queue.
 */
export function topicFunction(work: (texts: readonly string[]) => Promise<void>, log: RequestLog): LambdaHandler {
  return lambdaHandler(log, textsOf, (texts) => work(texts));
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
type TopicRecord = { readonly Sns?: { readonly Message?: unknown } | null } | null;

function textsOf(event: unknown): string[] {
  const texts = (recordsOf(event) as TopicRecord[] | null)?.map((record) => record?.Sns?.Message) ?? [];
  const areTexts = texts.length > 0 && texts.every((text): text is string => typeof text === 'string');
  if (areTexts) return texts;
  throw new InputError('The event of this run is wrong', [
    'It has no texts in Records[].Sns.Message; a topic sends {"Records": [{"Sns": {"Message": "…"}}]}.',
  ]);
}
