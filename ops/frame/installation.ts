import type { Log } from '../../core/ports/index.ts';
import type { Stage } from '../../wiring/deployment.ts';
import type { LocalFacts } from '../doctor/local-facts.ts';
import { type Instance, openDescribed } from './instance.ts';
import { NoInstance } from './no-instance.ts';
import { openStageInstance } from './open-stage.ts';
import type { Place } from './place.ts';

/** What is known of a local instance by its data folder. */
export type LocalInstance =
  | { readonly kind: 'running'; readonly variables: Readonly<Record<string, string>> }
  | { readonly kind: 'starting' }
  /** It has left its files and does not run. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'absent' };

/** How installations are found from this process. */
export interface Finder {
  readonly environment: Readonly<Record<string, string | undefined>>;
  findLocal(folder: string): Promise<LocalInstance>;
  /** Makes a local instance's variables this process's own: the AWS SDK reads them for itself. */
  adopt(variables: Readonly<Record<string, string>>): void;
  /** Makes a region and a profile this process's own, for the same reason. */
  choose(region: string | undefined, profile: string | undefined): void;
  /** Opens a stage of the account and region that the SDK's settings choose. */
  openStage(stage: string): Promise<Stage>;
  /** Looks at the data folder of an instance on this machine. */
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

/**
 * Finds the installation that is meant: the stage that is named; else the local one where one has left its files; else the
 * stage that TSUNAGI_STAGE names; else the one whose variables the environment holds. Throws with what to do when there is
 * none.
 */
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
      `There is nothing to work on: no local instance runs in ${data}, and no deployed stage is named.`,
      `  - On this machine: start an instance with npm start${dataOption(data)}, or name its folder with --data.`,
      '  - Deployed: name the stage with --stage prod, or set TSUNAGI_STAGE. AWS credentials and region are the usual ones.',
    ].join('\n'),
  );
}

async function findStage(finder: Finder, name: string, profile: string | undefined): Promise<Installation> {
  const stage = await finder.openStage(name);
  const place = `stage ${name}, ${stage.region}`;
  return {
    kind: 'stage',
    place,
    stage,
    profile,
    open: (log) => openStageInstance(stage, place, log),
    close: () => stage.close(),
  };
}

function findLocal(finder: Finder, folder: string, instance: LocalInstance): Installation {
  const place = `local (${folder})`;
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
            ...(await openDescribed(instance.variables, place, log)),
            hasSender: Boolean(instance.variables.SENDER),
          };
        case 'starting':
          throw new NoInstance(`The local instance in ${folder} is still starting. Run this again in a moment.`);
        case 'stopped':
          throw new NoInstance(
            `The local instance in ${folder} does not run. Start it with: npm start${dataOption(folder)}${orStage(finder)}`,
          );
        case 'absent':
          throw new NoInstance(
            `No local instance runs in ${folder}. Start one with: npm start${dataOption(folder)}${orStage(finder)}`,
          );
      }
    },
    close: () => undefined,
  };
}

function describedIn({ environment }: Finder): Installation {
  const place = `stage ${environment.STAGE ?? '(STAGE is not set)'}, as the environment describes it`;
  return { kind: 'described', place, open: (log) => openDescribed(environment, place, log), close: () => undefined };
}

const dataOption = (data: string): string => (data === '.tsunagi' ? '' : ` -- --data ${data}`);

function orStage({ environment: { TSUNAGI_STAGE } }: Finder): string {
  return TSUNAGI_STAGE ? `. The stage that TSUNAGI_STAGE names is meant with: --stage ${TSUNAGI_STAGE}` : '';
}
