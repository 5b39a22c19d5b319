/** One call over HTTP. Times are the caller's: virtual where the clock is. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For the whole call: connecting, sending, and the answer to its last byte. */
  readonly timeoutMs: number;
  /** A longer answer is given up while it is read. */
  readonly maxBytes: number;
}

/** A whole answer, whatever its status. Header names are in lower case. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

/** Carries one call to its answer, or throws a `TransportFailure`. Never retries, follows no redirect. */
export type Transport = (request: HttpRequest) => Promise<HttpAnswer>;

/**
 * Where a call broke off. After `connect` the far side never saw the request; after the others it may have acted on it.
 */
export type TransportFailureKind = 'connect' | 'timeout' | 'reset' | 'too-large';

/** A call that brought no whole answer. The message holds neither address nor content of the call. */
export class TransportFailure extends Error {
  readonly kind: TransportFailureKind;

  constructor(kind: TransportFailureKind, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.name = 'TransportFailure';
    this.kind = kind;
  }
}
