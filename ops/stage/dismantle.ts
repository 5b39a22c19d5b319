import { minuteMs, secondMs, TsunagiError } from '../../core/kernel/index.ts';
import type { StackFacts } from '../../wiring/deployment.ts';
import type { Dismantling, KeptTable, StandingStage } from '../../wiring/teardown.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { TeardownPlan } from './intent.ts';

const pollEveryMs = 5 * secondMs;
/** Functions and event sources take minutes; beyond this something hangs, and a person should look. */
const patienceMs = 60 * minuteMs;

type Voice = Pick<Terminal, 'say' | 'progress' | 'endProgress'>;

/**
 * Takes a stage down: what works, then the stack of the data, then the data themselves if they are to go. Every step looks at
 * what is there, so an interrupted teardown goes on where it was. Returns what was deleted.
 *
 * @param onNothingWrites called once nothing can write an order any more, before any data go
 */
export async function dismantleStage(
  steps: Dismantling,
  standing: StandingStage,
  fate: TeardownPlan,
  voice: Voice,
  onNothingWrites: () => Promise<void>,
): Promise<string[]> {
  const deleted: string[] = [];
  if (standing.stack !== null) deleted.push(await deleteStack(steps, standing.stack, voice));
  await onNothingWrites();
  if (standing.dataStack !== null) deleted.push(await deleteStack(steps, standing.dataStack, voice));
  for (const table of fate.deletedTables) {
    await deleteTable(steps, table, voice);
    deleted.push(table.name);
  }
  for (const key of fate.deletedKeys) {
    await steps.deleteKey(key);
    voice.say(`The KMS key is to be deleted in 30 days: ${key.arn}`);
    deleted.push(key.arn);
  }
  return deleted;
}

async function deleteStack(steps: Dismantling, stack: StackFacts, voice: Voice): Promise<string> {
  const { name, id } = stack;
  if (stack.isProtected) {
    await steps.liftProtection(name);
    voice.say(`${name} may be deleted now: its termination protection is lifted.`);
  }
  await steps.beginDeletion(id);
  for (let waitedMs = 0; ; waitedMs += pollEveryMs) {
    const { status, done, total, failures } = await steps.deletionOf(id);
    switch (status) {
      case 'DELETE_COMPLETE':
        voice.endProgress();
        voice.say(`${name} is deleted.`);
        return name;
      case 'DELETE_FAILED':
        throw stopped(
          `${name} could not be deleted:\n${failures.map((failure) => `  - ${failure}`).join('\n')}\nMend what is named, and run the same command again; it goes on from here.`,
        );
      default:
        if (waitedMs >= patienceMs) {
          throw stopped(
            `${name} is still ${status} after an hour (${done} of ${total} resources are done). Look at its events in CloudFormation, and run the same command again; it goes on from here.`,
          );
        }
        voice.progress(`${name}: ${status}, ${done} of ${total} resources`);
        await steps.wait(pollEveryMs);
    }
  }
}

async function deleteTable(steps: Dismantling, table: KeptTable, voice: Voice): Promise<void> {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += pollEveryMs) {
    // Asked for again each time: DynamoDB refuses while it still changes the table's protection.
    await steps.deleteTable(table);
    if (!(await steps.isTableThere(table.name))) {
      voice.endProgress();
      voice.say(`${table.title} is deleted: ${table.name}`);
      return;
    }
    voice.progress(`${table.name}: being deleted`);
    await steps.wait(pollEveryMs);
  }
  throw stopped(
    `The table ${table.name} is still there after an hour. Run the same command again; it goes on from here.`,
  );
}

function stopped(message: string): TsunagiError {
  return new TsunagiError('aws.failing', 'later', message);
}
