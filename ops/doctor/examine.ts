import { readFileSync } from 'node:fs';
import { type EpochMs, findOut, ifKnown, TsunagiError } from '../../core/kernel/index.ts';
import type { StageFacts } from '../../wiring/deployment.ts';
import type { Installation } from '../frame/installation.ts';
import type { Instance } from '../frame/instance.ts';
import { terminalLog } from '../frame/log.ts';
import { NoInstance } from '../frame/no-instance.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { diagnoseLocal, diagnoseStage, type Surroundings } from './diagnose.ts';
import type { Outcome } from './outcome.ts';
import { readStored, type Stored } from './read-stored.ts';
import { remediesFor, remediesHere } from './remedies.ts';

/** What the doctor found. */
export interface Diagnosis {
  readonly outcomes: readonly Outcome[];
  /** Which installation it is, as exactly as it is known. */
  readonly title: string;
  readonly now: EpochMs;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Looks at an installation, whole or broken, and judges it. Throws only where nothing at all can be looked at. */
export async function examine(installation: Installation, terminal: Terminal): Promise<Diagnosis> {
  terminal.progress(`Looking at ${installation.place}`);
  switch (installation.kind) {
    case 'stage':
      return examineStage(installation, terminal);
    case 'local':
      return examineLocal(installation, terminal);
    case 'described':
      throw new NoInstance(
        'The environment says which tables there are, but not which stage they belong to. Name it: ops doctor --stage prod',
      );
  }
}

async function examineStage(
  installation: Extract<Installation, { kind: 'stage' }>,
  terminal: Terminal,
): Promise<Diagnosis> {
  const { stage, profile } = installation;
  const { examineDeployment } = await import('../../wiring/examination.ts');
  const facts = await examineDeployment(stage);
  throwIfNobodyAnswers(facts);
  // No single function has every variable.
  const told = facts.functions.map(({ facts: found }) => ifKnown(found)?.variables);
  const variables: Variables = Object.assign({}, ...told);
  const around = await lookAround(installation, terminal, variables, facts.now);
  const account = (ifKnown(facts.stack) ?? ifKnown(facts.dataStack))?.id.split(':')[4];
  return {
    outcomes: diagnoseStage(facts, around, remediesFor({ name: stage.name, region: stage.region, profile })),
    title: `${installation.place}${account ? `, account ${account}` : ''}`,
    now: around.now,
  };
}

async function examineLocal(
  installation: Extract<Installation, { kind: 'local' }>,
  terminal: Terminal,
): Promise<Diagnosis> {
  const { folder, instance } = installation;
  const facts = await installation.inspect();
  const variables = instance.kind === 'running' ? instance.variables : {};
  const around = await lookAround(installation, terminal, variables, facts.now);
  const { examineLocalTables } = await import('../../wiring/examination.ts');
  const tables = instance.kind === 'running' ? await examineLocalTables(variables) : [];
  return {
    outcomes: diagnoseLocal({ facts, instance, tables }, around, remediesHere(folder)),
    title: installation.place,
    now: around.now,
  };
}

/** Without credentials or a network every check would say the same: it is said once instead. */
function throwIfNobodyAnswers({ stack }: StageFacts): void {
  if (stack.known) return;
  if (stack.error.code === 'aws.no-credentials' || stack.error.code === 'aws.unreachable') throw stack.error;
}

async function lookAround(
  installation: Installation,
  terminal: Terminal,
  variables: Variables,
  now: EpochMs,
): Promise<Surroundings> {
  const { reachMalls } = await import('../../wiring/examination.ts');
  const malls = reachMalls(variables);
  const shards = Number(variables.SHARDS ?? 1);
  const release = ownRelease();
  const fixed = { shards, release, referenceUrl: variables.REFERENCE_URL };
  let instance: Instance | undefined;
  try {
    instance = await installation.open(terminalLog(terminal));
    terminal.progress('Looking at the shops');
    const stored = await readStored(instance.ports, instance.importSettings);
    return { now: instance.ports.clock.now(), malls: await malls, stored, ...fixed };
  } catch (error) {
    return { now, malls: await malls, stored: await unopened(error), ...fixed };
  } finally {
    await instance?.close();
  }
}

/** Where nothing can be opened because it is not whole, the checks of the parts say why. */
async function unopened(error: unknown): Promise<Stored | null> {
  if (error instanceof NoInstance) return null;
  if (!(error instanceof TsunagiError)) throw error;
  const unknown = await findOut<never>(() => Promise.reject(error));
  return { shops: unknown, merchants: unknown };
}

function ownRelease(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
