import Pool from 'undici/lib/dispatcher/pool.js';
import type { HttpAnswer } from './http.ts';
import { type PooledRequest, pooledCall } from './pooled-call.ts';

/** How the pool behaves. */
export interface UndiciOptions {
  /** How much faster than the wall the caller's clock runs: a time-out of 30 s lasts 30 s of that clock. 1 when absent. */
  readonly clockSpeed?: number;
  /** No time-out is shorter than this by the wall: a machine that runs time faster is not itself faster. 0 when absent. */
  readonly deadlineRealMsMin?: number;
  /** Connections kept to one origin; further calls wait for a free one within their own time-out. */
  readonly connections?: number;
}

/** A transport with a door to close: the process does not end while idle connections are kept. */
export type UndiciTransport = ((request: PooledRequest) => Promise<HttpAnswer>) & { close(): Promise<void> };

/**
 * HTTP/1.1 over one connection pool an origin. A far side that closes after each answer, as RMS was seen doing, costs a new
 * connection a call and nothing else.
 */
export function createUndiciTransport(options: UndiciOptions = {}): UndiciTransport {
  const clockSpeed = options.clockSpeed ?? 1;
  const deadlineRealMsMin = options.deadlineRealMsMin ?? 0;
  const pools = new Map<string, InstanceType<typeof Pool>>();

  const poolOf = (origin: string): InstanceType<typeof Pool> => {
    let pool = pools.get(origin);
    if (!pool) {
      pool = new Pool(origin, {
        connections: options.connections ?? 256,
        // One deadline a call, kept by the call itself, instead of undici's one for the headers and one for each chunk.
        headersTimeout: 0,
        bodyTimeout: 0,
        allowH2: false,
      });
      pools.set(origin, pool);
    }
    return pool;
  };

  const send = (request: PooledRequest): Promise<HttpAnswer> => {
    const { origin, pathname, search } = new URL(request.url);
    const deadlineMs = Math.max(request.timeoutMs / clockSpeed, deadlineRealMsMin);
    return pooledCall(poolOf(origin), `${pathname}${search}`, request, deadlineMs);
  };
  const close = async (): Promise<void> => {
    const open = [...pools.values()];
    pools.clear();
    await Promise.all(open.map((pool) => pool.destroy()));
  };
  return Object.assign(send, { close });
}
