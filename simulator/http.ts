/** Milliseconds since 1970 UTC, the simulator's notion of now (virtual, scaled or real). */
export type Now = () => number;

/** One request as the far side sees it. Header names are in lower case; `path` carries the query. */
export interface SimRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
  /**
   * Names the request among all others. What chance has to do with a request that has a name depends on the name alone, so that one
   * request more changes nothing for the others.
   */
  name?: string | undefined;
}

/**
 * What the far side does with a request. Header names are in lower case.
 * `delayMs` is mall time from the arrival of the request to its ending.
 * A `reset` may carry an empty body (a 204 has none): the caller sees a broken connection all the same.
 */
export type SimOutcome =
  | { ending: 'answer'; status: number; headers: Record<string, string>; body: string; delayMs: number }
  | {
      ending: 'reset';
      status: number;
      headers: Record<string, string>;
      /** The part that was sent before the connection broke. */
      body: string;
      /** Characters of the whole body. */
      fullLength: number;
      delayMs: number;
    }
  | { ending: 'hang' }
  | { ending: 'refuse' };

/** What a function of a mall answers, and what it changes: the change is kept apart, so that a fault can lose it. */
export interface Reply<Body = string> {
  status: number;
  body: Body;
  contentType?: string;
  headers?: Readonly<Record<string, string>>;
  /** Something that went wrong inside the mall is in this answer. */
  hasMishap?: boolean;
  /** Carries the change out. Absent when there is nothing to change. */
  apply?: () => void;
}

/** The content type of a body that is bytes; its text has one character for each of them. */
export const BYTES = 'application/octet-stream';

/** The bytes of an answer's body. */
export const bytesOf = ({ headers, body }: Extract<SimOutcome, { body: string }>): Buffer =>
  Buffer.from(body, headers['content-type'] === BYTES ? 'latin1' : 'utf8');

/** Shared: no code writes into a query. */
const NO_QUERY = new URLSearchParams();

/** The path of a request without its query, and the fields of the query. */
export function addressOf({ path }: Pick<SimRequest, 'path'>): { path: string; query: URLSearchParams } {
  const mark = path.indexOf('?');
  return mark < 0
    ? { path, query: NO_QUERY }
    : { path: path.slice(0, mark), query: new URLSearchParams(path.slice(mark + 1)) };
}

/** An answer whose body is JSON, without any of a mall's own headers. */
export function plainJson(status: number, value: unknown): SimOutcome {
  return {
    ending: 'answer',
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8' },
    body: JSON.stringify(value),
    delayMs: 0,
  };
}
