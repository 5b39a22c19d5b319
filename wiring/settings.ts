import type { StockDrift } from '../core/stock/index.ts';
import { readClock, type ScaledTime } from './clock.ts';
import { type Environment, readVariables, type Variables } from './variables.ts';

/**
 * Every variable of ours that a process reads. The stack sets them (`lib/`), and nothing else reads them. Which of them a function needs
 * is in its file `*-function.ts`, and what the stack sets for it is compared with that (`test/infra/variables.test.ts`).
 */
interface Known {
  /** The deployment, in the names of its metrics. */
  readonly STAGE: string;
  /** The figures that become metrics, between commas, behind `stage:` where each is one of the whole stage; absent for all of them. */
  readonly METRICS: string | null;
  /** Set where time is scaled (one machine, drills): virtual now = atMs + (real now − realAtMs) × speed. */
  readonly TSUNAGI_CLOCK: ScaledTime;

  /** Names of tables. */
  readonly ORDERS_TABLE: string;
  readonly REVISIONS_TABLE: string;
  readonly STOCK_TABLE: string;
  readonly SHOPS_TABLE: string;
  readonly CONTROL_TABLE: string;
  readonly PUSHES_TABLE: string;
  readonly LISTINGS_TABLE: string;
  /** The bus that news goes to. */
  readonly EVENT_BUS: string;
  /** The key that seals the data keys of shops' keys. */
  readonly DATA_KEY_ID: string;

  /** Addresses of queues: of shops with changes to make, of events that request changes, of rejected events. */
  readonly STATUS_QUEUE_URL: string;
  readonly STATUS_INTAKE_QUEUE_URL: string;
  readonly STATUS_REJECTED_QUEUE_URL: string;
  /** The same of SKUs that moved and shops with due listings, and of events that report movements. */
  readonly STOCK_QUEUE_URL: string;
  readonly STOCK_INTAKE_QUEUE_URL: string;
  readonly STOCK_REJECTED_QUEUE_URL: string;
  /** The queue of events for the feeds of merchants; people's tools find its name here, where the stage has the API. */
  readonly FEED_QUEUE_URL: string;
  /** Queues that feed no function, and where their messages go: `from>to` between commas; absent where there are none. */
  readonly MOVED_QUEUES: string | null;
  /** The queue of hints about changed orders, which malls may send to as well; absent where none of them tells of any. */
  readonly ORDER_HINTS_QUEUE_ARN: string | null;
  /** Its address, for what passes on the posts of malls. */
  readonly ORDER_HINTS_QUEUE_URL: string;

  /** How many schedules each scheduled function has; a shop's shard is below it. */
  readonly SHARDS: number;
  /** The names of the malls that this process works with; absent in a function of 0.1.0, whose malls are those with an address. */
  readonly MALLS: readonly string[] | null;
  /** Calls a second that a new shop of any mall starts with where its mall says nothing of it. The name is from when RMS was the only mall. */
  readonly RMS_RATE_PER_SECOND: number;
  /** By how much every search reaches back behind the last one. */
  readonly OVERLAP_MINUTES: number;
  /** The share of a shard's shops, in percent, that glances look at while they sell; absent for none. */
  readonly WARM_PERCENT: number;
  /** Shops that one poll works at side by side; absent for the usual number. */
  readonly SHOPS_AT_ONCE: number | null;
  /** How long personal data are kept after an order is final. */
  readonly RETENTION_DAYS: number;
  /** What happens where a mall shows another level than ours. */
  readonly STOCK_DRIFT: StockDrift;
  /** An address that has nothing to do with any mall; absent for none. */
  readonly REFERENCE_URL: string | null;

  /** The address that mails come from, and the configuration set that they are sent with. */
  readonly SENDER: string;
  readonly CONFIGURATION_SET: string | null;
  /** What mails say of who sends them. */
  readonly MAIL_FROM_NAME: string;
  readonly MAIL_REPLY_TO: string | null;
  readonly MAIL_TELEPHONE: string | null;
  readonly MAIL_SIGNATURE: string | null;
  /** How many mails the account may send. */
  readonly MAILS_PER_SECOND: number;
  /** Merchants get an interim mail when an outage has lasted this long without one; absent for no automatic ones. */
  readonly INTERIM_HOURS: number | null;
  /** The key that seals the data key of the addresses of merchants' chats; absent where no notice goes to chats. */
  readonly CHAT_KEY_ID: string | null;
  /** Where the chat that `npm start` plays takes messages; absent on AWS. */
  readonly CHAT_DESK: string | null;

  /** The role that the API takes on for one merchant's rows; absent where there are no roles. */
  readonly SESSION_ROLE_ARN: string | null;

  /** The SecureString with the address of the chat that alarms go to. */
  readonly WEBHOOK_PARAMETER: string;
}

/** How a variable is read. */
type Reader<T> = (variables: Variables, name: string) => T;

const text: Reader<string> = (variables, name) => variables.text(name);
const optional: Reader<string | null> = (variables, name) => variables.optional(name);
const number: Reader<number> = (variables, name) => variables.number(name);

type IsPlainText<T> = [T, string] extends [string, T] ? true : false;

/** How those are read that are not any text. */
const readers: {
  readonly [Name in keyof Known as IsPlainText<Known[Name]> extends true ? never : Name]: Reader<Known[Name]>;
} = {
  METRICS: optional,
  TSUNAGI_CLOCK: readClock,
  SHARDS: (variables, name) => variables.count(name),
  MALLS: (variables, name) => variables.optional(name)?.split(',') ?? null,
  RMS_RATE_PER_SECOND: number,
  OVERLAP_MINUTES: number,
  RETENTION_DAYS: number,
  WARM_PERCENT: (variables, name) => (variables.optional(name) === null ? 0 : variables.number(name)),
  SHOPS_AT_ONCE: (variables, name) => (variables.optional(name) === null ? null : variables.count(name)),
  STOCK_DRIFT: readDrift,
  ORDER_HINTS_QUEUE_ARN: optional,
  MOVED_QUEUES: optional,
  REFERENCE_URL: optional,
  CONFIGURATION_SET: optional,
  MAIL_REPLY_TO: optional,
  SESSION_ROLE_ARN: optional,
  MAIL_TELEPHONE: optional,
  MAIL_SIGNATURE: optional,
  MAILS_PER_SECOND: number,
  CHAT_KEY_ID: optional,
  CHAT_DESK: optional,
  INTERIM_HOURS: (variables, name) => (variables.optional(name) === null ? null : variables.number(name)),
};

function readDrift(variables: Variables, name: string): StockDrift {
  const drift = variables.text(name);
  if (drift !== '' && drift !== 'heal' && drift !== 'ask') {
    variables.problem(`${name} is "${drift}", expected "heal" or "ask".`);
  }
  return drift === 'ask' ? 'ask' : 'heal';
}

export type VariableName = keyof Known;

/** What every function reads. */
export const always = ['STAGE', 'METRICS', 'TSUNAGI_CLOCK'] as const;
/** What calling malls takes besides their addresses (`sites.ts`), and saying what came of it. */
export const calling = [...always, 'MALLS', 'SHOPS_TABLE', 'CONTROL_TABLE', 'DATA_KEY_ID', 'EVENT_BUS'] as const;
/** What bringing orders in takes. */
export const importing = [
  ...calling,
  ...(['ORDERS_TABLE', 'REVISIONS_TABLE', 'STOCK_TABLE', 'LISTINGS_TABLE'] as const),
  ...(['STOCK_QUEUE_URL', 'OVERLAP_MINUTES', 'RETENTION_DAYS'] as const),
] as const;

/** What was read of some variables, each under its name. */
export type SettingsOf<Names extends readonly VariableName[]> = {
  readonly [Name in Names[number]]: Known[Name];
};

/** Reads these variables, and notes what is missing or wrong. */
export function readEach<const Names extends readonly VariableName[]>(
  variables: Variables,
  names: Names,
): SettingsOf<Names> {
  const readerOf: Readonly<Partial<Record<VariableName, Reader<unknown>>>> = readers;
  return Object.fromEntries(
    names.map((name) => [name, (readerOf[name] ?? text)(variables, name)]),
  ) as SettingsOf<Names>;
}

/** Reads these variables. Throws an `InputError` that names every one that is missing or wrong. */
export function readSettings<const Names extends readonly VariableName[]>(
  names: Names,
  environment: Environment,
): SettingsOf<Names> {
  const variables = readVariables(environment);
  const settings = readEach(variables, names);
  variables.check();
  return settings;
}
