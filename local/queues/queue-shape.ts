import type { Resources } from '../assembly/resources.ts';

/** A queue of the template. Durations are in seconds of cloud time, as in the template. */
export interface QueueShape {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly isFifo: boolean;
  readonly visibilitySeconds: number;
  readonly delaySeconds: number;
  readonly deadLetters?: { readonly arn: string; readonly maxReceiveCount: number };
  readonly deduplicatesByContent: boolean;
}

/** The queues of the templates; a dead-letter queue comes before the queues that end in it. */
export function queuesOf(resources: Resources): QueueShape[] {
  const shapes = resources.ofType('AWS::SQS::Queue').map(({ name, arn, ref, properties }): QueueShape => {
    const redrive = properties.has('RedrivePolicy') ? properties.section('RedrivePolicy') : undefined;
    return {
      name,
      arn,
      url: ref,
      isFifo: properties.truth('FifoQueue', false),
      // The standard values of SQS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
      visibilitySeconds: properties.number('VisibilityTimeout', 30),
      delaySeconds: properties.number('DelaySeconds', 0),
      deduplicatesByContent: properties.truth('ContentBasedDeduplication', false),
      ...(redrive === undefined
        ? {}
        : {
            deadLetters: {
              arn: redrive.text('deadLetterTargetArn'),
              maxReceiveCount: redrive.number('maxReceiveCount'),
            },
          }),
    };
  });
  return shapes.sort((one, other) => Number(one.deadLetters !== undefined) - Number(other.deadLetters !== undefined));
}
