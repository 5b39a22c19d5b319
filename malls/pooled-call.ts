import type { Dispatcher } from 'undici';
import { type HttpAnswer, type HttpRequest, TransportFailure } from './http.ts';

/** A request whose body may be bytes, as those to AWS are. */
export type PooledRequest = Omit<HttpRequest, 'body'> & { readonly body?: string | Uint8Array };

/**
 * One call through an undici dispatcher, by its callbacks: what `request()` adds on top costs a tenth of a poll's work and
 * is only there when the whole package is loaded. `deadlineMs` is real time.
 */
export function pooledCall(
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
