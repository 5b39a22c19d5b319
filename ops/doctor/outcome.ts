import type { TsunagiError } from '../../core/kernel/index.ts';
import { t, translated } from '../../language/index.ts';
import { folderOption, stageOptions } from '../frame/installation.ts';

export const checkNames = [
  'folder',
  'disk',
  'stacks',
  'release',
  'functions',
  'concurrency',
  'schedules',
  'queues',
  'tables',
  'data key',
  'failed runs',
  'alarms',
  'alarm mails',
  'sender',
  'clock',
  'malls',
  'incidents',
  'shops',
  'licence keys',
  'merchants',
] as const;
export type CheckName = (typeof checkNames)[number];

export const checkWords = (): Readonly<Record<CheckName, string>> => ({
  folder: t`folder`,
  disk: t`disk`,
  stacks: t`stacks`,
  release: t`release`,
  functions: t`functions`,
  concurrency: t`concurrency`,
  schedules: t`schedules`,
  queues: t`queues`,
  tables: t`tables`,
  'data key': t`data key`,
  'failed runs': t`failed runs`,
  alarms: t`alarms`,
  'alarm mails': t`alarm mails`,
  sender: t`sender`,
  clock: t`clock`,
  malls: t`malls`,
  incidents: t`incidents`,
  shops: t`shops`,
  'licence keys': t`licence keys`,
  merchants: t`merchants`,
});

interface Remedy {
  readonly say: string;
  readonly run: readonly string[];
}

export type Outcome =
  | { readonly kind: 'fine'; readonly check: CheckName; readonly what: string }
  /** Something does not work, or guards nothing. */
  | Trouble<'wrong'>
  /** It works, but needs attention. */
  | Trouble<'watch'>
  /** It could not be checked, and must not be taken for fine. */
  | Trouble<'unchecked'>
  /** There is no such thing in this kind of installation. */
  | { readonly kind: 'not-here'; readonly check: CheckName; readonly what: string };

interface Trouble<Kind extends string> {
  readonly kind: Kind;
  readonly check: CheckName;
  readonly what: string;
  readonly why: string;
  readonly fix: Remedy;
}

type Told = readonly [what: string, why: string, say: string, ...run: string[]];

/** One check's way to say what it found: each is a list of one, as checks give lists. */
export function reporterFor(check: CheckName) {
  const trouble =
    <Kind extends 'wrong' | 'watch'>(kind: Kind) =>
    (...[what, why, say, ...run]: Told): Outcome[] => [{ kind, check, what, why, fix: { say, run } } as Outcome];
  return {
    fine: (what: string): Outcome[] => [{ kind: 'fine', check, what }],
    notHere: (what: string): Outcome[] => [{ kind: 'not-here', check, what }],
    wrong: trouble('wrong'),
    /** A part of the stack was deleted that keeps nothing, and comes back with a deployment. */
    gone: (what: string, why: string, { redeploy }: Remedies, next = t`; the tables stay`): Outcome[] =>
      trouble('wrong')(t`${what} is gone`, why, t`Deploy anew what keeps nothing${next}:`, ...redeploy),
    watch: trouble('watch'),
    unchecked: (what: string, error: TsunagiError): Outcome[] => {
      const action = actionNeeded(error);
      return [
        {
          kind: 'unchecked',
          check,
          what:
            action === null
              ? t`${what} could not be checked`
              : t`${what} could not be checked: needs the IAM action ${action}`,
          why: translated(error.words),
          fix: {
            say:
              action === null
                ? t`Do what the message says, and run this again.`
                : t`Allow ${action} for the identity that runs this; AWS's managed policy ReadOnlyAccess has every action of the doctor but kms:Decrypt.`,
            run: [],
          },
        },
      ];
    },
  };
}

/** The IAM action whose lack made a call fail; null when it failed for another reason. */
function actionNeeded({ code, message, context }: TsunagiError): string | null {
  if (code === 'aws.not-allowed') return context.operation ?? null;
  const [, service, operation] = /^(\w+) did not carry out (\w+): AccessDenied/.exec(message) ?? [];
  return code === 'store.failing' && service !== undefined ? `${service.toLowerCase()}:${operation}` : null;
}

export interface Remedies {
  aws(command: string): string;
  readonly deploy: string;
  readonly redeploy: readonly string[];
  ops(command: string): string;
}

export function remediesFor(stage: {
  readonly name: string;
  readonly region: string;
  readonly profile: string | undefined;
}): Remedies {
  const profile = stage.profile === undefined ? '' : ` --profile ${stage.profile}`;
  const cdk = (command: string): string => `npx cdk ${command} -c stage=${stage.name}${profile}`;
  return {
    aws: (command) => `aws ${command} --region ${stage.region}${profile}`,
    deploy: cdk('deploy --all'),
    redeploy: [
      cdk(`destroy Tsunagi-${stage.name}`),
      'sleep 60   # SQS keeps the names of deleted queues for so long',
      cdk('deploy --all'),
    ],
    ops: (command) => `npm run ops -- ${command}${stageOptions(stage)}`,
  };
}

export function remediesHere(folder: string): Remedies {
  return {
    aws: (command) => `aws ${command}`,
    deploy: `npm start${folder === '.tsunagi' ? '' : ` -- --data ${folder}`}`,
    redeploy: [],
    ops: (command) => `npm run ops -- ${command}${folderOption(folder)}`,
  };
}
