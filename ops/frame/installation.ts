import type { Log } from '../../core/ports/index.ts';
import { durationText, t } from '../../language/index.ts';
import type { StackFacts, Stage } from '../../wiring/deployment.ts';
import { didYouMean } from '../arguments/nearest.ts';
import { flag, optional, text, type ValuesOf, withDefault } from '../arguments/parameter.ts';
import type { LocalFacts } from '../doctor/local-facts.ts';
import { standingOf } from '../stage/stack-standing.ts';
import { type Instance, NoInstance, openDescribed } from './instance.ts';

export type LocalInstance =
  | {
      readonly kind: 'running';
      readonly variables: Readonly<Record<string, string>>;
      /** By how much its time is ahead of this machine's clock; null where its malls are simulated. */
      readonly timeAheadMs: number | null;
    }
  | { readonly kind: 'starting' }
  /** It has left its files and does not run. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'absent' };

export interface Finder {
  readonly environment: Readonly<Record<string, string | undefined>>;
  findLocal(folder: string): Promise<LocalInstance>;
  /** Makes a local instance's variables this process's own: the AWS SDK reads them for itself. */
  adopt(variables: Readonly<Record<string, string>>): void;
  /** Makes a region and a profile this process's own, for the same reason. */
  choose(region: string | undefined, profile: string | undefined): void;
  openStage(stage: string): Promise<Stage>;
  inspectFolder(folder: string): Promise<LocalFacts>;
}

interface Found {
  /** Which one it is, for people: `local (.tsunagi)`, `stage prod, ap-northeast-1`. */
  readonly place: string;
  /** Opens it for work. Throws a `NoInstance` that says what to do where it cannot be worked on. */
  open(log: Log): Promise<Instance>;
  close(): void;
}

/** The installation that is meant. It is not open, and may be broken: commands that look after it must not mind. */
export type Installation =
  | (Found & {
      readonly kind: 'local';
      readonly folder: string;
      readonly instance: LocalInstance;
      inspect(): Promise<LocalFacts>;
    })
  | (Found & { readonly kind: 'stage'; readonly stage: Stage; readonly profile: string | undefined })
  /** No option says where it is; the environment has the variables of a deployed function. */
  | (Found & { readonly kind: 'described' });

/** The variables a deployed function has; any of them says that a deployed stage is meant. */
const functionVariables = ['STAGE', 'ORDERS_TABLE', 'SHOPS_TABLE', 'CONTROL_TABLE', 'STOCK_TABLE', 'EVENT_BUS'];

/** Finds the installation: the named stage, else the local one that left files, else TSUNAGI_STAGE, else the environment's variables. Throws with what to do. */
export async function findInstallation(finder: Finder, place: Place): Promise<Installation> {
  const { local, data, stage, region, profile } = place;
  finder.choose(region, profile);
  if (stage !== undefined) return findStage(finder, stage, profile);
  const instance = await finder.findLocal(data);
  const { TSUNAGI_STAGE } = finder.environment;
  if (local || instance.kind !== 'absent') return findLocal(finder, data, instance);
  if (TSUNAGI_STAGE) return findStage(finder, TSUNAGI_STAGE, profile);
  if (functionVariables.some((name) => finder.environment[name])) return describedIn(finder);
  throw new NoInstance(
    [
      t`There is nothing to work on: no local instance runs in ${data}, and no deployed stage is named.`,
      t`  - On this machine: start an instance with npm start${dataOption(data)}, or name its folder with --data.`,
      t`  - Deployed: name the stage with --stage prod, or set TSUNAGI_STAGE. AWS credentials and region are the usual ones.`,
    ].join('\n'),
  );
}

async function findStage(finder: Finder, name: string, profile: string | undefined): Promise<Installation> {
  const stage = await finder.openStage(name);
  const place = t`stage ${name}, ${stage.region}`;
  return {
    kind: 'stage',
    place,
    stage,
    profile,
    open: async (log) => {
      const options = stageOptions({ name, region: stage.region, profile });
      return { ...(await openStageInstance(stage, place, log)), options };
    },
    close: () => stage.close(),
  };
}

function findLocal(finder: Finder, folder: string, instance: LocalInstance): Installation {
  const place = t`local (${folder})`;
  return {
    kind: 'local',
    place,
    folder,
    instance,
    inspect: () => finder.inspectFolder(folder),
    async open(log) {
      switch (instance.kind) {
        case 'running':
          finder.adopt(instance.variables);
          return {
            ...(await openDescribed(instance.variables, place, log, timeNotices(instance.timeAheadMs))),
            hasSender: Boolean(instance.variables.SENDER),
            options: folderOption(folder),
          };
        case 'starting':
          throw new NoInstance(t`The local instance in ${folder} is still starting. Run this again in a moment.`);
        case 'stopped':
          throw new NoInstance(
            t`The local instance in ${folder} does not run. Start it with: npm start${dataOption(folder)}${orStage(finder)}`,
          );
        case 'absent':
          throw new NoInstance(
            t`No local instance runs in ${folder}. Start one with: npm start${dataOption(folder)}${orStage(finder)}`,
          );
      }
    },
    close: () => undefined,
  };
}

/** Further off than nobody minds. */
const timeOffMs = 60_000;

function timeNotices(timeAheadMs: number | null): string[] {
  if (timeAheadMs === null || timeAheadMs < timeOffMs) return [];
  return [
    t`Time of the instance is ${durationText(timeAheadMs)} ahead of this machine’s clock, which was set back. What to do about it: ops doctor`,
  ];
}

function describedIn({ environment }: Finder): Installation {
  const place = t`stage ${environment.STAGE ?? t`(STAGE is not set)`}, as the environment describes it`;
  return { kind: 'described', place, open: (log) => openDescribed(environment, place, log), close: () => undefined };
}

export const stageOptions = ({
  name,
  region,
  profile,
}: Pick<Stage, 'name' | 'region'> & { readonly profile: string | undefined }): string =>
  ` --stage ${name} --region ${region}${profile === undefined ? '' : ` --profile ${profile}`}`;

export const folderOption = (folder: string): string => (folder === '.tsunagi' ? '' : ` --data ${folder}`);

const dataOption = (data: string): string => (data === '.tsunagi' ? '' : ` -- --data ${data}`);

function orStage({ environment: { TSUNAGI_STAGE } }: Finder): string {
  return TSUNAGI_STAGE ? t`. The stage that TSUNAGI_STAGE names is meant with: --stage ${TSUNAGI_STAGE}` : '';
}

/** Opens a deployed stage with the variables of its functions. Throws a `NoInstance` where the stage does not exist or was never complete. */
export async function openStageInstance(stage: Stage, place: string, log: Log): Promise<Instance> {
  const stack = await stage.stack('stack');
  if (stack === null) throw new NoInstance(await absentText(stage));
  const notices = noticesOf(stack, stage);
  const functionName = anyFunction(stack);
  const variables = functionName === undefined ? null : await stage.variables(functionName);
  if (variables === null) {
    throw new NoInstance(
      functionName === undefined
        ? t`${stack.name} has no output that names a function. Deploy it again: npx cdk deploy --all -c stage=${stage.name}`
        : t`${stack.name} has no function ${functionName} any more. Deploy it again: npx cdk deploy --all -c stage=${stage.name}`,
    );
  }
  const variablesOfAll = async () => (await stage.allVariables()) ?? variables;
  const instance = await openDescribed(variables, place, log, notices, variablesOfAll);
  // Without a sender the function that writes to merchants is not deployed.
  return { ...instance, hasSender: stack.outputs.NotifyMerchantsFunction !== undefined };
}

/** Every function has what a command needs; poll-orders comes first because it is there since the first release. */
function anyFunction({ outputs }: StackFacts): string | undefined {
  return outputs.PollOrdersFunction ?? Object.entries(outputs).find(([name]) => name.endsWith('Function'))?.[1];
}

function noticesOf(stack: StackFacts, { name }: Stage): string[] {
  const standing = standingOf(stack, name);
  switch (standing.kind) {
    case 'complete':
    case 'rolled-back':
    case 'changing':
      return [];
    case 'half':
      return [t`${stack.name} is ${stack.status}: ${standing.means}. ${standing.next}`];
    case 'unfinished':
    case 'going':
      throw new NoInstance(
        t`${stack.name} cannot be worked on: it is ${stack.status}, ${standing.means}. ${standing.next}${because(stack)}`,
      );
  }
}

const because = ({ reason }: StackFacts): string => (reason === '' ? '' : t`\nCloudFormation says: ${reason}`);

async function absentText(stage: Stage): Promise<string> {
  const data = await stage.stack('dataStack');
  const others = await stage.others();
  const there =
    others.length === 0
      ? t`No stage is deployed there; is it another region (--region) or account (--profile)?`
      : t`Stages there: ${others.join(', ')}.${didYouMean(stage.name, others)} Choose one with --stage, or another region (--region) or account (--profile).`;
  return [
    t`There is no stack ${stage.names.stack} in ${stage.region}. ${there}`,
    data === null
      ? t`To deploy it, follow docs/start/deploy.md.`
      : t`Its data are there (${data.name}): the deployment was not finished, or the stage was torn down. Deploy it: npx cdk deploy --all -c stage=${stage.name}`,
  ].join('\n');
}

export const placeOptions = {
  local: flag('work on the local instance; the default where one has left its run.json in the data folder'),
  data: withDefault(text('<folder>', 'the data folder of the local instance'), '.tsunagi'),
  stage: optional(text('<stage>', 'work on the stage deployed to AWS; TSUNAGI_STAGE where no local instance is')),
  region: optional(text('<region>', 'where the stage is; AWS_REGION or the profile’s when absent')),
  profile: optional(text('<profile>', 'whose AWS credentials to use; the AWS SDK’s usual choice when absent')),
};

export type Place = ValuesOf<typeof placeOptions>;

export function problemsOfPlace(typed: Readonly<Record<string, string>>): string[] {
  const local = ['local', 'data'].filter((name) => typed[name] !== undefined);
  const deployed = ['stage', 'region', 'profile'].filter((name) => typed[name] !== undefined);
  if (local.length === 0 || deployed.length === 0) return [];
  const named = (names: readonly string[]): string => names.map((name) => `--${name}`).join(t` and `);
  return [
    local.length === 1
      ? t`${named(local)} means the instance on this machine, ${named(deployed)} a stage on AWS: give one or the other.`
      : t`${named(local)} mean the instance on this machine, ${named(deployed)} a stage on AWS: give one or the other.`,
  ];
}
