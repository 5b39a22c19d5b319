import { anyList, InputError, object, type Static, secondMs, TsunagiError, text, whole } from '../core/kernel/index.ts';

/** Kinds of problems, each the end of a `urn:tsunagi:problem:…`, with HTTP status and title. */
const kinds = {
  'no-key': [401, 'The request has no key that works.'],
  'not-permitted': [403, 'The key may not do this.'],
  'not-found': [404, 'There is no such thing, or the key does not reach it.'],
  'wrong-method': [405, 'This address takes another method.'],
  'wrong-request': [400, 'The request cannot be taken.'],
  'whole-installation': [400, 'A list over all shops is not answered.'],
  gone: [410, 'The feed no longer has what follows this position.'],
  'changed-since': [412, 'It has changed since it was read.'],
  conflict: [409, 'It does not stand so that this could be done.'],
  'too-large': [413, 'The body is too large.'],
  'wrong-type': [415, 'The body is not JSON.'],
  'too-many': [429, 'The key has made too many requests.'],
  failed: [500, 'It failed for a reason that this program does not know.'],
  'try-later': [503, 'It cannot be answered now.'],
} as const satisfies Readonly<Record<string, readonly [number, string]>>;
export type ProblemKind = keyof typeof kinds;

/** A problem as RFC 9457 has it; `problems`: every fault of the request at once; `todo`: what to do. */
export const problemShape = object({
  ...{ type: text(), title: text(), status: whole({ from: 400, to: 599 }) },
  ...{ detail: text(), problems: anyList(text()), todo: text() },
});

interface More {
  readonly problems?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Ends a request with a problem. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly kind: ProblemKind;
  readonly body: Static<typeof problemShape>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(kind: ProblemKind, detail: string, todo: string, { problems = [], headers = {} }: More = {}) {
    super(detail);
    const [status, title] = kinds[kind];
    this.kind = kind;
    this.headers = headers;
    this.body = { type: `urn:tsunagi:problem:${kind}`, title, status, detail, problems, todo };
  }

  answer(): Response {
    const headers = { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...this.headers };
    return new Response(JSON.stringify(this.body), { status: this.body.status, headers });
  }
}

export const notFound = (what: string): Problem =>
  new Problem('not-found', `There is no ${what} that this key reaches.`, 'Look the ids up in the lists of this API.');

/** Refuses a request with all its faults; null where it has none. */
export const wrongRequest = (problems: readonly string[]): Problem =>
  new Problem('wrong-request', problems.join(' '), 'Correct what is named, and send it again.', { problems });

/** Wait before a caller retries after a passing failure. */
const laterMs = 2 * secondMs;

export const retryAfter = (ms: number): Readonly<Record<string, string>> => ({
  'retry-after': String(Math.max(1, Math.ceil(ms / secondMs))),
});

/** The problem of what was thrown; null for a defect, whose message may quote content. */
export function problemOf(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  if (error instanceof InputError) return wrongRequest(error.problems);
  if (!(error instanceof TsunagiError)) return null;
  if (error.code === 'push.unknown') return notFound('change');
  if (error.retry === 'later')
    return new Problem('try-later', error.message, 'Send the same again after the time in Retry-After.', {
      headers: retryAfter(laterMs),
    });
  return new Problem('conflict', error.message, 'Read the detail; the same request fails again.');
}

export const failed = (): Problem =>
  new Problem('failed', 'A defect; it was logged.', 'Send it again later. If it goes on, report the moment of it.');
