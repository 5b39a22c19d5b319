import { eraseOrder } from '../../../../core/orders/erase.ts';
import type { StoredOrder } from '../../../../core/orders/row.ts';
import { minuteMs } from '../../../../core/units.ts';
import { type OpsWorld, openWorld, start } from '../world.ts';
import { type Act, act, answered, type Step, wide } from './scene.ts';
import { fail, openTown } from './town.ts';

interface OrderWorld extends OpsWorld {
  readonly orderNumbers: readonly string[];
  readonly folder: string;
}

/** A shop with five stored orders. */
async function openOrders(folder: string): Promise<OrderWorld> {
  const world = openWorld();
  await world.addShop('sakura-kitchen');
  const shop = await world.addShop('kado-no-mise');
  const at = { from: start - 50 * minuteMs, to: start - 10 * minuteMs };
  const orderNumbers = world.rms.control.addOrders(shop.code, { count: 5, at, kind: 'plain' });
  await world.poll(shop);
  return { ...world, orderNumbers, folder };
}

const shop = 'rms#kado-no-mise';
const again = 'import --shop kado-no-mise --from -2h --to now --by hanako';
const audit = 'audit --from "2026-11-24 14:50" --to "2026-11-24 15:45"';
const first =
  (words: string): Step<OrderWorld> =>
  ({ orderNumbers: [number] }) =>
    `${words} ${number}`;
/** Does something to the first order. */
const toFirst =
  (happen: (world: OrderWorld, number: string) => unknown): Step<OrderWorld> =>
  async (world) => {
    await happen(world, world.orderNumbers[0] ?? '');
  };
const edit = toFirst(async ({ rms, pass, ops }, number) => {
  pass(5 * minuteMs);
  rms.control.editOrder('kado-no-mise', number, { units: { 0: 4 }, memo: '急ぎ' });
  await ops(again);
});
const hide = toFirst(async ({ rms, ops }, number) => {
  rms.control.hideOrder(number);
  await ops(again);
});
const spoil = toFirst(({ rms }, number) => rms.control.spoilOrder(number, 'wrong-type'));
const loseRow = toFirst(({ store }, number) => store.rowsByShop.get(shop)?.delete(number));
const loseClaims: Step<OpsWorld> = ({ store }) => store.claimsById.clear();
const stopBus: Step<OpsWorld> = ({ ports }) => void Object.assign(ports.bus, { announce: async () => new Set() });
const erase = toFirst(async ({ ports, store }, number) => {
  await eraseOrder(ports, store.rowsByShop.get(shop)?.get(number) as StoredOrder, 'sweep');
});
const breakShop: Step<OpsWorld> = ({ rms }) => {
  rms.control.break({ kind: 'server-error-json', operations: ['searchOrder'], shopUrl: 'kado-no-mise' });
};
const exporting = 'orders export --shop kado-no-mise --from -1h --to now';

/** What is asked about orders. */
export const scenesOfOrders: Readonly<Record<string, readonly Act[]>> = {
  import: [
    act(openOrders, again),
    act(openTown, again, again.replace('kado-no-mise', 'kado-outlet'), again.replace('kado-no-mise', 'sakura-kitchen')),
    act(openTown, fail, again),
  ],
  audit: [
    act(openOrders, audit, loseRow, `${audit} --dry-run`, audit, hide, audit, breakShop, audit),
    act(openTown, audit, 'audit --from 2024-01-01 --to 2027-01-01 --shop nobody'),
  ],
  'orders show': [
    act(openOrders, first('orders show'), edit, first('orders show'), erase, first('orders show')),
    act(openOrders, stopBus, edit, hide, first('orders show')),
    act(openOrders, spoil, loseRow, quietlyAgain, first('orders show')),
    act(openOrders, 'orders show 370001-20261120-0000000001'),
  ],
  'orders problems': [act(openWorld, 'orders problems'), act(openTown, 'orders problems', wide('orders problems'))],
  // The file itself is a table that orders-export.test.ts reads cell by cell.
  'orders export': [
    act(
      openOrders,
      ({ folder }) => `${exporting} --format csv --output ${folder}/orders.csv`,
      `${exporting} --format xml`,
    ),
  ],
  'orders check': [
    act(openOrders, 'orders check --all', loseClaims, 'orders check --all', 'orders check --all --repair'),
  ],
  'orders erase': [
    act(
      openOrders,
      first('orders erase --same-buyer --dry-run'),
      first('orders erase'),
      async ({ orderNumbers: [number] }) => answered(`orders erase ${number}`, 'yes'),
      first('orders erase'),
    ),
  ],
};

async function quietlyAgain({ ops }: OpsWorld): Promise<void> {
  await ops(again);
}
