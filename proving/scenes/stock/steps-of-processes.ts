import { importShop } from '../../../core/import/import-shop.ts';
import { rereadShop } from '../../../core/import/reread-shop.ts';
import { scanShop } from '../../../core/import/scan-shop.ts';
import { hourMs, jstDay, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import type { ImportSession } from '../../../core/session/import-session.ts';
import { visitShops } from '../../../core/session/visit-shops.ts';
import { memoryPorts } from '../../memory/index.ts';
import { launch, roundOf } from '../../worlds/runs.ts';
import type { StockScene } from './scene.ts';
import { cancel, edit, order, undoCancel } from './steps-at-malls.ts';
import { receive } from './steps-of-people.ts';
import type { SkuWorld } from './world.ts';

/** What befalls our own processes. */

/** The lease of a shop keeps workers apart; it saves calls, and nothing may depend on it. */
export function ignoreLeases({ world, chance, tell }: StockScene): void {
  const forMs = chance.int(1, 20) * minuteMs;
  world.leasesIgnoredUntil = world.time.now() + forMs;
  const { stockQueue } = memoryPorts(world.store);
  for (const { shop } of world.malls) {
    for (const afterMs of [0, chance.int(0, 4) * secondMs]) void stockQueue.look([shop.key], afterMs);
  }
  tell(`for ${forMs / minuteMs} min no lease holds a worker up`);
}

export function killSoon({ world, chance, tell }: StockScene): void {
  const [what, most] = chance.pick([
    ['', 40],
    ['listings.', 8],
    ['listings.put', 4],
    ['stock.', 12],
    ['orders.put', 2],
    ['intents.', 3],
  ] as const);
  world.deadlyWrite = { what, left: chance.int(1, most) };
  tell(
    `the process that makes the ${world.deadlyWrite.left}th write to ${what || 'anything'} from now on dies before it`,
  );
}

/** A worker dies after its call, which is carried out only when another worker has sent another level. */
export async function abandonCall(scene: StockScene): Promise<void> {
  const { world, chance, tell } = scene;
  const { control, calls, shop } = chance.among(world.malls, ({ shop }) => shop.key);
  const applyAfterMs = chance.int(1, 50) * minuteMs;
  control.break({ kind: 'apply-later', operations: calls.set, times: 1, applyAfterMs });
  world.deadlyWrite = { what: 'listings.put', left: chance.int(2, 4) };
  tell(`${shop.key}: the next call is carried out ${applyAfterMs / minuteMs} min late, and its worker dies`);
  await receive(scene);
  await world.pass(chance.int(3, 10) * minuteMs);
  await receive(scene);
}

/** The answers to many writes are lost: they are made again, some time after others wrote. */
export function loseReplies({ world, chance, tell }: StockScene): void {
  const forMs = chance.int(1, 15) * minuteMs;
  world.repliesLostUntil = world.time.now() + forMs;
  tell(`for ${forMs / minuteMs} min the answers to many writes are lost`);
}

const ways: readonly ((run: ImportSession) => Promise<unknown>)[] = [
  (run) => importShop(run),
  (run) => scanShop(run),
  (run) => rereadAll(run),
];

/** Reads every open order again, whenever that was done last. */
export function rereadAll(run: ImportSession): Promise<unknown> {
  const shop = { ...run.shop, rereadDay: '', rereadAfter: '' };
  return rereadShop({ ...run, shop }, jstDay(run.ports.clock.now()));
}

/** Two processes read the orders of a shop at once, while one of them changes. */
export async function importTwice(scene: StockScene): Promise<void> {
  const { world, chance, tell } = scene;
  const mall = chance.among(world.malls, ({ shop }) => shop.key);
  const { shop } = mall;
  const changes = [order, order, edit, edit, cancel, undoCancel];
  chance.pick(changes)(scene, mall);
  tell(`two processes read ${shop.key} at once`);
  for (let reader = 0; reader < 2; reader++) {
    const way = chance.pick(ways);
    world.time.at(world.time.now() + chance.int(0, 3 * secondMs), () => visit(world, shop.key, way));
  }
  await world.pass(chance.int(100, 4 * secondMs));
  if (!chance.chance(0.7)) return;
  scene.chance = chance.of('after');
  chance.pick(changes)(scene, mall);
}

function visit(world: SkuWorld, key: string, way: (run: ImportSession) => Promise<unknown>): void {
  const process = world.startProcess('worker');
  launch(world, process, 110 * secondMs, async () => {
    const round = roundOf(world, process, 'scan', 110 * secondMs);
    const shops = await process.ports.shops.all();
    await visitShops(
      round,
      shops.filter((shop) => shop.key === key),
      async (run) => void (await way(run)),
    );
  });
}

export async function waitLong({ world, chance, tell }: StockScene): Promise<void> {
  const hours = chance.int(1, 2);
  tell(`${hours} hours pass`);
  await world.pass(hours * hourMs);
}
