import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { denseOrders } from '../orders/dense-orders.ts';
import { runProgram } from './child.ts';
import { median } from './statistics.ts';

/** What reading a page of orders costs, JSON.parse of the same reply being 1. */
export interface PageCost {
  /** In a process that has read many. */
  readonly warm: number;
  /** The first page of a process, against the first parse of another one. */
  readonly cold: number;
}

/** The same code is faster in one process than in another, as the optimiser sees it. */
const warmProcesses = 5;

const program = fileURLToPath(new URL('../page/read-page.ts', import.meta.url));

/** Measures them on a reply of 100 dense orders, in fresh processes that run bundled code. */
export async function measurePageCost(processes = 15): Promise<PageCost> {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-bench-'));
  try {
    const [reply, bundle] = [join(folder, 'reply.json'), join(folder, 'read-page.cjs')];
    const orders = denseOrders(100);
    const message = { messageType: 'INFO', messageCode: 'ORDER_EXT_API_GET_ORDER_INFO_101', message: 'OK' };
    writeFileSync(reply, JSON.stringify({ MessageModelList: [message], OrderModelList: orders, version: 10 }));
    writeFileSync(`${reply}.numbers`, JSON.stringify(orders.map(({ orderNumber }) => orderNumber)));
    await build({
      entryPoints: [program],
      outfile: bundle,
      bundle: true,
      platform: 'node',
      target: 'node24',
      format: 'cjs',
      logLevel: 'silent',
    });
    const warm: number[] = [];
    for (let index = 0; index < warmProcesses; index++) {
      const costs = await runProgram<[number, number][]>(bundle, [reply, 'warm']);
      warm.push(median(costs.map(([parse, whole]) => whole / parse)));
    }
    const cold = { parse: [] as number[], whole: [] as number[] };
    for (let index = 0; index < processes; index++) {
      cold.parse.push(await runProgram<number>(bundle, [reply, 'cold', 'parse']));
      cold.whole.push(await runProgram<number>(bundle, [reply, 'cold', 'whole']));
    }
    return {
      warm: median(warm),
      cold: median(cold.whole) / median(cold.parse),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
