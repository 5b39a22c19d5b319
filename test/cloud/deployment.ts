import { join } from 'node:path';
import type { TableName } from '../../journal/index.ts';
import { type Consumer, consumeEvents, noConsumer } from './consumer.ts';
import { region } from './ministack/start.ts';
import { openPage, type Page } from './page.ts';
import type { Place } from './place.ts';
import type { Ended } from './processes.ts';
import { type Stocktake, takeStock } from './stocktake.ts';

/** Names the deployment that the chapters make, use and take down again. */
export const stage = 'cloud';
export const stackNames = { data: `TsunagiData-${stage}`, tsunagi: `Tsunagi-${stage}` } as const;

/** What SES has to know before mails may come from it. */
export const senderDomain = 'example.jp';

/** Parameters of every deployment here: with them there is everything that one can have. */
export const always = { opsEmail: 'ops@example.jp', sender: `info@${senderDomain}`, mailFromName: 'つなぎ サポート' };

/** What the stacks put out, by the keys of their outputs. */
type Outputs = Readonly<Record<string, string>>;

/** The deployment, and what a person does to it. */
export interface Deployment {
  readonly place: Place;
  readonly page: Page;
  /** Chooses the parameters of the next deployments, beside those that it always has. */
  choose(parameters: Readonly<Record<string, string | number>>): void;
  /**
   * Walks the block of docs/start/deploy.md that begins like this, with the variables that its reader sets at the page's top.
   * Returns what it printed; throws with all of that unless it ends with 0.
   */
  walk(beginning: string, variables?: Readonly<Record<string, string>>): Promise<string>;
  /** Runs `ops` on the deployment. */
  ops(text: string, variables?: Readonly<Record<string, string>>): Promise<Ended>;
  outputs(): Promise<{ readonly data: Outputs; readonly tsunagi: Outputs }>;
  tables(): Promise<Readonly<Record<TableName, string>>>;
  /** Another team's program on the bus. What it has heard is part of every stocktake. */
  consumer(): Consumer;
  attachConsumer(): Promise<void>;
  takeStock(): Promise<Stocktake>;
}

/** A deployment that does not exist yet. */
export function plannedIn(place: Place): Deployment {
  const { account, mall, home } = place;
  const page = openPage();
  const since = Date.now();
  const orders = join(home, 'orders');
  const standard = { STAGE: stage, AWS_REGION: region, MAIL_TO: 'merchant@example.jp', ORDERS: orders };
  let consumer = noConsumer;
  const outputs = async () => ({
    data: await account.outputsOf(stackNames.data),
    tsunagi: await account.outputsOf(stackNames.tsunagi),
  });
  const tables = async () => {
    const { data } = await outputs();
    const name = (table: TableName): string => String(data[`${table}Table`]);
    return {
      Orders: name('Orders'),
      Revisions: name('Revisions'),
      Stock: name('Stock'),
      Shops: name('Shops'),
      Control: name('Control'),
      Pushes: name('Pushes'),
      Listings: name('Listings'),
    };
  };
  return {
    place,
    page,
    outputs,
    tables,
    choose(parameters) {
      // The account itself is what answers beside the mall.
      place.setParameters({
        ...always,
        rmsBaseUrl: mall.url,
        malls: 'rms',
        referenceUrl: place.ministack.url,
        ...parameters,
      });
    },
    async walk(beginning, variables = {}) {
      const block = page.take(beginning);
      const ended = await place.shell(block, { ...standard, ...variables });
      if (ended.code === 0) return ended.stdout + ended.stderr;
      throw new Error(`docs/start/deploy.md:\n${block}ended with ${ended.code}:\n${ended.stdout}${ended.stderr}`);
    },
    ops: (text, variables = {}) => place.shell(`node bin/ops.ts ${text} --stage $STAGE`, { ...standard, ...variables }),
    consumer: () => consumer,
    async attachConsumer() {
      const { BusName = '' } = (await outputs()).tsunagi;
      consumer = await consumeEvents(account, BusName);
    },
    takeStock: async () =>
      takeStock({ dynamodb: account.dynamodb, tables: await tables(), consumer, since, mall, folder: home }),
  };
}
