import { type Shop, shopKey } from '../../core/model/shop.ts';
import type { Ports } from '../../core/ports/ports.ts';
import { createTables } from '../../local/tables/create-tables.ts';
import { readTable } from '../../local/tables/read-table.ts';
import { tablesOf } from '../../local/tables/table-shape.ts';
import { callService } from '../../local/wire/call.ts';
import { serve } from '../../simulator/index.ts';
import { createRms, type RmsControl } from '../../simulator/rms/index.ts';
import type { OpenPorts } from '../../wiring/ports.ts';
import { type TableName, tableNames } from '../tables.ts';
import { type JumpingClock, jumpingClock } from './clock.ts';
import { type Deployed, deploy } from './deployed.ts';
import { runOpsCommand } from './ops.ts';
import type { PresentRelease, Release } from './release.ts';
import { type TrialServices, trialAccessKeyId } from './services.ts';
import type { RawItem } from './table-gateway.ts';

/** Noon in Japan. */
const startMs = Date.parse('2026-11-24T12:00:00+09:00');
let trialsMade = 0;

/** An installation on trial: fresh tables, a simulated RMS with some shops, and whatever releases are run over them. */
export interface Trial {
  readonly rms: RmsControl;
  readonly clock: JumpingClock;
  readonly services: TrialServices;
  /** The names of the tables in use. */
  readonly tables: Readonly<Record<TableName, string>>;
  /** Lets a release run here. */
  deploy(release: Release): Promise<Deployed>;
  /** What a person's command works with: the ports of a release, of this tree when none is named, over the tables in use. */
  open(release?: Release): OpenPorts;
  /** Runs a command, its words apart by blanks; throws when it does not end well. Returns what it printed. */
  ops(words: string, stdin?: string): Promise<string>;
  addShop(code: string, more?: Partial<Shop>): Promise<Shop>;
  /** Every item of a table. */
  items(table: TableName): Promise<RawItem[]>;
  put(table: TableName, item: RawItem): Promise<void>;
  /** Makes a table under another name with these items, as a restore does, and uses it from now on. Returns its variable. */
  restore(table: TableName, items: readonly RawItem[]): Promise<Readonly<Record<string, string>>>;
  stop(): Promise<void>;
}

/** Opens a trial over services that are running, with the tables that the present release makes. */
export async function openTrial(services: TrialServices, present: PresentRelease): Promise<Trial> {
  const clock = jumpingClock(startMs);
  // A line that is removed is gone: only the claims remember it.
  // A trial skips whole nights, so no later run would read a row again that an answer left out.
  const settings = { edit: { removedLines: 'gone' }, reading: { missedShare: 0 } } as const;
  const rms = createRms({ now: () => clock.now(), seed: 11, settings });
  const mall = await serve(rms, { port: 0 });
  services.events.length = 0;
  services.busRefuses = false;
  trialsMade += 1;
  const prefix = `trial-${trialsMade}`;
  const tables = Object.fromEntries(tableNames.map((name) => [name, `${prefix}-${name}`])) as Record<TableName, string>;
  const store = { url: services.tablesUrl, accessKeyId: trialAccessKeyId };
  const shapes = tablesOf(present.resources);
  const create = (table: TableName, name: string) => {
    const shape = shapes.find((one) => one.name === present.resources.withId(table).name);
    if (shape === undefined) throw new Error(`The templates have no table ${table}.`);
    return createTables(store, [{ ...shape, name, create: { ...shape.create, TableName: name } }]);
  };
  for (const name of tableNames) await create(name, tables[name]);

  const variables = (): Record<string, string> => ({
    ...present.facts.functions[0]?.variables,
    ...Object.fromEntries(tableNames.map((name) => [variableOf(name), tables[name]])),
    MALLS: 'rms',
    RMS_BASE_URL: mall.url,
    // The pace of calls is not what is on trial: nothing waits for its turn.
    RMS_RATE_PER_SECOND: '20',
    AWS_REGION: 'ap-northeast-1',
    AWS_ACCESS_KEY_ID: trialAccessKeyId,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: services.awsUrl,
    AWS_ENDPOINT_URL_DYNAMODB: services.tablesUrl,
  });
  const deployments: Deployed[] = [];
  const opened: OpenPorts[] = [];
  const trial: Trial = {
    rms: rms.control,
    clock,
    services,
    tables,
    async deploy(one) {
      const deployed = await deploy(one, { tablesUrl: services.tablesUrl, clock, variables: variables() });
      deployments.push(deployed);
      return deployed;
    },
    async ops(words, stdin) {
      const environment = { ...variables(), TSUNAGI_CLOCK: JSON.stringify(clock.time) };
      const { code, out, err } = await runOpsCommand(words.split(' '), environment, stdin);
      if (code !== 0) throw new Error(`ops ${words} ended with ${code}: ${err}\n${out}`);
      return out;
    },
    open(release = present) {
      const environment = { ...variables(), TSUNAGI_CLOCK: JSON.stringify(clock.time) };
      // The SDK reads where the services are from the process's own environment.
      Object.assign(process.env, environment);
      const ports = release.open(environment);
      opened.push(ports);
      return ports;
    },
    addShop: (code, more) => addShop(rms.control, trial.open().ports, code, clock.now(), more),
    async items(table) {
      const items: RawItem[] = [];
      for await (const item of readTable(store, tables[table])) items.push(item);
      return items;
    },
    async put(table, Item) {
      await callService(store, 'DynamoDB_20120810.PutItem', { TableName: tables[table], Item });
    },
    async restore(table, items) {
      tables[table] = `${tables[table]}-restored`;
      await create(table, tables[table]);
      for (const item of items) await trial.put(table, item);
      return { [variableOf(table)]: tables[table] };
    },
    async stop() {
      for (const deployed of deployments) await deployed.stop();
      for (const ports of opened) await ports.close();
      await mall.stop();
    },
  };
  return trial;
}

function variableOf(table: TableName): string {
  return `${table.toUpperCase()}_TABLE`;
}

async function addShop(
  rms: RmsControl,
  ports: Ports,
  code: string,
  now: number,
  more: Partial<Shop> = {},
): Promise<Shop> {
  const { serviceSecret, licenseKey } = rms.addShop({ shopUrl: code, keyExpiresAt: now + 1_000 * 86_400_000 });
  const key = shopKey('rms', code);
  const importFrom = Math.floor((now - 3 * 3_600_000) / 1_000) * 1_000;
  const shard = more.shard ?? 0;
  const shop: Shop = {
    key,
    mall: 'rms',
    code,
    name: '角の店',
    merchant: 'kado',
    shard,
    importFrom,
    cursor: importFrom,
    scannedAt: 0,
    rereadDay: '',
    rereadAfter: '',
    callsPerSecond: 1_000,
    credential: await ports.vault.seal(key, shard, 1, { serviceSecret, licenseKey }),
    ...more,
  };
  await ports.shops.add(shop);
  return shop;
}
