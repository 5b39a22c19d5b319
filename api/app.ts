import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { errorName } from '../core/kernel/index.ts';
import type { ApiKey, ShopKey } from '../core/model/index.ts';
import type { ApiPorts, ApiSessions } from '../core/ports/index.ts';
import type { ImportSettings } from '../core/session/index.ts';
import { apiDocument } from './document.ts';
import { createKeys, defaultRate, type Rate } from './keys.ts';
import { failed, notFound, Problem, problemOf, retryAfter, wrongRequest } from './problem.ts';
import { createReaches, type Reach } from './reach.ts';
import {
  type Given,
  nameForm,
  nothing,
  pathParts,
  type Route,
  readQuery,
  type Session,
  shopKeyOf,
  tagOf,
} from './route.ts';
import { routes } from './routes.ts';
import { scopedPorts } from './scoped-ports.ts';
import { openTables } from './tables.ts';

export interface ApiContext {
  readonly ports: ApiPorts;
  readonly importSettings: ImportSettings;
  readonly rate?: Rate;
  /** Credentials for the rows of one merchant; absent where there are none but the process's own. */
  readonly sessions?: ApiSessions | undefined;
}

/** The key of a request, and its reach. */
interface Caller {
  readonly key: ApiKey;
  readonly reach: Reach;
}

type Env = { Variables: { caller: Caller } };

const bodyMax = 1024 * 1024;

/** The API of an installation: the same in Lambda and at `npm start`. */
export function createApi({ ports, importSettings, rate = defaultRate, sessions }: ApiContext): Hono<Env> {
  const keys = createKeys(ports, rate);
  const reachOf = createReaches(ports);
  const app = new Hono<Env>();
  app.onError((error, c) => {
    const problem = problemOf(error);
    // The message of a defect may quote an order.
    if (problem === null) ports.log.error('api.failed', { method: c.req.method, error: errorName(error) });
    return (problem ?? failed()).answer();
  });
  app.notFound(() => notFound('such address').answer());
  let document: ReturnType<typeof apiDocument> | undefined;
  app.get('/v1/openapi.json', (c) => {
    document ??= apiDocument();
    return c.json(document);
  });
  app.use('/v1/*', async (c, next) => {
    c.set('caller', await callerOf(c));
    await next();
  });
  app.use('/v1/*', bodyLimit({ maxSize: bodyMax, onError: tooLarge }));
  const patternOf = ({ path }: Route): string => path.replaceAll(/\{(\w+)\}/g, ':$1');
  for (const one of routes) app.on(one.method, patternOf(one), (c) => answer(c, one, openSession));
  for (const [pattern, own] of Map.groupBy(routes, patternOf)) app.all(pattern, (c) => wrongMethod(c, own));

  async function callerOf(c: Context<Env>): Promise<Caller> {
    const [, text = ''] = /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '') ?? [];
    const key = await keys.find(text);
    if (key === null) {
      const headers = { 'www-authenticate': 'Bearer' };
      const todo = 'Send "Authorization: Bearer tsu_…". Keys are made by ops api-keys add, and end.';
      throw new Problem('no-key', 'No key was sent, or one that is mistyped, has ended or is unknown.', todo, {
        headers,
      });
    }
    const waitMs = keys.count(key);
    if (waitMs > 0) {
      const detail = `A key may make ${rate.perSecond} requests a second in each process.`;
      const todo = 'Send the same again after the time in Retry-After.';
      throw new Problem('too-many', detail, todo, { headers: retryAfter(waitMs) });
    }
    return { key, reach: reachOf(key) };
  }

  /** Opens the tables of the shops that a request touches; of a merchant with all shops after the tables that list them. */
  async function openSession({ key, reach }: Caller, one: Route, given: Given): Promise<Session> {
    const named = one.path.includes('{code}')
      ? shopKeyOf(given)
      : (given.body as { readonly shop?: ShopKey } | undefined)?.shop;
    if (named !== undefined && !(await reach.hasShop(named))) throw notFound('shop');
    const reachesAll = key.merchant === null || one.touches !== 'shops';
    const first = await openTables(ports, sessions, key, named === undefined ? [] : [named]);
    const tables = reachesAll
      ? first
      : await openTables(ports, sessions, key, await first.own.merchantRows.shopKeys(key.merchant));
    return {
      ...{ key, reach, importSettings, ports: scopedPorts(tables, reach) },
      may: (scope) => key.scopes.includes(scope),
      readBuyers: (shop, orders) => ports.log.info('api.buyers-read', { key: key.id, by: key.name, shop, orders }),
    };
  }

  return app;
}

const tooLarge = (): Response =>
  new Problem('too-large', `A body has ${bodyMax} bytes at most.`, 'Send it in several requests.').answer();

function wrongMethod(c: Context, own: readonly Route[]): Response {
  const allow = own.map(({ method }) => method.toUpperCase()).join(', ');
  const todo = 'The document of the API lists what is.';
  return new Problem('wrong-method', `${c.req.method} is not taken here.`, todo, { headers: { allow } }).answer();
}

type OpenSession = (caller: Caller, one: Route, given: Given) => Promise<Session>;

async function answer(c: Context<Env>, one: Route, openSession: OpenSession): Promise<Response> {
  const caller = c.get('caller');
  const { scopes } = caller.key;
  if (!scopes.includes(one.scope)) {
    const detail = `The key has not the scope ${one.scope}; it has ${scopes.join(', ')}.`;
    throw new Problem('not-permitted', detail, `Make a key with ${one.scope}: ops api-keys add --help`);
  }
  const problems: string[] = [];
  const path = c.req.param() as Record<string, string>;
  for (const [name, value] of Object.entries(path))
    if (pathParts[name]?.pattern.test(value) === false) problems.push(`${name}: is none. ${pathParts[name].about}`);
  const query = readQuery(one.query ?? nothing, new URL(c.req.url).searchParams, problems);
  const body = one.body === undefined ? undefined : one.body.read(await jsonOf(c), '', problems);
  const name = one.isNamed ? (c.req.header('idempotency-key') ?? '') : '';
  if (one.isNamed && !nameForm.test(name))
    problems.push('Idempotency-Key: expected a name for this request, of up to 100 letters, digits and marks.');
  if (problems.length > 0) throw wrongRequest(problems);
  const ifMatch = c.req.header('if-match') ?? null;
  const given = { path, query, body, name, ifMatch };
  const session = await openSession(caller, one, given);
  return answerWith(c, JSON.stringify(await one.run(session, given)));
}

/** Answers with a body, or only that the caller has it already. */
function answerWith(c: Context<Env>, text: string): Response {
  const etag = tagOf(text);
  const headers = { etag, 'cache-control': 'private, no-cache' };
  const known = (c.req.header('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (c.req.method === 'GET' && known.includes(etag)) return new Response(null, { status: 304, headers });
  return new Response(text, { status: 200, headers: { ...headers, 'content-type': 'application/json' } });
}

async function jsonOf(c: Context<Env>): Promise<unknown> {
  if (!/^application\/json\b/.test(c.req.header('content-type') ?? ''))
    throw new Problem('wrong-type', 'A body is JSON.', 'Send it with "Content-Type: application/json".');
  try {
    return await c.req.json();
  } catch {
    throw wrongRequest(['the body: is no JSON.']);
  }
}
