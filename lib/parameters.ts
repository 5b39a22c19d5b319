import { identitiesOf } from '../core/mail/index.ts';
import type { StockDrift } from '../core/stock/index.ts';
import { mallAddresses, standardMalls } from '../malls/mall-desks.ts';
import type { Profile } from './alarms.ts';
import { coldWritesPerSecond } from './data-stack.ts';
import {
  type Reading,
  type ReleaseShape,
  readAccount,
  readBaseUrl,
  readBudget,
  readFlag,
  readHintSources,
  readInterimHours,
  readKeyArn,
  readMailAddress,
  readMailIdentity,
  readMailText,
  readMalls,
  readMerchantBuses,
  readNumber,
  readParameterName,
  readProfile,
  readReferenceUrl,
  readRegion,
  readRelease,
  readStage,
  readStockDrift,
  readTableName,
  readTracing,
  readVaultArn,
} from './parameter-readers.ts';
import { stageBlock } from './stage-block.ts';

export type { ReleaseShape } from './parameter-readers.ts';

/**
 * What a deployment may choose, with `-c name=value`, under `context` in cdk.json, or there in its stage's block.
 * `docs/reference/stack.md` has the table.
 */
export interface Parameters {
  /** Names the deployment: part of both stacks' names, so several can live in one account. */
  readonly stage: string;
  /** The one account and region that the stage belongs to; null for those of the credentials. Both or none. */
  readonly account: string | null;
  readonly region: string | null;
  /** How functions go over to a new version. */
  readonly release: ReleaseShape;
  /** Where the malls are: the addresses that their packages name (`malls/<mall>/site.ts`), by parameter; no slash at their ends. */
  readonly sites: Readonly<Record<string, string>>;
  /** How many independent schedules the shops are spread over. */
  readonly shards: number;
  /** Days that personal data are kept after an order is final. */
  readonly retentionDays: number;
  /** Calls a second with one shop's key, all kinds of work together, where its mall's package names no rate. */
  readonly importRatePerSecond: number;
  /** Minutes by which every search reaches back behind the last one. */
  readonly overlapMinutes: number;
  /** The share of a shard's shops, in percent, that are looked at every 15 s while they sell; 0: none. */
  readonly warmPercent: number;
  /** Shops that one poll works at side by side; null: as many as the stage's shards leave each other. */
  readonly shopsAtOnce: number | null;
  /** An address that has nothing to do with any mall, used to distinguish trouble of our own network from a mall's; null for none. */
  readonly referenceUrl: string | null;
  /** How many addresses that never change all calls to malls leave by, each in a zone of its own; 0: any address of AWS. */
  readonly fixedAddresses: number;
  /** The malls that the functions work with. */
  readonly malls: readonly string[];
  /** The partner event sources by which malls send messages about changed levels, as `ops shops verify` names them; null for none. */
  readonly hintSources: readonly string[] | null;
  /** The address that mails to merchants come from; null for none. */
  readonly sender: string | null;
  /** The one identity of SES that mails may be sent by; null: the sender's address, its domain, and the domains above it. */
  readonly senderIdentity: string | null;
  /** The name that mails to merchants come from: the integrator whom they know; null for none. */
  readonly mailFromName: string | null;
  /** Where merchants' answers go; null: to the sender. */
  readonly mailReplyTo: string | null;
  /** Where merchants may call; null for nowhere. */
  readonly mailTelephone: string | null;
  /** Lines below every mail, between `|`; null for none. */
  readonly mailSignature: string | null;
  /** Mails a second that the account may send. */
  readonly mailsPerSecond: number;
  /** Hours of an outage without a mail after which merchants get an interim mail; null: only when a person writes one. */
  readonly interimHours: number | null;
  /** Whether notices of outages also go to the chats that merchants have registered. */
  readonly merchantChats: boolean;
  /** Whether programs of integrators are answered over HTTP: `lib/integrator-api.ts`. */
  readonly api: boolean;
  /** Buses of merchants' own that get their events, by merchant; null for none. */
  readonly merchantBuses: ReadonlyMap<string, string> | null;
  /** The address subscribed to both topics of the alarms; null for none. */
  readonly opsEmail: string | null;
  /** Who is subscribed to the topic of the tickets instead; null: `opsEmail`. */
  readonly ticketEmail: string | null;
  /** Dollars that the account may cost in a month before `ticketEmail` or `opsEmail` gets a mail; 0: never one; null: as the shards are. */
  readonly budgetDollars: number | null;
  /** The SecureString of the Parameter Store that holds the address of a chat's webhook, to which alarms are posted; null for none. */
  readonly webhookParameter: string | null;
  /** How much is watched. */
  readonly profile: Profile;
  /** Whether X-Ray keeps traces of the functions' runs. */
  readonly tracing: 'on' | 'off';
  /** Whether the key that seals credentials is a multi-Region key. An existing key cannot change. */
  readonly multiRegionKey: boolean;
  /** The ARN of a key to use instead of the stack's own, such as a replica of another Region's key; null for the own one. */
  readonly existingKey: string | null;
  /** The ARN of a vault in another Region or account that every backup is copied to; null for none. */
  readonly backupCopyTo: string | null;
  /** Writes a second that each table and each of its indexes takes at once: `warmThroughput` in `lib/data-stack.ts`. */
  readonly warmWritesPerSecond: number;
  /** What happens to a listing whose mall shows another level at night: it is corrected, or left to a person. */
  readonly stockDrift: StockDrift;
  /** Existing tables, such as restored ones, that are used instead of the stack's own; null for the own one. */
  readonly ordersTable: string | null;
  readonly revisionsTable: string | null;
  readonly stockTable: string | null;
  readonly shopsTable: string | null;
  readonly controlTable: string | null;
  readonly pushesTable: string | null;
  readonly listingsTable: string | null;
}

/** Thrown with everything that is wrong with the parameters at once. */
export class ParameterError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The parameters of this deployment are wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}\n` +
        `Give them as -c name=value, or in cdk.json. Known: ${parameterNames.join(', ')}.`,
    );
    this.name = 'ParameterError';
    this.problems = problems;
  }
}

interface Parameter<T> {
  readonly standard: T;
  read(text: string): Reading<T>;
}

const none = { standard: null } as const;

type Known<Name extends keyof Parameters> = { readonly [Each in Name]: Parameter<Parameters[Each]> };

type ValuesOf<Group> = { readonly [Name in keyof Group]: Group[Name] extends Parameter<infer T> ? T : never };

const ofStage: Known<'stage' | 'account' | 'region' | 'release'> = {
  stage: { standard: 'dev', read: readStage },
  account: { ...none, read: readAccount },
  region: { ...none, read: readRegion },
  release: { standard: 'all-at-once', read: readRelease },
};

const ofSites: Readonly<Record<string, Parameter<string>>> = Object.fromEntries(
  mallAddresses.map(({ parameter, standard }) => [parameter, { standard, read: readBaseUrl }]),
);

const ofWork: Known<Exclude<keyof Parameters, keyof typeof ofStage | 'sites'>> = {
  shards: { standard: 1, read: (text) => readNumber(text, { from: 1, to: 64, whole: true }) },
  retentionDays: { standard: 180, read: (text) => readNumber(text, { from: 30, to: 3650, whole: true }) },
  importRatePerSecond: { standard: 1, read: (text) => readNumber(text, { from: 0.1, to: 10, whole: false }) },
  overlapMinutes: { standard: 15, read: (text) => readNumber(text, { from: 5, to: 1440, whole: true }) },
  warmPercent: { standard: 10, read: (text) => readNumber(text, { from: 0, to: 100, whole: true }) },
  shopsAtOnce: { ...none, read: (text) => readNumber(text, { from: 1, to: 1_000, whole: true }) },
  // Reached over the internet, as the malls are: docs/decisions/0017-health.md.
  referenceUrl: { standard: 'https://checkip.amazonaws.com/', read: readReferenceUrl },
  fixedAddresses: { standard: 0, read: (text) => readNumber(text, { from: 0, to: 2, whole: true }) },
  malls: { standard: standardMalls, read: readMalls },
  hintSources: { ...none, read: readHintSources },
  sender: { ...none, read: readMailAddress },
  senderIdentity: { ...none, read: readMailIdentity },
  mailFromName: { ...none, read: readMailText },
  mailReplyTo: { ...none, read: readMailAddress },
  mailTelephone: { ...none, read: readMailText },
  mailSignature: { ...none, read: readMailText },
  mailsPerSecond: { standard: 1, read: (text) => readNumber(text, { from: 1, to: 500, whole: true }) },
  interimHours: { ...none, read: readInterimHours },
  merchantChats: { standard: false, read: readFlag },
  api: { standard: false, read: readFlag },
  merchantBuses: { ...none, read: readMerchantBuses },
  opsEmail: { ...none, read: readMailAddress },
  ticketEmail: { ...none, read: readMailAddress },
  budgetDollars: { ...none, read: readBudget },
  webhookParameter: { ...none, read: readParameterName },
  profile: { standard: 'full', read: readProfile },
  tracing: { standard: 'off', read: readTracing },
  multiRegionKey: { standard: true, read: readFlag },
  existingKey: { ...none, read: readKeyArn },
  backupCopyTo: { ...none, read: readVaultArn },
  warmWritesPerSecond: {
    standard: coldWritesPerSecond,
    read: (text) => readNumber(text, { from: coldWritesPerSecond, to: 40_000, whole: true }),
  },
  stockDrift: { standard: 'heal', read: readStockDrift },
  ordersTable: { ...none, read: readTableName },
  revisionsTable: { ...none, read: readTableName },
  stockTable: { ...none, read: readTableName },
  shopsTable: { ...none, read: readTableName },
  controlTable: { ...none, read: readTableName },
  pushesTable: { ...none, read: readTableName },
  listingsTable: { ...none, read: readTableName },
};

const groups = [ofStage, ofSites, ofWork];
const known: Readonly<Record<string, Parameter<unknown>>> = Object.assign({}, ...groups);

/** The names of all parameters, in the order in which they are listed. No two are the same: `test/unit/malls/registry.test.ts`. */
export const parameterNames: readonly string[] = groups.flatMap((group) => Object.keys(group));

/** Names that the CDK's own commands write into the context (`cdk acknowledge`, `cdk cli-telemetry`, `cdk migrate`). */
const namesOfTheCdk = ['acknowledged-issue-numbers', 'cli-telemetry', 'cdk-migrate'];

function isForeign(name: string): boolean {
  return /[@:/]/.test(name) || namesOfTheCdk.includes(name);
}

/**
 * Reads the parameters out of a CDK context. Names with a colon, an `@` or a slash belong to the CDK or to `stageBlock` and are
 * left alone, like the few names without one that the CDK writes there. Throws a ParameterError that names every unknown parameter and every value that cannot be used.
 */
export function readParameters(context: Readonly<Record<string, unknown>>): Parameters {
  const { parameters, problems } = judgeParameters(context);
  if (problems.length > 0) throw new ParameterError(problems);
  return parameters;
}

/** The same for a caller with more checks: the problems, and the parameters with default values in place of unusable ones. */
export function judgeParameters(context: Readonly<Record<string, unknown>>): {
  readonly parameters: Parameters;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  const read = (name: string, { standard, read: readText }: Parameter<unknown>, given: unknown): unknown => {
    if (given === undefined) return standard;
    const reading = readText(textOf(given));
    if ('value' in reading) return reading.value;
    problems.push(`${name} is ${JSON.stringify(given)}; it must be ${reading.wanted}.`);
    return standard;
  };
  for (const name of Object.keys(context)) {
    if (!isForeign(name) && !Object.hasOwn(known, name)) problems.push(`${name} is not a parameter.`);
  }
  const stage = read('stage', ofStage.stage, context.stage) as string;
  const block = stageBlock(context, stage, parameterNames, problems);
  const values = new Map(
    Object.entries(known).map(([name, one]) => [
      name,
      name === 'stage' ? stage : read(name, one, context[name] ?? block[name]),
    ]),
  );
  const some = <Group extends Readonly<Record<string, Parameter<unknown>>>>(group: Group) =>
    Object.fromEntries(Object.keys(group).map((name) => [name, values.get(name)])) as ValuesOf<Group>;
  const parameters: Parameters = { ...some(ofStage), ...some(ofWork), sites: some(ofSites) };
  problems.push(
    ...sharedTables(parameters),
    ...namelessSender(parameters),
    ...foreignIdentity(parameters),
    ...chatsWithoutSender(parameters),
    ...halfPinned(parameters),
    ...budgetWithoutMail(parameters),
  );
  return { parameters, problems };
}

/** Parameters come as texts from the command line; cdk.json may also hold numbers, and lists of texts. */
function textOf(given: unknown): string {
  if (Array.isArray(given)) return given.map(textOf).join(',');
  return typeof given === 'string' ? given : JSON.stringify(given);
}

/** A merchant must see at once who sends the mail. */
function namelessSender({ sender, mailFromName }: Parameters): string[] {
  if (sender === null || mailFromName !== null) return [];
  return [
    'sender is set and mailFromName is not; mails need the name that merchants know you by, such as "角田システム サポート".',
  ];
}

/** SES refuses mails of an address that does not belong to the identity. */
function foreignIdentity({ sender, senderIdentity }: Parameters): string[] {
  if (senderIdentity === null) return [];
  if (sender === null)
    return ['senderIdentity is set and sender is not; set the address that mails come from, too, or neither.'];
  const possible = identitiesOf(sender);
  if (possible.includes(senderIdentity)) return [];
  return [
    `senderIdentity is "${senderIdentity}", and ${sender} does not belong to it; name the identity that SES shows as verified, one of ${possible.join(', ')}, or leave it out for any of them.`,
  ];
}

/** The function that sends mails posts to chats, too, and is deployed only with a sender. */
function chatsWithoutSender({ merchantChats, sender }: Parameters): string[] {
  if (!merchantChats || sender !== null) return [];
  return ['merchantChats is set and sender is not; chats get notices by the function that sends mails, so set both.'];
}

/** A budget that nobody hears of. */
function budgetWithoutMail({ budgetDollars, opsEmail, ticketEmail }: Parameters): string[] {
  if (budgetDollars === null || budgetDollars === 0 || opsEmail !== null || ticketEmail !== null) return [];
  return ['budgetDollars is set and neither ticketEmail nor opsEmail is; set the address that its mails go to, too.'];
}

/** An account without a region would allow a second, empty deployment of the stage in another region. */
function halfPinned({ account, region }: Parameters): string[] {
  if ((account === null) === (region === null)) return [];
  const [given, missing] = region === null ? ['account', 'region'] : ['region', 'account'];
  return [`${given} is set and ${missing} is not; a stage is pinned to both or to none.`];
}

/** Two kinds of rows in one table would overwrite each other, or be mistaken for each other. */
function sharedTables(parameters: Parameters): string[] {
  const tables = Object.entries(parameters).filter(([name, value]) => name.endsWith('Table') && value !== null);
  return tables.flatMap(([name, table], index) =>
    tables
      .slice(0, index)
      .filter(([, other]) => other === table)
      .map(([other]) => `${other} and ${name} are both "${table}"; each must be a table of its own.`),
  );
}
