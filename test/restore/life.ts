import { dayMs, type EpochMs, hourMs, minuteMs } from '../../core/kernel/time.ts';
import type { Shop } from '../../core/model/shop.ts';
import { type TableName, tableNames } from '../../proving/tables.ts';
import type { Deployed } from '../../proving/trial/deployed.ts';
import type { Ground } from '../../proving/trial/ground.ts';
import type { RawItem } from '../../proving/trial/table-gateway.ts';
import { openTrial, type Trial } from '../../proving/trial/trial.ts';

/** All tables as they were at one moment: what point-in-time recovery can give back. */
export interface Copy {
  readonly at: EpochMs;
  readonly items: Readonly<Record<TableName, readonly RawItem[]>>;
}

/** Two shops of one merchant, and the functions that import them. */
export interface Living {
  readonly trial: Trial;
  readonly deployed: Deployed;
  readonly kado: Shop;
  readonly sakura: Shop;
}

/** Adds the shops, and deploys this tree over them. */
export async function beginLiving({ services, present }: Pick<Ground, 'services' | 'present'>): Promise<Living> {
  const trial = await openTrial(services, present);
  const [kado, sakura] = [await trial.addShop('kado-no-mise'), await trial.addShop('sakura-kitchen')];
  return { trial, deployed: await trial.deploy(present), kado, sakura };
}

/** Copies all tables as they are now. */
export async function copyOf(trial: Trial): Promise<Copy> {
  const tables = await Promise.all(tableNames.map(async (name) => [name, await trial.items(name)] as const));
  return { at: trial.clock.now(), items: Object.fromEntries(tables) as unknown as Copy['items'] };
}

/** A quarter of an hour passes: new orders are imported, changes found, what was left undone is done. */
export async function quarterHour({ trial, deployed }: Pick<Living, 'trial' | 'deployed'>): Promise<void> {
  trial.clock.jump(16 * minuteMs);
  await deployed.tick();
}

/** A night passes, in which all open orders are read again. */
export async function night({ trial, deployed }: Pick<Living, 'trial' | 'deployed'>): Promise<void> {
  trial.clock.jump(dayMs);
  await deployed.tick();
}

/** Places orders in the last two hours. */
export function placeOrders(trial: Trial, { code }: Pick<Shop, 'code'>, count: number): string[] {
  const now = trial.clock.now();
  return trial.rms.addOrders(code, { count, at: { from: now - 2 * hourMs, to: now - minuteMs }, kind: 'plain' });
}

/**
 * Changes orders of a shop at the mall, each in another way: a line more, other units, another line in the place of one, a
 * cancel, another address. `from` and `to` are places among the shop's orders, the oldest being 0.
 */
export function changeOrders(trial: Trial, { code }: Pick<Shop, 'code'>, from: number, to: number): void {
  const { rms } = trial;
  const changes: ((orderNumber: string) => void)[] = [
    (number) => rms.editOrder(code, number, { addLine: true }),
    (number) => rms.editOrder(code, number, { units: { 0: 4 } }),
    (number) => rms.editOrder(code, number, { addLine: true, removeLine: 0 }),
    (number) => {
      if (rms.order(number)?.orderProgress !== 900) rms.cancelOrder(code, number);
    },
    (number) => rms.editOrder(code, number, { address: true }),
  ];
  const orders = rms.books().shops.find(({ shopUrl }) => shopUrl === code)?.orders ?? [];
  for (const [index, { orderNumber }] of orders.slice(from, to).entries())
    changes[index % changes.length]?.(orderNumber);
}

/**
 * Orders come and change for a day until the moment of the copy, at which one shop is paused and lags behind, and for a day after
 * it. Then the mall goes on, and nothing runs any more.
 */
export async function liveUntilTheLoss(living: Living, afterCopy: () => Promise<void> = async () => {}): Promise<Copy> {
  const { trial, deployed, kado, sakura } = living;
  placeOrders(trial, kado, 12);
  placeOrders(trial, sakura, 6);
  await deployed.run('poll-orders');
  changeOrders(trial, kado, 0, 5);
  await trial.ops('pause --shop sakura-kitchen --note 棚卸し中 --by hanako');
  placeOrders(trial, sakura, 5);
  await night(living);
  const copy = await copyOf(trial);

  await trial.ops('resume --shop sakura-kitchen');
  await afterCopy();
  placeOrders(trial, kado, 6);
  changeOrders(trial, kado, 3, 16);
  changeOrders(trial, sakura, 0, 4);
  await night(living);

  changeOrders(trial, kado, 8, 13);
  placeOrders(trial, kado, 3);
  return copy;
}
