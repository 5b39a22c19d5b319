import type { Dispatcher } from 'undici';
import Pool from 'undici/lib/dispatcher/pool.js';
import { type HttpAnswer, type HttpRequest, TransportFailure } from './http.ts';

/** How the pool behaves. */
interface UndiciOptions {
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

/** A request whose body may be bytes, as those to AWS are. */
type PooledRequest = Omit<HttpRequest, 'body'> & { readonly body?: string | Uint8Array };

/**
 * One call through an undici dispatcher, by its callbacks: what `request()` adds on top costs a tenth of a poll's work and
 * is only there when the whole package is loaded. `deadlineMs` is real time.
 */
function pooledCall(
  dispatcher: Dispatcher,
  path: string,
  request: PooledRequest,
  deadlineMs: number,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let over = false;
    let status = 0;
    let headers: Record<string, string> = {};
    let size = 0;
    const chunks: Buffer[] = [];

    const finish = (): void => {
      over = true;
      clearTimeout(deadline);
    };
    const fail = (failure: TransportFailure): void => {
      if (over) return;
      finish();
      reject(failure);
      controller?.abort(failure);
    };
    const tooLarge = (): TransportFailure =>
      new TransportFailure('too-large', `The answer is longer than the ${request.maxBytes} bytes allowed.`);
    const deadline = setTimeout(() => {
      fail(
        controller
          ? new TransportFailure('timeout', `No whole answer within ${request.timeoutMs} ms.`)
          : new TransportFailure('connect', `No connection within ${request.timeoutMs} ms.`),
      );
    }, deadlineMs);

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        controller = started;
        // The caller already has an error that says that nothing was sent, so nothing may be sent.
        if (over) started.abort(new TransportFailure('connect', 'The call was given up before it had a connection.'));
      },
      onResponseStart(_controller, statusCode, received) {
        if (statusCode < 200) return;
        status = statusCode;
        headers = flatHeaders(received);
        if (Number(headers['content-length']) > request.maxBytes) fail(tooLarge());
      },
      onResponseData(_controller, chunk) {
        if (over) return;
        size += chunk.length;
        if (size > request.maxBytes) fail(tooLarge());
        else chunks.push(chunk);
      },
      onResponseEnd() {
        if (over) return;
        finish();
        resolve({ status, headers, body: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks) });
      },
      onResponseError(_controller, error) {
        fail(
          controller
            ? new TransportFailure('reset', 'The connection broke before the answer was whole.', { cause: error })
            : new TransportFailure('connect', 'No connection could be made.', { cause: error }),
        );
      },
    };

    const { method, body } = request;
    dispatcher.dispatch({ path, method, headers: request.headers, body: body ?? null }, handler);
  });
}

function flatHeaders(received: NodeJS.Dict<string | string[]>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(received)) {
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return flat;
}
