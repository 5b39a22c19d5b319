import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { bearing, guardServer, newSecret } from '../wire/guard.ts';
import { listen } from '../wire/listen.ts';
import type { FunctionError, Outcome } from './outcome.ts';

/** One invocation as the runtime receives it. */
export interface Invocation {
  readonly requestId: string;
  readonly functionArn: string;
  /** JSON. */
  readonly payload: string;
  /** When its time is over, by the machine's time: the runtime counts down with `Date.now()`. */
  readonly deadlineMs: number;
}

/** What the runtime on the other side does. */
export interface RuntimeEvents {
  /** It asks for work: loaded for the first time, or done with the last invocation. */
  ready(): void;
  /** It could not load the function. */
  broken(error: FunctionError): void;
  done(requestId: string, outcome: Outcome): void;
}

/** The Runtime API for one execution environment. */
export interface RuntimeApi {
  /** `host:port`, as AWS_LAMBDA_RUNTIME_API has it. */
  readonly address: string;
  /** What the runtime gives with each request. Lambda has nothing of the kind: there, nothing else reaches the address. */
  readonly token: string;
  /** Hands over an invocation. Only after `ready`, and once for each. */
  give(invocation: Invocation): void;
  stop(): Promise<void>;
}

const root = '/2018-06-01/runtime';

/** What has passed since some moment, which all processes of a machine share. */
const elapsedMs = (): number => Number(process.hrtime.bigint() / 1_000_000n);

/**
 * Serves the Lambda Runtime API, through which a runtime fetches its invocations and returns their results. It has no ids of
 * environments, so each environment gets a server of its own.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export async function serveRuntimeApi(events: RuntimeEvents): Promise<RuntimeApi> {
  let waiting: ServerResponse | undefined;
  const accept = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '';
    if (request.method === 'GET' && path === `${root}/invocation/next`) {
      waiting = response;
      events.ready();
      return;
    }
    const body = await read(request);
    const [, requestId, kind] = /\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
    if (path === `${root}/init/error`) events.broken(errorOf(body));
    else if (requestId !== undefined && kind === 'response')
      events.done(requestId, { kind: 'returned', payload: body });
    else if (requestId !== undefined) events.done(requestId, { kind: 'failed', error: errorOf(body) });
  };
  const server = createServer((request, response) => {
    accept(request, response).catch(() => response.destroy());
  });
  const token = newSecret();
  guardServer(server, bearing(token, 'known to one execution environment alone'));
  // The runtime waits for its next invocation as long as it takes.
  server.keepAliveTimeout = 0;
  const listening = await listen(server);
  return {
    address: `127.0.0.1:${listening.port}`,
    token,
    give({ requestId, functionArn, payload, deadlineMs }) {
      waiting?.writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': requestId,
        'lambda-runtime-invoked-function-arn': functionArn,
        'lambda-runtime-deadline-ms': String(Math.round(deadlineMs)),
        'tsunagi-machine-time': `${Date.now()} ${elapsedMs()}`,
        'lambda-runtime-trace-id': `Root=1-${requestId.slice(0, 8)}-${requestId.replaceAll('-', '').slice(8)};Sampled=0`,
      });
      waiting?.end(payload);
      waiting = undefined;
    },
    stop: listening.stop,
  };
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

function errorOf(body: string): FunctionError {
  const { errorType, errorMessage, trace } = JSON.parse(body) as Partial<FunctionError>;
  return {
    errorType: errorType ?? 'Error',
    errorMessage: errorMessage ?? '',
    ...(trace === undefined ? {} : { trace }),
  };
}
