import { fileURLToPath } from 'node:url';
import type { BookOrder, Books, Fault, ShopCredentials } from '../../simulator/rms/index.ts';
import { type Server, startServer } from './processes.ts';

const tether = fileURLToPath(new URL('./tether.ts', import.meta.url));

/** The simulated RMS in a process of its own, as `npm run simulator` starts it, and its control API. */
export interface Mall extends Server {
  readonly url: string;
  readonly shops: readonly ShopCredentials[];
  /** New orders an hour in a shop; null ends them. */
  arrivals(shopUrl: string, perHour: number | null): Promise<void>;
  addOrders(shopUrl: string, count: number): Promise<string[]>;
  cancelOrder(shopUrl: string, orderNumber: string): Promise<void>;
  break(fault: Fault): Promise<void>;
  mend(): Promise<void>;
  /** How often each fault in force has struck. */
  struck(): Promise<number>;
  nowMs(): Promise<number>;
  orders(): Promise<BookOrder[]>;
}

/** Starts the simulator on a free port of 127.0.0.1, in real time, with shops in which nothing happens yet. */
export async function startMall({ shops }: { readonly shops: number }): Promise<Mall> {
  const args = ['--port', '0', '--shops', String(shops), '--per-hour', '0', '--seed', '20261', '--json'];
  const server = await startServer(process.execPath, ['--import', tether, 'bin/simulator.ts', ...args], {
    env: { PATH: process.env.PATH },
    isReady: (printed) => printed.includes('\n'),
  });
  const started = JSON.parse(server.printed()) as { url: string; token: string; shops: ShopCredentials[] };
  const ask = async <Reply>(control: string, body: object = {}): Promise<Reply> => {
    const response = await fetch(`${started.url}/control/${control}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${started.token}` },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The control API answers ${control} with ${response.status}: ${text}`);
    return JSON.parse(text) as Reply;
  };
  return {
    ...server,
    ...started,
    arrivals: (shopUrl, perHour) => ask('arrivals', { shopUrl, perHour }),
    addOrders: async (shopUrl, count) =>
      (await ask<{ orderNumbers: string[] }>('add-orders', { shopUrl, count })).orderNumbers,
    cancelOrder: (shopUrl, orderNumber) => ask('cancel-order', { shopUrl, orderNumber }),
    break: (fault) => ask('break', fault),
    mend: () => ask('mend'),
    struck: async () => (await ask<{ applied: number }[]>('faults')).reduce((total, { applied }) => total + applied, 0),
    nowMs: async () => (await ask<{ nowMs: number }>('now-ms')).nowMs,
    orders: async () => (await ask<Books>('books')).shops.flatMap((shop) => shop.orders),
  };
}
