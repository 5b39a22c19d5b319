import { Duration } from 'aws-cdk-lib';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { failureQueue } from './failure-queue.ts';
import { type FunctionProps, type FunctionSettings, TsunagiFunction } from './tsunagi-function.ts';

/** The shape of the settings of a function that a schedule starts. */
export interface ScheduledSettings extends FunctionSettings {
  readonly everyMinutes: number;
}

/** A function that a schedule starts, and the queue for runs that failed. The queue carries the function's name, too. */
export class ScheduledFunction extends TsunagiFunction {
  readonly everyMinutes: number;
  readonly failed: Queue;

  constructor(scope: Construct, name: string, props: FunctionProps & { readonly settings: ScheduledSettings }) {
    super(scope, name, props);
    this.everyMinutes = props.settings.everyMinutes;
    this.failed = failureQueue(this, 'failed', `tsunagi-${props.stage}-${name}-failed`);
    this.live.configureAsyncInvoke({
      // A run that could not start within its minute is worthless: the next one does its work. Without this limit, an outage of ours
      // would end with a flood of outdated runs.
      retryAttempts: 0,
      maxEventAge: Duration.seconds(60),
      onFailure: new SqsDestination(this.failed),
    });
  }
}
