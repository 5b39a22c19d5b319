import { findOut, InputError, ifKnown } from '../../core/kernel/index.ts';
import type { Dismantling, StandingStage } from '../../wiring/teardown.ts';
import { remediesFor } from '../doctor/remedies.ts';
import { type ExitCode, exit } from '../frame/exit.ts';
import type { Installation } from '../frame/installation.ts';
import { openDescribed } from '../frame/instance.ts';
import { terminalLog } from '../frame/log.ts';
import { NoInstance } from '../frame/no-instance.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { announcementLines } from './announcement.ts';
import { dismantleStage } from './dismantle.ts';
import { type ExportSummary, exportAll } from './export-all.ts';
import { teardownPlanOf } from './intent.ts';
import { remainLines, remainsOf } from './remains.ts';
import { variablesOf } from './variables.ts';

/** How the operator wants a stage to be torn down. */
export interface Wish {
  /** They have said the stage's name already. */
  readonly agreed: boolean;
  readonly exportTo: string | undefined;
  readonly deleteData: boolean;
  readonly json: boolean;
}

type StageInstallation = Extract<Installation, { kind: 'stage' }>;

/** Tears a stage down: shows, asks, writes down, deletes, and lists what remains. */
export async function tearDown(terminal: Terminal, installation: StageInstallation, wish: Wish): Promise<ExitCode> {
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
  open: typeof openDescribed = openDescribed,
): Promise<ExitCode> {
  const { stage, place, profile } = installation;
  const standing = await steps.look();
  await throwIfNothingIsThere(standing, installation);
  const fate = teardownPlanOf(standing, { stage: stage.name, deleteData: wish.deleteData });
  const { exportTo } = wish;
  terminal.say(...announcementLines(standing, fate, { place, exportTo, width: terminal.width }));
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
      `Wait a minute before you deploy ${stage.name} again: SQS keeps the names of deleted queues for 60 seconds, and a deployment in between fails with QueueDeletedRecently.`,
    );
  }

  const after = await steps.look();
  const leftovers = ifKnown(await findOut(() => steps.leftovers(variables?.SENDER)));
  const account = (standing.stack ?? standing.dataStack)?.id.split(':')[4] ?? '';
  const remains = remainsOf(
    { stage: stage.name, account },
    after,
    leftovers,
    fate.deletedTables.map(({ name }) => name),
    remediesFor({ name: stage.name, region: stage.region, profile }),
  );
  if (wish.json) terminal.printJson({ place, exported, deleted, remains });
  else terminal.print(...remainLines(remains, terminal.width));
  return exit.ok;
}

async function throwIfNothingIsThere(
  { stack, dataStack, deleted, kept }: StandingStage,
  { stage, place }: Pick<StageInstallation, 'stage' | 'place'>,
): Promise<void> {
  if (stack !== null || dataStack !== null || deleted.length > 0 || kept.tables.length > 0) return;
  const others = await stage.others();
  throw new NoInstance(
    `There is nothing of ${place} to tear down, and nothing was in the last 90 days.${others.length === 0 ? '' : ` Stages there: ${others.join(', ')}.`}`,
  );
}

/** Throws where there are orders that cannot be exported: then nothing may be deleted. */
function tellNothingToWrite(terminal: Terminal, { kept }: StandingStage): void {
  if (kept.tables.some(({ title }) => title === 'Orders')) {
    throw new InputError('Nothing was torn down', [
      '--export: there is a table of orders, and none of shops that tells whose they are. Leave --export out, or keep the table.',
    ]);
  }
  terminal.say('There is no table of orders any more; nothing is written.');
}

async function agrees(terminal: Terminal, stage: string): Promise<boolean> {
  const answer = await terminal.answer(`\nType the name of the stage (${stage}) to go on: `);
  if (answer === null) {
    throw new InputError('Nothing was torn down', [
      `--yes: is missing, and there is no terminal to ask. Use --yes ${stage}.`,
    ]);
  }
  if (answer.trim() === stage) return true;
  terminal.say('That is not its name. Nothing was changed.');
  return false;
}
