import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bytesOf, plainJson, type SimOutcome, type SimRequest } from './http.ts';

/** A mall that can be served. */
export interface Served {
  handle(request: SimRequest): SimOutcome;
  /** Answers requests under `/control/`; see `ServeOptions.guard`. */
  controlApi?(request: SimRequest): SimOutcome;
  control: { nowMs(): number };
}

export interface Serving {
  url: string;
  port: number;
  /** Breaks off requests that hang, and from here on each that would: who waits for the server to come to its end waits for no answer. */
  endHanging(): void;
  /** Ends every connection, hanging ones too. */
  stop(): Promise<void>;
}

const loopback = '127.0.0.1';

/** Says why a request is refused, in a sentence; null lets it in. */
export type ServeGuard = (request: IncomingMessage, asked: 'api' | 'control') => string | null;

interface ServeOptions {
  /** 0 takes any free port. */
  port: number;
  /** Mall milliseconds per real millisecond; delays are divided by it. */
  speed?: number;
  /**
   * Looks at each request before the mall does. Without it the API answers every caller, which the mall itself asks for a shop's key, and
   * the control API none.
   */
  guard?: ServeGuard;
  /** Called for every exchange except those of the control API; `at` is mall time. */
  onExchange?: (exchange: { at: number; request: SimRequest; outcome: SimOutcome }) => void;
}

/**
 * Serves a mall over HTTP on 127.0.0.1 and carries out every ending. `refuse` closes the connection before any byte
 * of an answer: a listening server cannot refuse a single connection, so callers see a reset or an early end.
 */
export async function serve(mall: Served, options: ServeOptions): Promise<Serving> {
  const { port, speed = 1, onExchange, guard = noGuard } = options;
  if (!(speed > 0)) throw new Error(`speed: got ${speed}, expected more than 0.`);

  const isControl = ({ url = '' }: IncomingMessage): boolean =>
    mall.controlApi !== undefined && url.startsWith('/control/');
  /** Null once none may hang any more. */
  let hanging: Set<ServerResponse> | null = new Set();
  const hang = (response: ServerResponse): void => {
    if (hanging === null) breakOff(response);
    else response.once('close', () => hanging?.delete(response));
    hanging?.add(response);
  };
  const answer = (incoming: IncomingMessage, response: ServerResponse, body: string): void => {
    const request = requestOf(incoming, body);
    if (mall.controlApi && isControl(incoming)) {
      carryOut(response, mall.controlApi(request), speed);
      return;
    }
    const at = mall.control.nowMs();
    const outcome = mall.handle(request);
    onExchange?.({ at, request, outcome });
    if (outcome.ending === 'hang') hang(response);
    else carryOut(response, outcome, speed);
  };

  const server = createServer((incoming, response) => {
    const refusal = guard(incoming, isControl(incoming) ? 'control' : 'api');
    if (refusal !== null) {
      carryOut(response, plainJson(403, { error: refusal }), speed);
      return;
    }
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => answer(incoming, response, Buffer.concat(parts).toString('utf8')));
    incoming.on('error', () => response.destroy());
    response.on('error', () => response.destroy());
  });
  // A hanging answer hangs until the caller gives up, not until the server loses patience.
  server.requestTimeout = 0;
  server.timeout = 0;
  server.keepAliveTimeout = 60_000;

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portError(error, port)));
    server.listen(port, loopback, resolve);
  });
  const taken = (server.address() as AddressInfo).port;
  return {
    url: `http://${loopback}:${taken}`,
    port: taken,
    endHanging() {
      const broken = hanging ?? [];
      hanging = null;
      for (const response of broken) breakOff(response);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function requestOf(incoming: IncomingMessage, body: string): SimRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return { method: incoming.method ?? 'GET', path: incoming.url ?? '/', headers, body };
}

function carryOut(response: ServerResponse, outcome: SimOutcome, speed: number): void {
  switch (outcome.ending) {
    case 'hang':
      return;
    case 'refuse':
      breakOff(response);
      return;
    case 'answer':
      after(outcome.delayMs / speed, () => {
        if (response.destroyed) return;
        response.sendDate = outcome.headers.date === undefined;
        response.writeHead(outcome.status, outcome.headers);
        response.end(bytesOf(outcome));
      });
      return;
    case 'reset':
      after(outcome.delayMs / speed, () => {
        if (response.destroyed) return;
        if (outcome.body === '') return breakOff(response);
        response.sendDate = outcome.headers.date === undefined;
        response.writeHead(outcome.status, outcome.headers);
        response.write(bytesOf(outcome), () => breakOff(response));
      });
      return;
  }
}

function breakOff(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

function after(realMs: number, act: () => void): void {
  if (realMs < 1) act();
  else setTimeout(act, realMs).unref();
}

const noGuard: ServeGuard = (_request, asked) =>
  asked === 'control'
    ? 'The control API is closed: the mall is served without a guard, which says who may call it.'
    : null;

function portError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== 'EADDRINUSE') return error;
  return new Error(
    `Port ${port} on ${loopback} is taken by another program. Give another port, or 0 for any free one, or end that program.`,
    { cause: error },
  );
}
