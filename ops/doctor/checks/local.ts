import { jstText, minuteMs } from '../../../core/kernel/index.ts';
import { counted, durationText, t } from '../../../language/index.ts';
import type { LocalInstance } from '../../frame/installation.ts';
import type { LocalFacts } from '../local-facts.ts';
import { type Outcome, reporterFor } from '../outcome.ts';

/** Enough for about ten thousand orders; the local cloud requires the same at its start. */
const neededBytes = 64 * 1024 * 1024;
const roomyBytes = 10 * neededBytes;

export function checkFolder(facts: LocalFacts, instance: LocalInstance['kind']): Outcome[] {
  const say = reporterFor('folder');
  const start = `npm start${facts.folder.endsWith('/.tsunagi') ? '' : ` -- --data ${facts.folder}`}`;
  if (!facts.isThere) {
    return say.wrong(t`There is no folder ${facts.folder}`, t`No instance has run there.`, t`Start one:`, start);
  }
  const outcomes: Outcome[] = [];
  if (!facts.isWritable) {
    outcomes.push(
      ...say.wrong(
        t`${facts.folder} cannot be written`,
        t`The instance cannot store anything.`,
        t`Give yourself the right to write it, or start on another folder (npm start -- --data FOLDER).`,
        `chmod -R u+rwX ${facts.folder}`,
      ),
    );
  }
  switch (instance) {
    case 'running':
      break;
    case 'starting':
      outcomes.push(
        ...say.watch(
          t`The instance in ${facts.folder} is still starting`,
          t`Nothing is imported yet.`,
          t`Run this again in a moment.`,
        ),
      );
      break;
    case 'stopped':
    case 'absent':
      outcomes.push(
        ...say.wrong(
          t`No instance runs in ${facts.folder}`,
          t`Nothing is imported. Everything that was stored is there; the next start catches up.`,
          t`Start it:`,
          start,
        ),
      );
  }
  if (outcomes.length > 0) return outcomes;
  const { running } = facts;
  return say.fine(
    `${facts.folder}${running === null ? '' : t`, held by process ${running.pid} since ${jstText(Date.parse(running.startedAt))}`}`,
  );
}

export function checkDisk({ freeBytes, folder }: LocalFacts): Outcome[] {
  const say = reporterFor('disk');
  if (freeBytes === null) return [];
  const free = t`${Math.floor(freeBytes / 1024 / 1024)} MiB free`;
  if (freeBytes < neededBytes) {
    return say.wrong(
      t`The disk of ${folder} is full: ${free}`,
      t`Orders cannot be stored; the cursors wait.`,
      t`Make room. The logs of earlier runs may go:`,
      `rm -r ${folder}/logs`,
    );
  }
  if (freeBytes < roomyBytes) {
    return say.watch(
      t`The disk of ${folder} fills up: ${free}`,
      t`When it is full, orders cannot be stored.`,
      t`Make room, or move the folder to another disk while nothing runs.`,
    );
  }
  return say.fine(free);
}

/** Further off than nobody minds. */
const timeOffMs = minuteMs;

/** With real malls its time is that of this machine, but never goes back with a clock that is set back. */
export function checkLocalClock({ timeAheadMs }: LocalFacts): Outcome[] {
  const say = reporterFor('clock');
  if (timeAheadMs === null) return say.notHere(t`of a running instance with real malls only`);
  if (timeAheadMs < timeOffMs) return say.fine(t`time of the instance is that of this machine’s clock`);
  return say.watch(
    t`Time of the instance is ${durationText(timeAheadMs)} ahead of this machine’s clock`,
    t`The clock was set back while the instance ran. It goes on by the time that passes, so the import goes on; deadlines and mails are early by as much if the clock is right.`,
    t`If the clock is wrong, set it. If it is right, stop the instance, and start it again with the same options and --clock-was-ahead.`,
  );
}

export function checkLocalSchedules({ schedules }: LocalFacts): Outcome[] {
  const say = reporterFor('schedules');
  if (schedules === null) return say.notHere(t`read once an instance has started`);
  return say.fine(t`${counted(schedules.length, 'schedule')} of the templates, run by the instance itself`);
}

/** Runs that ended with an error since the start: the records of the failed queues, as on AWS. */
export function checkFailedLocalRuns({ work, folder }: LocalFacts): Outcome[] {
  const say = reporterFor('failed runs');
  if (work === null) return say.notHere(t`of a running instance only`);
  const failed = work.failedRuns.filter(({ records }) => records > 0);
  if (failed.length === 0) return say.fine(t`none since the start`);
  return failed.flatMap(({ functionName, records }) =>
    say.watch(
      t`${counted(records, 'run')} of ${functionName} failed since the start`,
      t`The next run does a failed one’s work, so nothing is lost. Many mean that something does not work, or that this machine is too slow.`,
      t`Read why:`,
      `tail -n 40 ${folder}/logs/${functionName}.log`,
    ),
  );
}
