import { jstText } from '../../../core/kernel/index.ts';
import type { LocalInstance } from '../../frame/installation.ts';
import { counted } from '../../terminal/text.ts';
import type { LocalFacts } from '../local-facts.ts';
import { type Outcome, reporterFor } from '../outcome.ts';

/** Enough for about ten thousand orders; the local cloud requires the same at its start. */
const neededBytes = 64 * 1024 * 1024;
const roomyBytes = 10 * neededBytes;

/** The data folder is there, may be written, and belongs to a process that runs. */
export function checkFolder(facts: LocalFacts, instance: LocalInstance['kind']): Outcome[] {
  const say = reporterFor('folder');
  const start = `npm start${facts.folder.endsWith('/.tsunagi') ? '' : ` -- --data ${facts.folder}`}`;
  if (!facts.isThere) {
    return say.wrong(`There is no folder ${facts.folder}`, 'No instance has run there.', 'Start one:', start);
  }
  const outcomes: Outcome[] = [];
  if (!facts.isWritable) {
    outcomes.push(
      ...say.wrong(
        `${facts.folder} cannot be written`,
        'The instance cannot store anything.',
        'Give yourself the right to write it, or start on another folder (npm start -- --data FOLDER).',
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
          `The instance in ${facts.folder} is still starting`,
          'Nothing is imported yet.',
          'Run this again in a moment.',
        ),
      );
      break;
    case 'stopped':
    case 'absent':
      outcomes.push(
        ...say.wrong(
          `No instance runs in ${facts.folder}`,
          'Nothing is imported. Everything that was stored is there; the next start catches up.',
          'Start it:',
          start,
        ),
      );
  }
  if (outcomes.length > 0) return outcomes;
  const { running } = facts;
  return say.fine(
    `${facts.folder}${running === null ? '' : `, held by process ${running.pid} since ${jstText(Date.parse(running.startedAt))}`}`,
  );
}

/** There is room for more orders. */
export function checkDisk({ freeBytes, folder }: LocalFacts): Outcome[] {
  const say = reporterFor('disk');
  if (freeBytes === null) return [];
  const free = `${Math.floor(freeBytes / 1024 / 1024)} MiB free`;
  if (freeBytes < neededBytes) {
    return say.wrong(
      `The disk of ${folder} is full: ${free}`,
      'Orders cannot be stored; the cursors wait.',
      'Make room. The logs of earlier runs may go:',
      `rm -r ${folder}/logs`,
    );
  }
  if (freeBytes < roomyBytes) {
    return say.watch(
      `The disk of ${folder} fills up: ${free}`,
      'When it is full, orders cannot be stored.',
      'Make room, or move the folder to another disk while nothing runs.',
    );
  }
  return say.fine(free);
}

/** The templates have schedules, which the instance runs itself. */
export function checkLocalSchedules({ schedules }: LocalFacts): Outcome[] {
  const say = reporterFor('schedules');
  if (schedules === null) return say.notHere('read once an instance has started');
  return say.fine(`${counted(schedules.length, 'schedule')} of the templates, run by the instance itself`);
}

/** Runs that ended with an error since the start: the records of the failed queues, as on AWS. */
export function checkFailedLocalRuns({ work, folder }: LocalFacts): Outcome[] {
  const say = reporterFor('failed runs');
  if (work === null) return say.notHere('of a running instance only');
  const failed = work.failedRuns.filter(({ records }) => records > 0);
  if (failed.length === 0) return say.fine('none since the start');
  return failed.flatMap(({ functionName, records }) =>
    say.watch(
      `${counted(records, 'run')} of ${functionName} failed since the start`,
      'The next run does a failed one’s work, so nothing is lost. Many mean that something does not work, or that this machine is too slow.',
      'Read why:',
      `tail -n 40 ${folder}/logs/${functionName}.log`,
    ),
  );
}

/** Alarms that stand now. A page wakes a person on AWS, a ticket waits for the morning. */
export function checkLocalAlarms({ work }: LocalFacts): Outcome[] {
  const say = reporterFor('alarms');
  if (work === null) return say.notHere('of a running instance only');
  const standing = work.alarms.flatMap(({ name, description }) => {
    const [, severity, shortName] = /^tsunagi-[a-z0-9]+-(page|ticket)-(.+)$/.exec(name) ?? [];
    return severity === undefined || shortName === undefined ? [] : [{ severity, shortName, description }];
  });
  if (standing.length === 0) return say.fine('none stands');
  return standing.flatMap(({ severity, shortName, description }) => {
    const [why = '', page = 'docs/runbook/README.md'] = description.split(' More: ');
    const found = `The alarm ${shortName} stands (${severity})`;
    const tell = severity === 'page' ? say.wrong : say.watch;
    return tell(found, why, `Do what its page says: ${page}`);
  });
}
