import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TableName } from '../../journal/index.ts';
import { type Heard, listen } from './heard.ts';
import type { Place } from './place.ts';
import type { Ended } from './processes.ts';
import { type Stocktake, takeStock } from './stocktake.ts';

/** Names the deployment that the chapters make, use and take down again. */
export const stage = 'cloud';
export const stackNames = { data: `TsunagiData-${stage}`, tsunagi: `Tsunagi-${stage}` } as const;

/** What the stacks put out, by the keys of their outputs. */
type Outputs = Readonly<Record<string, string>>;

/** The deployment, and what a person does to it. */
export interface Deployment {
  readonly place: Place;
  /** Runs the CDK's command; throws with all it said unless it ends with 0. */
  cdk(...args: readonly string[]): Promise<string>;
  /** Runs `ops` on the deployment. */
  ops(...args: readonly string[]): Promise<Ended>;
  /** A file that a person has written, for a command to read. */
  file(name: string, text: string): string;
  outputs(): Promise<{ readonly data: Outputs; readonly tsunagi: Outputs }>;
  tables(): Promise<Readonly<Record<TableName, string>>>;
  /** Attaches a consumer to the bus; what it hears is part of every stocktake. */
  listen(): Promise<void>;
  takeStock(): Promise<Stocktake>;
}

/** A deployment that does not exist yet. */
export function plannedIn(place: Place): Deployment {
  const { account, mall, folder } = place;
  let heard: Heard = { events: async () => [] };
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
    };
  };
  return {
    place,
    outputs,
    tables,
    async cdk(...args) {
      const always = ['--no-notices', '--output', join(folder, 'cdk.out')];
      const ended = await place.command('cdk', [...args, ...always]);
      const said = `${ended.stdout}${ended.stderr}`;
      if (ended.code !== 0) throw new Error(`cdk ${args.join(' ')} ended with ${ended.code}:\n${said}`);
      return said;
    },
    ops: (...args) => place.command('node', ['bin/ops.ts', ...args, '--stage', stage]),
    file(name, text) {
      mkdirSync(join(folder, 'files'), { recursive: true });
      const path = join(folder, 'files', name);
      writeFileSync(path, text);
      return path;
    },
    async listen() {
      const { BusName = '' } = (await outputs()).tsunagi;
      heard = await listen(account, BusName);
    },
    takeStock: async () => takeStock({ dynamodb: account.dynamodb, tables: await tables(), heard, mall, folder }),
  };
}
