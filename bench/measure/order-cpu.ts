import { fileURLToPath } from 'node:url';
import type { Bundles } from '../function/bundles.ts';
import { type Backlog, measureBacklog } from './backlog.ts';
import { startChild } from './child.ts';
import { median } from './statistics.ts';

/** A large backlog, and what its CPU is compared with. */
export interface OrderCpu extends Backlog {
  /** CPU of the function's process, an order, in milliseconds. */
  readonly cpuMsAnOrder: number;
  /** The least CPU that an order could take, in milliseconds (`orders/bare-orders.ts`): just before the backlog and just after it. */
  readonly cpuMsABareOrder: number;
}

const orders = 15_000;
const bareOrders = 1_000;
const rounds = 5;
const programOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Imports a large backlog, and does the least that orders take before and after it: no machine is equally fast all the time. */
export async function measureOrderCpu(bundles: Bundles): Promise<OrderCpu> {
  const mall = await startChild(programOf('far-side/idle-mall.ts'), ['keep-alive']);
  const bare = await startChild(programOf('orders/bare-orders.ts'), [String(mall.greeting)]);
  const bareCosts = async (): Promise<number[]> => {
    const costs: number[] = [];
    while (costs.length < rounds) costs.push(Number(await bare.ask(bareOrders)) / bareOrders);
    return costs;
  };
  try {
    await bare.ask(bareOrders);
    const before = await bareCosts();
    const backlog = await measureBacklog(bundles, orders);
    const cpuMsAnOrder = backlog.cpuMs / orders;
    return { ...backlog, cpuMsAnOrder, cpuMsABareOrder: median([...before, ...(await bareCosts())]) };
  } finally {
    await bare.stop();
    await mall.stop();
  }
}
