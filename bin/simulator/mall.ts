import type { Now } from '../../simulator/exchange.ts';
import type { Served } from '../../simulator/serve.ts';

/** What every simulated mall is started with. */
export interface MallOptions {
  now: Now;
  seed: number;
  shops: number;
  /** New orders an hour in each shop; 0: none. */
  perHour: number;
  keepAlive: boolean;
}

/** A mall that is ready to be served. */
export interface StartedMall {
  /** What people call it. */
  name: string;
  served: Served;
  /** Its shops with what a client needs to call for them, for programs. */
  shops: readonly object[];
  /** The same as people see it. */
  table: readonly object[];
  /** Commands to type, for a mall served at this address. */
  examples(url: string): string;
}

/** A call of the control door, as people type it. */
export function curl(url: string, control: string, body: object): string {
  return `  curl -s ${url}/control/${control} -d '${JSON.stringify(body)}'`;
}
