import type { CloudResource, Resources } from '../assembly/resources.ts';
import type { CloudClock } from '../clock.ts';
import { readTiming, type Timing } from './expression.ts';

/** A schedule of the templates that is switched on. */
export interface Schedule {
  readonly name: string;
  readonly group: string;
  readonly timing: Timing;
  readonly target: CloudResource;
  readonly input: string;
}

/** The schedules of the templates. */
export function schedulesOf(resources: Resources): Schedule[] {
  return resources.ofType('AWS::Scheduler::Schedule').flatMap(({ name, properties }) => {
    properties.refuse('StartDate', 'EndDate');
    if (properties.text('State', 'ENABLED') === 'DISABLED') return [];
    const target = properties.section('Target');
    const zone = properties.text('ScheduleExpressionTimezone', 'UTC');
    return [
      {
        name,
        group: properties.text('GroupName', 'default'),
        timing: readTiming(properties.text('ScheduleExpression'), zone, `${properties.where}.ScheduleExpression`),
        target: resources.withArn(target.text('Arn'), target.where),
        input: target.text('Input', '{}'),
      },
    ];
  });
}

/**
 * Runs a schedule on the cloud's clock; a schedule with a rate starts at once. Runs that were missed while the machine slept are
 * made up for once, never several times. Returns how to stop.
 */
export function runSchedule(schedule: Schedule, clock: CloudClock, fire: (atMs: number) => void): () => void {
  const { timing } = schedule;
  let cancel = () => {};
  const runAt = (dueMs: number | null) => {
    if (dueMs === null) return;
    cancel = clock.at(dueMs, () => {
      runAt(next(timing, dueMs, clock.now()));
      fire(dueMs);
    });
  };
  runAt(timing.kind === 'rate' ? clock.now() : next(timing, clock.now() - 1, clock.now()));
  return () => cancel();
}

/** The first moment after `lastMs` that is not past yet. */
export function next(timing: Timing, lastMs: number, nowMs: number): number | null {
  switch (timing.kind) {
    case 'rate':
      return Math.max(lastMs + timing.everyMs, nowMs - ((nowMs - lastMs) % timing.everyMs) + timing.everyMs);
    case 'cron':
      return timing.next(Math.max(lastMs, nowMs));
    case 'at':
      return timing.atMs > lastMs ? timing.atMs : null;
  }
}
