import { resolve } from 'node:path';
import {
  attempt,
  InputError,
  minuteMs,
  secondMs,
  TsunagiError,
  valueOrNull,
  wrapped,
} from '../../core/kernel/index.ts';
import { t } from '../../language/index.ts';
import { mallAddresses } from '../../malls/mall-desks.ts';
import type { StackFacts } from '../../wiring/deployment.ts';
import type { Dismantling, KeptTable, StandingStage } from '../../wiring/teardown.ts';
import { flag, optional, text } from '../arguments/parameter.ts';
import { remediesFor } from '../doctor/outcome.ts';
import { type CareContext, defineMaintenanceCommand, type ExitCode, exit } from '../frame/command.ts';
import { terminalLog } from '../frame/failure.ts';
import type { Installation } from '../frame/installation.ts';
import { type Instance, NoInstance, openDescribed } from '../frame/instance.ts';
import type { Terminal } from '../terminal/index.ts';
import { announcementLines } from './announcement.ts';
import { type ExportSummary, exportAll } from './export-all.ts';
import { currentDataStack, type TeardownPlan, teardownPlanOf } from './intent.ts';
import { remainLines, remainsOf } from './remains.ts';

export const teardown = defineMaintenanceCommand({
  name: 'teardown',
  summary: 'Takes a deployed stage down, and lists what remains',
  help: `Shows what will be gone and what will stay, and asks for the stage's name. Then it
deletes the stack that works, and the stack of the data. The tables and the key
of the shops' keys stay; --delete-data deletes them, too: rows for good, the key
after 30 days. In the end it lists what is left, with the command that removes it.

--export writes every order of every shop first, a file a shop, one order a line
as the mall gave it. Nothing is deleted unless all of them are written. With
--delete-data they are written once more when nothing imports any more.

An interrupted teardown goes on when the same command is run again.`,
  examples: [
    ['teardown --stage trial', 'asks before it does anything'],
    ['teardown --stage trial --export orders/ --delete-data', 'leaves nothing but the files'],
    ['teardown --stage trial --yes trial --json', 'does not ask; what remains as one line of JSON'],
  ],
  options: {
    yes: optional(text('<stage>', 'the stage’s name once more, instead of being asked for it')),
    export: optional(text('<folder>', 'write every order there first')),
    deleteData: flag('delete the tables, and the key of the shops’ keys, too'),
  },
  async run({ terminal, installation }, { yes, export: exportTo, deleteData, json }) {
    switch (installation.kind) {
      case 'stage':
        if (yes !== undefined && yes !== installation.stage.name) {
          throw new InputError(t`Nothing was torn down`, [
            t`--yes: got ${JSON.stringify(yes)}, expected the name of the stage, ${installation.stage.name}.`,
          ]);
        }
        return tearDown(terminal, installation, { agreed: yes !== undefined, exportTo, deleteData, json });
      case 'local':
        return tellLocal({ terminal, installation }, installation.folder, json);
      case 'described':
        throw new NoInstance(t`Only a stage that is named is torn down: ops teardown --stage trial`);
    }
  },
});

/** An instance on this machine is its folder. */
function tellLocal({ terminal, installation }: CareContext, folder: string, json: boolean) {
  const path = resolve(folder);
  const remove = `rm -r ${path}`;
  if (json) {
    terminal.printJson({ place: installation.place, deleted: [], remains: [{ what: path, remove: [remove] }] });
    return exit.ok;
  }
  const told = t`Everything that ${installation.place} keeps lies in one folder: orders, shops, their sealed keys and the key that opens them. Nothing was removed. Stop the instance (Ctrl-C), write down what you want to keep (ops orders export), and remove the folder:`;
  terminal.print(...wrapped(told, terminal.width ?? Number.POSITIVE_INFINITY), `  ${remove}`);
  return exit.ok;
}

export interface Wish {
  readonly agreed: boolean;
  readonly exportTo: string | undefined;
  readonly deleteData: boolean;
  readonly json: boolean;
}

type StageInstallation = Extract<Installation, { kind: 'stage' }>;

async function tearDown(terminal: Terminal, installation: StageInstallation, wish: Wish): Promise<ExitCode> {
  const { dismantle } = await import('../../wiring/teardown.ts');
  const { stage } = installation;
  return dismantle(stage.name, stage.others, (steps) => tearDownBy(steps, terminal, installation, wish));
}

/** The same, by steps that a test may take. */
export async function tearDownBy(
  steps: Dismantling,
  terminal: Terminal,
  installation: Pick<StageInstallation, 'place' | 'stage' | 'profile'>,
  wish: Wish,
  open: (...given: Parameters<typeof openDescribed>) => Promise<Instance> = openDescribed,
): Promise<ExitCode> {
  const { stage, place, profile } = installation;
  const standing = await steps.look();
  await throwIfNothingIsThere(standing, installation);
  const fate = teardownPlanOf(standing, { stage: stage.name, deleteData: wish.deleteData });
  const { exportTo } = wish;
  terminal.say(...announcementLines(standing, fate, { place, exportTo }));
  if (!wish.agreed && !(await agrees(terminal, stage.name))) return exit.failed;

  const variables = variablesOf(standing, stage.name);
  const write = async (): Promise<ExportSummary | null> => {
    if (exportTo === undefined || variables === null) return null;
    const instance = await open(variables, place, terminalLog(terminal));
    try {
      return await exportAll(instance, exportTo, terminal);
    } finally {
      await instance.close();
    }
  };
  if (exportTo !== undefined && variables === null) tellNothingToWrite(terminal, standing);
  let exported = await write();
  const deleted = await dismantleStage(steps, standing, fate, terminal, async () => {
    // What was imported while the first export ran.
    if (standing.stack !== null && fate.deletedTables.length > 0) exported = (await write()) ?? exported;
  });

  if (standing.stack !== null) {
    terminal.say(
      t`Wait a minute before you deploy ${stage.name} again: SQS keeps the names of deleted queues for 60 seconds, and a deployment in between fails with QueueDeletedRecently.`,
    );
  }

  const after = await steps.look();
  const leftovers = valueOrNull(await attempt(() => steps.leftovers(variables?.SENDER)));
  const account = (standing.stack ?? standing.dataStack)?.id.split(':')[4] ?? '';
  const remains = remainsOf(
    { stage: stage.name, account },
    after,
    leftovers,
    fate.deletedTables.map(({ name }) => name),
    remediesFor({ name: stage.name, region: stage.region, profile }),
  );
  if (wish.json) terminal.printJson({ place, exported, deleted, remains });
  else terminal.print(...remainLines(remains));
  return exit.ok;
}

async function throwIfNothingIsThere(
  { stack, dataStack, deleted, kept }: StandingStage,
  { stage, place }: Pick<StageInstallation, 'stage' | 'place'>,
): Promise<void> {
  if (stack !== null || dataStack !== null || deleted.length > 0 || kept.tables.length > 0) return;
  const others = await stage.others();
  throw new NoInstance(
    t`There is nothing of ${place} to tear down, and nothing was in the last 90 days.${others.length === 0 ? '' : t` Stages there: ${others.join(', ')}.`}`,
  );
}

/** Throws where there are orders that cannot be exported: then nothing may be deleted. */
function tellNothingToWrite(terminal: Terminal, { kept }: StandingStage): void {
  if (kept.tables.some(({ title }) => title === 'Orders')) {
    throw new InputError(t`Nothing was torn down`, [
      t`--export: there is a table of orders, and none of shops that tells whose they are. Leave --export out, or keep the table.`,
    ]);
  }
  terminal.say(t`There is no table of orders any more; nothing is written.`);
}

async function agrees(terminal: Terminal, stage: string): Promise<boolean> {
  const answer = await terminal.answer(t`\nType the name of the stage (${stage}) to go on: `);
  if (answer === null) {
    throw new InputError(t`Nothing was torn down`, [
      t`--yes: is missing, and there is no terminal to ask. Use --yes ${stage}.`,
    ]);
  }
  if (answer.trim() === stage) return true;
  terminal.say(t`That is not its name. Nothing was changed.`);
  return false;
}

/** The variables with which the orders of a stage are read: its functions' own, else by its kept tables. Null when there is no table of orders any more. */
function variablesOf(standing: StandingStage, stage: string): Readonly<Record<string, string>> | null {
  if (standing.variables !== null) return standing.variables;
  const madeBy = currentDataStack(standing);
  const own = standing.kept.tables.filter((table) => table.madeBy === madeBy);
  const tables = Object.fromEntries(own.map(({ title, name }) => [`${title.toUpperCase()}_TABLE`, name]));
  if (tables.ORDERS_TABLE === undefined || tables.SHOPS_TABLE === undefined) return null;
  return { ...unusedByReading, STAGE: stage, ...tables };
}

/** Not used to import, announce or open a key: reading orders needs the tables alone. */
const unusedByReading = {
  SHARDS: '1',
  STOCK_TABLE: 'none',
  CONTROL_TABLE: 'none',
  PUSHES_TABLE: 'none',
  STATUS_QUEUE_URL: 'none',
  LISTINGS_TABLE: 'none',
  STOCK_QUEUE_URL: 'none',
  REVISIONS_TABLE: 'none',
  EVENT_BUS: 'none',
  DATA_KEY_ID: 'none',
  ...Object.fromEntries(mallAddresses.map(({ variable }) => [variable, 'https://none.invalid'])),
  RMS_RATE_PER_SECOND: '1',
  OVERLAP_MINUTES: '15',
  RETENTION_DAYS: '180',
};

const pollEveryMs = 5 * secondMs;
/** Functions and event sources take minutes; beyond this something hangs, and a person should look. */
const patienceMs = 60 * minuteMs;

type Voice = Pick<Terminal, 'say' | 'progress' | 'endProgress'>;

/** Takes a stage down: what works, the stack of the data, then the data if they are to go. Goes on after an interruption. `onNothingWrites` is called before any data go. */
async function dismantleStage(
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
    voice.say(t`The KMS key is to be deleted in 30 days: ${key.arn}`);
    deleted.push(key.arn);
  }
  return deleted;
}

async function deleteStack(steps: Dismantling, stack: StackFacts, voice: Voice): Promise<string> {
  const { name, id } = stack;
  if (stack.isProtected) {
    await steps.liftProtection(name);
    voice.say(t`${name} may be deleted now: its termination protection is lifted.`);
  }
  await steps.beginDeletion(id);
  for (let waitedMs = 0; ; waitedMs += pollEveryMs) {
    const { status, done, total, failures } = await steps.deletionOf(id);
    switch (status) {
      case 'DELETE_COMPLETE':
        voice.endProgress();
        voice.say(t`${name} is deleted.`);
        return name;
      case 'DELETE_FAILED':
        throw stopped(
          t`${name} could not be deleted:\n${failures.map((failure) => `  - ${failure}`).join('\n')}\nMend what is named, and run the same command again; it goes on from here.`,
        );
      default:
        if (waitedMs >= patienceMs) {
          throw stopped(
            t`${name} is still ${status} after an hour (${done} of ${total} resources are done). Look at its events in CloudFormation, and run the same command again; it goes on from here.`,
          );
        }
        voice.progress(t`${name}: ${status}, ${done} of ${total} resources`);
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
      voice.say(t`${table.title} is deleted: ${table.name}`);
      return;
    }
    voice.progress(t`${table.name}: being deleted`);
    await steps.wait(pollEveryMs);
  }
  throw stopped(
    t`The table ${table.name} is still there after an hour. Run the same command again; it goes on from here.`,
  );
}

function stopped(message: string): TsunagiError {
  return new TsunagiError('aws.failing', 'later', message);
}
