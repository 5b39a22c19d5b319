import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eraseOrder } from '../../../../core/import/sweep.ts';
import { minuteMs } from '../../../../core/kernel/time.ts';
import type { StoredOrder } from '../../../../core/model/order.ts';
import { pack, unpack } from '../../../../core/model/packing.ts';
import { type OpsWorld, openWorld, start } from '../world.ts';
import { type Act, act, answered, quietly, type SceneWorld, wide } from './scene.ts';
import { fail, openTown } from './town.ts';

const shop = 'rms#kado-no-mise';
interface OrderWorld extends SceneWorld {
  readonly number: string;
}

/** A shop with five stored orders; `<order>` is the number of the first. */
async function openOrders(): Promise<OrderWorld> {
  const world = openWorld();
  await world.addShop('sakura-kitchen');
  const kado = await world.addShop('kado-no-mise');
  const at = { from: start - 50 * minuteMs, to: start - 10 * minuteMs };
  const [number = ''] = world.rms.control.addOrders(kado.code, { count: 5, at, kind: 'plain' });
  await world.poll(kado);
  return { ...world, number, names: { order: () => number } };
}

/** The same, three of them 発送待ち: one with a long address, one paid on delivery. The folder has settings of labels. */
async function openReadyOrders(folder: string): Promise<OrderWorld> {
  const world = await openOrders();
  const rows = [...(world.store.rowsByShop.get(shop)?.values() ?? [])].slice(0, 3) as StoredOrder[];
  for (const [index, row] of rows.entries()) {
    const order = JSON.parse(unpack(row.original));
    const { SenderModel: to } = order.PackageModelList[0];
    Object.assign(to, {
      prefecture: '東京都',
      city: '千代田区',
      subAddress: index === 1 ? `千代田${'一'.repeat(60)}` : '千代田1-1',
    });
    Object.assign(order, { shippingTerm: index === 0 ? 2 : 0 });
    if (index === 2) order.SettlementModel.settlementMethod = '代金引換';
    const next = { version: row.version + 1, progress: '300', original: pack(JSON.stringify(order)) };
    await world.ports.orders.put({ ...row, ...next }, row.version);
  }
  const sender = { name: '角田商店', zip: '100-0001', address: '東京都千代田区千代田1-1', phone: '03-0000-0000' };
  const columns = { 請求先顧客コード: '0300000000', 運賃管理番号: '01' };
  writeFileSync(join(folder, 'b2.json'), JSON.stringify({ sender, contents: 'お茶', columns }));
  writeFileSync(join(folder, 'ehiden.json'), JSON.stringify({ sender, contents: 'お茶' }));
  return world;
}

const again = 'import --shop kado-no-mise --from -2h --to now --by hanako';
const audit = 'audit --from "2026-11-24 14:50" --to "2026-11-24 15:45"';
const exporting = 'orders export --shop kado-no-mise --from -1h --to now';

/** The first order changes at the mall, and is imported again. */
function edit({ rms, pass, number }: OrderWorld): void {
  pass(5 * minuteMs);
  rms.control.editOrder('kado-no-mise', number, { units: { 0: 4 }, memo: '急ぎ' });
}
const hide = ({ rms, number }: OrderWorld): void => rms.control.hideOrder(number);
const spoil = ({ rms, number }: OrderWorld): void => rms.control.spoilOrder(number, 'wrong-type');
const loseRow = ({ store, number }: OrderWorld): void => void store.rowsByShop.get(shop)?.delete(number);
const loseClaims = ({ store }: OpsWorld): void => store.claimsById.clear();
const stopBus = ({ ports }: OpsWorld): void => void Object.assign(ports.bus, { announce: async () => new Set() });
const breakShop = ({ rms }: OpsWorld): void =>
  void rms.control.break({ kind: 'server-error-json', operations: ['searchOrder'], shopUrl: 'kado-no-mise' });
const erase = async ({ ports, store, number }: OrderWorld): Promise<void> =>
  void (await eraseOrder(ports, store.rowsByShop.get(shop)?.get(number) as StoredOrder, 'sweep'));

/** What is asked about orders. */
export const scenesOfOrders: Readonly<Record<string, readonly Act[]>> = {
  import: [
    act(openOrders, again),
    act(openTown, again, again.replace('kado-no-mise', 'kado-outlet'), again.replace('kado-no-mise', 'sakura-kitchen')),
    act(openTown, fail, again),
  ],
  audit: [
    act(openOrders, audit, loseRow, `${audit} --dry-run`, audit, hide, quietly(again), audit, breakShop, audit),
    act(openTown, audit, 'audit --from 2024-01-01 --to 2027-01-01 --shop unknown'),
  ],
  'orders list': [
    act(
      openOrders,
      ...['orders list', 'orders list --shop kado-no-mise --limit 2', 'orders list --number <order>'],
      'orders list --unshipped --from "2026-11-24 15:20" --to "2026-11-24 15:40" --csv',
      ...[
        'orders list --state 発送済',
        'orders list --state 発送ずみ',
        'orders list --state 発送済 --unshipped --after 7',
      ],
    ),
    act(openTown, 'orders list --attention', wide('orders list --attention')),
  ],
  'orders show': [
    act(openOrders, 'orders show <order>', edit, quietly(again), 'orders show <order>', erase, 'orders show <order>'),
    act(openOrders, stopBus, edit, quietly(again), hide, quietly(again), 'orders show <order>'),
    act(openOrders, spoil, loseRow, quietly(again), 'orders show <order>'),
    act(openOrders, 'orders show 370001-20261120-0000000001'),
  ],
  'orders problems': [act(openWorld, 'orders problems'), act(openTown, 'orders problems', wide('orders problems'))],
  // The file itself is a table that orders-export.test.ts reads cell by cell.
  'orders export': [
    act(openOrders, `${exporting} --format csv --output <folder>/orders.csv`, `${exporting} --format xml`),
    act(
      openReadyOrders,
      'orders export --shop kado-no-mise --format b2',
      ...['b2', 'ehiden'].map(
        (format) =>
          `orders export --shop kado-no-mise --format ${format} --settings <folder>/${format}.json --output <folder>/${format}.csv`,
      ),
    ),
  ],
  'orders check': [
    act(openOrders, 'orders check --all', loseClaims, 'orders check --all', 'orders check --all --repair'),
  ],
  'orders erase': [
    act(
      openOrders,
      'orders erase <order> --same-buyer --dry-run',
      'orders erase <order>',
      answered('orders erase <order>', 'yes'),
      'orders erase <order> --yes',
    ),
  ],
};
