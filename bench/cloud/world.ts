import { createHash } from 'node:crypto';
import { minuteMs } from '../../core/kernel/index.ts';
import { type Shop, shopKey } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import type { RmsCredential } from '../../malls/rms/site.ts';
import type { YahooCredential } from '../../malls/yahoo/site.ts';
import { memoryLog } from '../../proving/memory/log.ts';
import { openPorts, readPortSettings } from '../../wiring/ports.ts';
import type { Bundle } from '../function/bundles.ts';
import { type FunctionProcess, startFunction } from '../function/function-process.ts';
import { type Services, startServices } from './services.ts';
import { type BenchClock, machineClock } from './slow-clock.ts';

/** An installation to be measured: services, tables, and the ports that prepare them. */
export interface World {
  readonly services: Services;
  readonly ports: Ports;
  /** The same tables, without counting. */
  readonly uncounted: Pick<Ports, 'stock' | 'listings'>;
  /** Starts a function here. */
  start(bundle: Bundle): Promise<FunctionProcess>;
  /** Adds a shop whose import begins at `importFrom`; it may be called as often as one likes. */
  addShop(code: string, credential: RmsCredential | YahooCredential, more?: Partial<Shop>): Promise<Shop>;
  stop(): Promise<void>;
}

/** What a run may take by the clock of its installation. */
const runLimitMs = 110_000;

/** Opens a world whose 楽天 is at `mallUrl`, and Yahoo!ショッピング at `yahooUrl` if there is one. `variables` are those of any function that imports. */
export async function openWorld(options: {
  readonly mallUrl: string;
  readonly yahooUrl?: string;
  readonly bundle: Bundle;
  readonly ample: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  /** The machine's own without it. */
  readonly clock?: BenchClock;
}): Promise<World> {
  const { clock = machineClock } = options;
  const services = await startServices({ ample: options.ample });
  const { Orders, Revisions, Stock, Shops, Control, Pushes, Listings } = services.tables;
  const environment: Record<string, string> = {
    ORDERS_TABLE: Orders,
    REVISIONS_TABLE: Revisions,
    STOCK_TABLE: Stock,
    SHOPS_TABLE: Shops,
    CONTROL_TABLE: Control,
    PUSHES_TABLE: Pushes,
    STATUS_QUEUE_URL: `${services.url}/status`,
    LISTINGS_TABLE: Listings,
    STOCK_QUEUE_URL: `${services.url}/stock`,
    MALLS: options.yahooUrl === undefined ? 'rms' : 'rms,yahoo',
    RMS_BASE_URL: options.mallUrl,
    ...(options.yahooUrl === undefined ? {} : { YAHOO_BASE_URL: options.yahooUrl, YAHOO_AUTH_URL: options.yahooUrl }),
    AWS_REGION: 'ap-northeast-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_ENDPOINT_URL: services.url,
    TSUNAGI_CLOCK: JSON.stringify(clock.time),
    ...options.environment,
  };
  const settings = readPortSettings({ ...options.bundle.variables, ...environment });
  const access = { region: 'ap-northeast-1', credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' } };
  const open = (endpoint: string) => openPorts(settings, memoryLog(), { ...access, endpoint });
  const { ports, close } = open(services.url);
  const uncounted = open(services.tablesUrl);
  const running: FunctionProcess[] = [];
  return {
    services,
    ports,
    uncounted: uncounted.ports,
    async start(bundle) {
      const started = await startFunction(bundle, environment, runLimitMs / clock.time.speed);
      running.push(started);
      return started;
    },
    async addShop(code, credential, more = {}) {
      const mall = credential.mall ?? 'rms';
      const key = shopKey(mall, code);
      const importFrom = Math.floor((clock.now() - 10 * minuteMs) / 1_000) * 1_000;
      const shop: Shop = {
        key,
        mall,
        code,
        name: code,
        merchant: createHash('sha256').update(code).digest('hex').slice(0, 12),
        shard: 0,
        importFrom,
        cursor: importFrom,
        scannedAt: 0,
        rereadDay: '',
        rereadAfter: '',
        callsPerSecond: 1_000,
        // Its end was read today, as on all but one visit a day.
        credential: { ...(await ports.vault.seal(key, 0, 1, credential)), checkedAt: clock.now() },
        ...more,
      };
      await ports.shops.add(shop);
      return shop;
    },
    async stop() {
      for (const one of running) await one.stop();
      await close();
      await uncounted.close();
      await services.stop();
    },
  };
}
