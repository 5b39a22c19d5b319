import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { secondMs } from '../../core/kernel/index.ts';
import type { LocalFacts, LocalWork } from '../../ops/doctor/local-facts.ts';
import type { ScheduleFacts } from '../../wiring/deployment.ts';
import { describeAlarms } from '../alarms/start-alarms.ts';
import { readAssembly } from '../assembly/assembly.ts';
import { Resources } from '../assembly/resources.ts';
import { findRunning, timeAheadMs } from '../folder/data-folder.ts';
import type { RunningCloud } from '../folder/run-file.ts';
import { asyncPolicyOf, functionsOf } from '../functions/function-shape.ts';
import { queueUrlAt } from '../queues/start-queues.ts';
import { schedulesOf } from '../schedules/schedules.ts';
import { CallError, callService, type Service } from '../wire/call.ts';

/** Looks at the data folder of an instance on this machine, and changes nothing. */
export async function inspectFolder(folder: string): Promise<LocalFacts> {
  const path = resolve(folder);
  const isThere = existsSync(path);
  const running = isThere ? findRunning(path) : null;
  const resources = resourcesIn(join(path, 'assembly'), running?.endpoints.sqs ?? '');
  return {
    folder: path,
    now: Date.now(),
    isThere,
    isWritable: isThere && mayWrite(path),
    freeBytes: isThere ? freeOn(path) : null,
    timeAheadMs: running === null ? null : timeAheadMs(path, running),
    running: running === null ? null : { pid: running.pid, startedAt: running.startedAt },
    schedules: resources === null ? null : scheduleFacts(resources),
    work: running === null || resources === null ? null : await workOf(running, resources),
  };
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function freeOn(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

/** What the templates hold that the instance was started with; null where there are none. */
function resourcesIn(assembly: string, queuesUrl: string): Resources | null {
  if (!existsSync(join(assembly, 'manifest.json'))) return null;
  return new Resources(readAssembly(assembly), (name) => queueUrlAt(queuesUrl, name));
}

/** Asks a running instance, whose services are those of AWS; null where it does not answer, as while it starts or ends. */
async function workOf({ endpoints, env }: RunningCloud, resources: Resources): Promise<LocalWork | null> {
  const accessKeyId = env.AWS_ACCESS_KEY_ID;
  const { eventbridge, sqs } = endpoints;
  if (accessKeyId === undefined || eventbridge === undefined || sqs === undefined) return null;
  try {
    const described = await callService({ url: eventbridge, accessKeyId }, describeAlarms, { StateValue: 'ALARM' });
    const failedRuns = functionsOf(resources).flatMap((shape) => {
      const { onFailure } = asyncPolicyOf(shape);
      return onFailure === undefined ? [] : [failedRunsOf({ url: sqs, accessKeyId }, shape.name, onFailure.ref)];
    });
    return { alarms: alarmsOf(described), failedRuns: await Promise.all(failedRuns) };
  } catch (error) {
    if (error instanceof CallError || error instanceof TypeError) return null;
    throw error;
  }
}

/** As `describedAlarms` writes it. */
interface DescribedAlarm {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly StateTransitionedTimestamp: number;
  readonly ActionsSuppressedBy?: string;
}

function alarmsOf({ MetricAlarms, CompositeAlarms }: Record<string, unknown>): LocalWork['alarms'] {
  const described = [MetricAlarms, CompositeAlarms].flat() as DescribedAlarm[];
  return described.flatMap(({ AlarmName: name, AlarmDescription: description, ...alarm }) =>
    alarm.ActionsSuppressedBy === undefined
      ? [{ name, description, since: alarm.StateTransitionedTimestamp * secondMs }]
      : [],
  );
}

async function failedRunsOf(service: Service, functionName: string, queueUrl: string) {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'];
  const { Attributes } = await callService(service, 'AmazonSQS.GetQueueAttributes', {
    QueueUrl: queueUrl,
    AttributeNames: names,
  });
  const counts = (Attributes ?? {}) as Record<string, string>;
  return { functionName, records: names.reduce((sum, name) => sum + Number(counts[name] ?? 0), 0) };
}

/** The schedules the instance was started with, as its templates have them. */
function scheduleFacts(resources: Resources): ScheduleFacts[] {
  return schedulesOf(resources).map(({ name, target, timing, input }) => {
    const { shard, shards } = JSON.parse(input) as { shard?: number; shards?: number };
    return {
      name,
      functionName: target.name,
      isEnabled: true,
      everyMinutes: timing.kind === 'rate' ? timing.everyMs / 60_000 : null,
      shard: shard === undefined || shards === undefined ? null : { number: shard, of: shards },
    };
  });
}
