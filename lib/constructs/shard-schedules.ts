import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { ScheduledFunction } from './started-functions.ts';

/**
 * One schedule for each shard of each function, or one for all of them, all in one group. Their common role may only invoke these functions, and
 * only for schedules of the group.
 */
export class ShardSchedules extends Construct {
  /** The name of the group. */
  readonly group: string;
  readonly #group: CfnScheduleGroup;
  readonly #role: Role;
  readonly #shards: number;
  readonly #runsPerHour = { once: 0, ofEachShard: 0 };

  constructor(scope: Construct, id: string, props: { readonly stage: string; readonly shards: number }) {
    super(scope, id);
    const stack = Stack.of(this);
    const name = `tsunagi-${props.stage}`;
    this.#shards = props.shards;
    this.#group = new CfnScheduleGroup(this, 'group', { name });
    this.group = this.#group.ref;
    this.#role = new Role(this, 'role', {
      description: 'EventBridge Scheduler: starts the functions that run on a schedule',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': stack.account,
            'aws:SourceArn': stack.formatArn({ service: 'scheduler', resource: 'schedule-group', resourceName: name }),
          },
        },
      }),
    });
  }

  /** Runs that schedules start in an hour: for all shards together, and for each shard. */
  get runsPerHour(): { readonly once: number; readonly ofEachShard: number } {
    return this.#runsPerHour;
  }

  /** Starts the function for every shard, at the interval of its settings. */
  start(fn: ScheduledFunction): this {
    this.#runsPerHour.ofEachShard += 60 / fn.everyMinutes;
    return this.#start(fn, this.#shards);
  }

  /** Starts the function once a period, for all shards together. */
  startOnce(fn: ScheduledFunction): this {
    this.#runsPerHour.once += 60 / fn.everyMinutes;
    return this.#start(fn, 1);
  }

  #start(fn: ScheduledFunction, shards: number): this {
    const { name } = fn;
    this.#role.addToPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['lambda:InvokeFunction'],
        resources: [fn.live.functionArn],
      }),
    );
    const minutes = fn.everyMinutes;
    for (let shard = 0; shard < shards; shard += 1) {
      const schedule = new CfnSchedule(this, `${name}-${String(shard).padStart(2, '0')}`, {
        description: `${name}, shard ${shard} of ${shards}`,
        groupName: this.#group.ref,
        scheduleExpression: `rate(${minutes} minute${minutes === 1 ? '' : 's'})`,
        flexibleTimeWindow: { mode: 'OFF' },
        state: 'ENABLED',
        target: {
          arn: fn.live.functionArn,
          roleArn: this.#role.roleArn,
          input: JSON.stringify({ shard, shards }),
          // The same bound as on the function's own queue of invocations; 60 seconds is the shortest both allow.
          retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
        },
      });
      // The rules for failed runs exist before the first run.
      schedule.node.addDependency(this.#role, fn.live);
    }
    return this;
  }
}
