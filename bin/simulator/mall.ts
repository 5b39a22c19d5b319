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
  /** Commands to type, for a mall served at this address whose control door asks for this token. */
  examples(url: string, token: string): string;
}

/** Calls of the control door, as people type them: each with its body, or none for one that only looks. */
export function doorExamples(url: string, token: string, calls: readonly (readonly [string, object?])[]): string[] {
  return [
    'The control door:',
    `  DOOR="Authorization: Bearer ${token}"`,
    ...calls.map(
      ([control, body]) =>
        `  curl -s -H "$DOOR" ${url}/control/${control}${body === undefined ? '' : ` -d '${JSON.stringify(body)}'`}`,
    ),
  ];
}
