import { attempt, type EpochMs, jstText, TsunagiError, valueOrNull } from '../../core/kernel/index.ts';
import { enumerated, t } from '../../language/index.ts';
import { jstIso } from '../../views/plain.ts';
import type { StageFacts } from '../../wiring/deployment.ts';
import { defineMaintenanceCommand, exit } from '../frame/command.ts';
import { terminalLog } from '../frame/failure.ts';
import type { Installation } from '../frame/installation.ts';
import { type Instance, NoInstance } from '../frame/instance.ts';
import { ownRelease } from '../frame/release.ts';
import { type Block, flexible, looking, onRight, paragraph, type Terminal, tableOf } from '../terminal/index.ts';
import { diagnoseLocal, diagnoseStage, type Surroundings } from './diagnose.ts';
import { checkWords, type Outcome, remediesFor, remediesHere } from './outcome.ts';
import { readStored, type Stored } from './read-stored.ts';

export const doctor = defineMaintenanceCommand({
  name: 'doctor',
  summary: 'Checks an installation, and says what is wrong and how to mend it',
  help: `Looks at everything an installation needs, changes nothing, and says for each
thing that is wrong why it matters and what to type. A check that cannot be made
(no permission) says so and stops no other.

WRONG      it does not work, or what should guard it does not
look at    it works, but needs attention
unchecked  it could not be looked at

It asks AWS for descriptions only, and each mall once for anything, without a
key; and for each shop whose row does not say when its key ends, the mall once.
That an address answers says nothing of the mall's APIs: how those stand is what
the probes found, as in ops status.
It ends with 1 when something is wrong or unchecked.`,
  examples: [
    ['doctor --stage prod', 'the stage prod on AWS'],
    ['doctor', 'the instance on this machine'],
    ['doctor --stage prod --json', 'everything, as one line of JSON'],
  ],
  async run({ terminal, installation }, { json }) {
    const { outcomes, title, now } = await examine(installation, terminal);
    terminal.endProgress();
    const counts = countsOf(outcomes);
    if (json) {
      terminal.printJson({ at: jstIso(now), place: installation.place, ...counts, checks: outcomes });
    } else {
      terminal.print(t`${title}, ${jstText(now)} (Japanese time)`, summaryText(outcomes), '');
      terminal.print(...reportLines(outcomes));
    }
    return counts.wrong + counts.unchecked === 0 ? exit.ok : exit.failed;
  },
});

const looks = { fine: 'good', wrong: 'bad', watch: 'warn', unchecked: 'warn', 'not-here': undefined } as const;
const words = (): Readonly<Record<Outcome['kind'], string>> => ({
  fine: t`ok`,
  wrong: t`WRONG`,
  watch: t`look at`,
  unchecked: t`unchecked`,
  'not-here': t`not here`,
});

interface Row {
  readonly outcome: Outcome;
  /** Empty where the check stands on the line before. */
  readonly check: string;
  /** The number of its remedy below the table; empty without one. */
  readonly number: string;
}

function countsOf(outcomes: readonly Outcome[]) {
  const count = (kind: Outcome['kind']): number => outcomes.filter((outcome) => outcome.kind === kind).length;
  return { wrong: count('wrong'), watch: count('watch'), unchecked: count('unchecked'), fine: count('fine') };
}

export function summaryText(outcomes: readonly Outcome[]): string {
  const { wrong, watch, unchecked, fine } = countsOf(outcomes);
  if (wrong + watch + unchecked === 0) return t`Nothing is wrong.`;
  return t`${wrong} wrong, ${watch} to look at, ${unchecked} unchecked, ${fine} in order`;
}

export function reportLines(outcomes: readonly Outcome[]): Block[] {
  const troubles = outcomes.filter(isTrouble);
  const shown = outcomes.filter(({ kind }) => kind !== 'not-here');
  const rows = shown.map(
    (outcome, index): Row => ({
      outcome,
      check: shown[index - 1]?.check === outcome.check ? '' : checkWords()[outcome.check],
      number: isTrouble(outcome) ? String(troubles.indexOf(outcome) + 1) : '',
    }),
  );
  return [
    ...tableOf(rows, ({ check, outcome, number }) => ({
      check,
      state: looking(looks[outcome.kind], words()[outcome.kind]),
      '': onRight(number),
      finding: flexible(outcome.what),
    })),
    ...notHereLines(outcomes),
    ...troubles.flatMap((trouble, index) => ['', ...remedyLines(trouble, index + 1)]),
  ];
}

type Trouble = Extract<Outcome, { readonly kind: 'wrong' | 'watch' | 'unchecked' }>;

function isTrouble(outcome: Outcome): outcome is Trouble {
  return outcome.kind === 'wrong' || outcome.kind === 'watch' || outcome.kind === 'unchecked';
}

const least = 40;

/** Commands stand on lines of their own, unbroken however long, so that they can be copied. */
function remedyLines({ what, why, fix }: Trouble, number: number): Block[] {
  const mark = `${number}. `;
  const indent = ' '.repeat(mark.length);
  return [
    paragraph(t`${what}.`, { label: mark, least }),
    paragraph(why, { label: `${indent}${t`why  `}`, least }),
    paragraph(fix.say, { label: `${indent}${t`fix  `}`, least }),
    ...fix.run.map((command) => `${indent}     ${command}`),
  ];
}

function notHereLines(outcomes: readonly Outcome[]): Block[] {
  const reasons = new Map<string, string[]>();
  for (const { kind, check, what } of outcomes) {
    if (kind === 'not-here') reasons.set(what, [...(reasons.get(what) ?? []), checkWords()[check]]);
  }
  if (reasons.size === 0) return [];
  const told = [...reasons].map(([what, checks]) => t`${enumerated(checks)} (${what})`).join(t`; `);
  return ['', paragraph(t`${told}.`, { label: t`Not here: `, least })];
}

interface Diagnosis {
  readonly outcomes: readonly Outcome[];
  readonly title: string;
  readonly now: EpochMs;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Looks at an installation, whole or broken, and judges it. Throws only where nothing at all can be looked at. */
async function examine(installation: Installation, terminal: Terminal): Promise<Diagnosis> {
  terminal.progress(t`Looking at ${installation.place}`);
  switch (installation.kind) {
    case 'stage':
      return examineStage(installation, terminal);
    case 'local':
      return examineLocal(installation, terminal);
    case 'described':
      throw new NoInstance(
        t`The environment says which tables there are, but not which stage they belong to. Name it: ops doctor --stage prod`,
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
  throwIfNothingAnswers(facts);
  // No single function has every variable.
  const told = facts.functions.map(({ facts: found }) => valueOrNull(found)?.variables);
  const variables: Variables = Object.assign({}, ...told);
  const around = await lookAround(installation, terminal, variables, facts.now);
  const account = (valueOrNull(facts.stack) ?? valueOrNull(facts.dataStack))?.id.split(':')[4];
  return {
    outcomes: diagnoseStage(facts, around, remediesFor({ name: stage.name, region: stage.region, profile })),
    title: `${installation.place}${account ? t`, account ${account}` : ''}`,
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
function throwIfNothingAnswers({ stack }: StageFacts): void {
  if (stack.ok) return;
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
    terminal.progress(t`Looking at the shops`);
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
  const unknown = await attempt<never>(() => Promise.reject(error));
  return { shops: unknown, outages: unknown, merchants: unknown, chats: unknown };
}
