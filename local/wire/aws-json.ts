import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { guardServer, signedBy } from './guard.ts';
import { listen } from './listen.ts';

/** A failure in the words of an AWS service: the SDK throws an exception of this name. */
export class ServiceError extends Error {
  readonly status: number;

  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** Answers one operation. Throws a ServiceError to refuse. */
export type Operation = (input: Record<string, unknown>) => unknown | Promise<unknown>;

/**
 * Serves operations of services that speak AWS JSON, by the name in the X-Amz-Target header, such as `AWSEvents.PutEvents`.
 * An operation that is not served is refused with an exception that says so, and never reaches AWS.
 *
 * @param accessKeyId a call signed with another one is refused
 */
export async function serveAwsJson(
  operations: Readonly<Record<string, Operation>>,
  accessKeyId: string,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    answer(request, operations).then(
      (output) => send(response, 200, output),
      (error: unknown) => {
        const known = error instanceof ServiceError;
        const message = error instanceof Error ? error.message : String(error);
        send(response, known ? error.status : 500, { __type: known ? error.name : 'InternalFailure', message });
      },
    );
  });
  guardServer(server, signedBy(accessKeyId));
  return listen(server);
}

async function answer(request: IncomingMessage, operations: Readonly<Record<string, Operation>>): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const target = String(request.headers['x-amz-target'] ?? `${request.method} ${request.url}`);
  const operation = Object.hasOwn(operations, target) ? operations[target] : undefined;
  if (operation === undefined) {
    throw new ServiceError(
      'UnknownOperationException',
      `The local cloud does not serve ${target}. It serves ${Object.keys(operations).join(', ')}, tables and queues.`,
    );
  }
  const body = Buffer.concat(parts).toString('utf8');
  return operation(body === '' ? {} : (JSON.parse(body) as Record<string, unknown>));
}

function send(response: ServerResponse, status: number, output: unknown): void {
  const body = JSON.stringify(output ?? {});
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}
