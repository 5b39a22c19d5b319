import { createApi } from '../../../api/app.ts';
import { dynamoMerchants, ownMerchantKey } from '../../../aws/dynamodb/merchants.ts';
import { dynamoNotices } from '../../../aws/dynamodb/notices.ts';
import { dynamoPauses } from '../../../aws/dynamodb/pauses.ts';
import { deleteItem, type Table } from '../../../aws/dynamodb/table.ts';
import { partsOf, sessionPolicy } from '../../../aws/session-policy.ts';
import { dayMs } from '../../../core/kernel/time.ts';
import type { ApiScope } from '../../../core/model/api-key.ts';
import type { ApiPorts } from '../../../core/ports/ports.ts';
import { defaultImportSettings } from '../../../core/session/import-settings.ts';
import { issueApiKey } from '../../../core/tenants/api-keys.ts';
import type { MemoryStore } from '../../../proving/memory/index.ts';
import { createTables } from '../../../proving/tables.ts';
import { tablePorts } from '../../../wiring/api-ports.ts';
import { closed } from '../../unit/ops/incident-world.ts';
import { openTown, sendMails } from '../../unit/ops/scenes/town.ts';
import { newPolicing, type Policing, policedClient } from './policed-client.ts';

export interface ApartWorld {
  readonly store: MemoryStore;
  readonly policing: Policing;
  key(scopes: readonly ApiScope[], merchant: string | null): Promise<string>;
  call(key: string, path: string, request?: RequestInit): Promise<Response>;
  read(key: string, path: string): Promise<ReturnType<typeof JSON.parse>>;
}

/** The town of three merchants on DynamoDB, and an API whose sessions obey their policies. */
export async function openApartWorld(endpoint: string): Promise<ApartWorld> {
  const town = await openTown();
  await sendMails(town);
  await town.ports.incidents.put(closed);
  const policing = newPolicing();
  const creator = policedClient(endpoint, null, newPolicing());
  const tables = await createTables(creator, 'apart');
  const { clock } = town.ports;
  const named = { ...{ ORDERS_TABLE: tables.Orders, REVISIONS_TABLE: tables.Revisions, STOCK_TABLE: tables.Stock } };
  const settings = {
    ...{ ...named, SHOPS_TABLE: tables.Shops, CONTROL_TABLE: tables.Control, PUSHES_TABLE: tables.Pushes },
    LISTINGS_TABLE: tables.Listings,
  };
  const portsUnder = (policy: string | null): ApiPorts => {
    const client = policedClient(endpoint, policy, policing);
    const table = (name: string): Table => ({ client, name, clock });
    const control = table(tables.Control);
    const more = {
      merchants: dynamoMerchants(control),
      pauses: dynamoPauses(control),
      notices: dynamoNotices(control),
    };
    return { ...town.ports, ...(policy === null ? more : {}), ...tablePorts(settings, table, defaultImportSettings) };
  };
  const ports = portsUnder(null);
  await copyTown(town.store, ports);
  // As 0.1.0 left it: among all merchants alone.
  await deleteItem({ client: creator, name: tables.Control, clock }, ownMerchantKey('kado'));
  const names = {
    ...{ orders: tables.Orders, revisions: tables.Revisions, stock: tables.Stock, shops: tables.Shops },
    ...{ control: tables.Control, pushes: tables.Pushes, listings: tables.Listings },
  };
  const opened = new Map<string, ApiPorts>();
  const app = createApi({
    ports,
    importSettings: defaultImportSettings,
    sessions: {
      partsOf: (scope) => partsOf(names, scope),
      async open(scope) {
        const policy = sessionPolicy(names, scope);
        const found = opened.get(policy) ?? { ...ports, ...portsUnder(policy) };
        opened.set(policy, found);
        return found;
      },
    },
  });
  let made = 0;
  const call: ApartWorld['call'] = async (key, path, request = {}) =>
    app.fetch(
      new Request(`http://api${path}`, { ...request, headers: { authorization: `Bearer ${key}`, ...request.headers } }),
    );
  return {
    ...{ store: town.store, policing, call },
    async key(scopes, merchant) {
      const now = clock.now();
      const facts = { merchant, scopes, name: 'test', createdAt: now, by: 'sakura', endsAt: now + dayMs };
      return (await issueApiKey(ports, facts, new Uint8Array(26).fill(++made))).text;
    },
    async read(key, path) {
      const answer = await call(key, path);
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
  };
}

async function copyTown(store: MemoryStore, ports: ApiPorts): Promise<void> {
  for (const shop of store.shopsByKey.values()) await ports.shops.add(shop);
  for (const merchant of store.merchantsById.values()) await ports.merchants.put(merchant);
  for (const rows of store.rowsByShop.values()) for (const row of rows.values()) await ports.orders.put(row, null);
  for (const pause of store.pausesById.values()) await ports.pauses.set(pause);
  for (const incident of store.incidentsById.values()) await ports.incidents.put({ ...incident, version: 1 });
  for (const { id, record, reports } of store.sentMailsById.values()) {
    if (record !== null) await ports.notices.keepSent(record);
    if (reports.length > 0) await ports.notices.addReports(id, reports);
  }
}
