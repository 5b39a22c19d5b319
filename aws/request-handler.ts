/** Sends one HTTP request and returns the whole answer, or throws. Header names of the answer are in lower case. */
export type Send = (request: {
  readonly method: 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}) => Promise<{
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}>;

/** The part of the SDK's requests that JSON services use. */
interface SdkRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A page of a query is 1 MB, a BatchGetItem 16 MB; base64 and JSON make more of it. */
const maxBytes = 32 * 1024 * 1024;

/**
 * A request handler for the SDK, over the connection pool that calls to malls also use. It reads the whole answer before the SDK sees it:
 * `docs/decisions/0021-aws-sdk.md` has the savings. Throws `NoAnswer`, which the SDK retries.
 *
 * @param timeoutMs for one try, from the request to the whole answer, the wait for a free connection included
 */
export function pooledRequestHandler(send: Send, timeoutMs: number) {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle({ protocol, hostname, port, path, headers, body = '' }: SdkRequest) {
      const url = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`;
      try {
        const answer = await send({ method: 'POST', url, headers, body, timeoutMs, maxBytes });
        // Bytes, so that the SDK has no stream to collect.
        const bytes = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
        return { response: { statusCode: answer.status, headers: answer.headers, body: bytes } };
      } catch (error) {
        throw new NoAnswer(error);
      }
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy() {},
  };
}

/** A call without an answer; its request may have been carried out. */
class NoAnswer extends Error {
  /** How the network failed, such as `reset ECONNRESET`. */
  readonly code: string;
  /** Makes the SDK try again. */
  readonly $retryable = {};

  /** @param error what the transport threw; only its kind and its code are used */
  constructor(error: unknown) {
    super('No answer came.');
    this.name = 'NoAnswer';
    const { kind, code, cause } = (error ?? {}) as { kind?: unknown; code?: unknown; cause?: { code?: unknown } };
    this.code = [kind, code, cause?.code].filter((word) => typeof word === 'string').join(' ');
  }
}
