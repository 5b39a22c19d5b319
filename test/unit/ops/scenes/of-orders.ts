import { eraseOrder } from '../../../../core/import/sweep.ts';
import { minuteMs } from '../../../../core/kernel/time.ts';
import type { StoredOrder } from '../../../../core/model/order.ts';
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
