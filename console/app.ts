import { type Context, Hono, type HonoRequest } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { InputError, TsunagiError } from '../core/kernel/index.ts';
import { inLanguage, type Language, t, translated } from '../language/index.ts';
import { assets } from './assets.ts';
import { createDoors, headers } from './doors.ts';
import { failureWords, waitingIn } from './live.ts';
import { page, problemPart, refusedPage } from './page.ts';
import type { ConsoleContext, Env, View } from './view.ts';
import { incidents } from './views/incidents/incidents.ts';
import { mails } from './views/mails.ts';
import { now } from './views/now.ts';
import { orders } from './views/orders/orders.ts';
import { shipments } from './views/shipments/shipments.ts';
import { shops } from './views/shops/shops.ts';
import { stock } from './views/stock/stock.ts';

/** Every view, in the order of the navigation. A new one is a file in `views/` and a line here. */
export const standardViews: readonly View[] = [now, incidents, orders, shipments, stock, shops, mails];

/** How much a form may bring: a file of 2,000 shipments as a carrier's program writes it has one. */
const mebibytesMax = 8;

/** Fields of a form: a page of 2,000 shipments has eight a line, and the form of a file has ten. Eight mebibytes can hold millions, which take minutes. */
const fieldsMax = { typed: 20_000, withFile: 1_000 } as const;

export interface ConsoleApp {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** The address that lets one browser in, once. */
  entrance(): string;
}

/** Makes the pages of an installation; `port`: where they are served, asked for with each request. */
export function createConsoleApp(given: ConsoleContext, port: () => number): ConsoleApp {
  const context: ConsoleContext = { ...given, record: (what) => given.record(onOneLine(what)) };
  const views = [...standardViews, ...(context.more ?? [])];
  const doors = createDoors(port);
  const app = new Hono<Env>();
  app.use(headers);
  app.use(doors.guard);
  app.get('/open', doors.enter);
  app.route('/', assets());
  app.use(bodyLimit({ maxSize: mebibytesMax * 1024 * 1024, onError: (c) => c.html(refusedPage('too-large'), 413) }));
  app.use(limitedFields);
  app.use(doors.form);
  app.use(async (c, next) => {
    const last = context.live.last();
    const language = languageFor(c.req.query('lang') ?? getCookie(c, 'lang'), c.req.header('accept-language'));
    if (c.req.query('lang') !== undefined) setCookie(c, 'lang', language, { sameSite: 'Strict', path: '/' });
    c.set('frame', {
      ...{ language, nonce: c.get('secureHeadersNonce'), csrf: c.get('csrf'), views, url: pageUrl(app, c.req) },
      place: context.instance.place,
      path: views.find(({ path }) => path !== '/' && c.req.path.startsWith(path))?.path ?? '/',
      mayChange: context.mayChange,
      at: context.instance.ports.clock.now(),
      mayReload: c.req.method === 'GET',
      waiting: last && waitingIn(last),
    });
    c.header('cache-control', 'no-store');
    await inLanguage(language, next);
  });
  app.notFound((c) => {
    const why = html`<p>${t`There is no such page.`}</p><p><a href="/">${t`How things stand now`}</a></p>`;
    return c.html(page(c.get('frame'), t`Not found`, why), 404);
  });
  // What cannot be looked at is said in words. Of a defect the place is written down: its message may quote content.
  app.onError((error, c) => {
    const frame = c.get('frame');
    if (frame === undefined) throw error;
    const isForeseen = error instanceof TsunagiError;
    if (!isForeseen) {
      const place = error.stack?.split('\n').find((line) => /^ +at /.test(line)) ?? '';
      context.record([c.req.method, c.req.path, error.name, place.trim()].join(' '));
    }
    const body = () => page(frame, t`It cannot be shown`, problemPart(translated(failureWords(error))));
    const status = error instanceof InputError ? 400 : isForeseen ? 503 : 500;
    return inLanguage(frame.language, async () => c.html(body(), status));
  });
  for (const view of views) view.mount(app, context);
  return { fetch: (request) => app.fetch(request), entrance: doors.entrance };
}

/** Refuses a form of too many fields before it is taken apart, because that holds the process. */
async function limitedFields(c: Context<Env>, next: () => Promise<void>): Promise<Response | undefined> {
  const [, boundary] = /^multipart\/.*boundary="?([^";]+)/i.exec(c.req.header('content-type') ?? '') ?? [];
  const [mark, most] = boundary === undefined ? ['&', fieldsMax.typed] : [`--${boundary}`, fieldsMax.withFile];
  const body = Buffer.from(await c.req.arrayBuffer());
  let at = -1;
  for (let fields = 0; fields <= most; fields++) {
    at = body.indexOf(mark, at + 1);
    if (at < 0) {
      await next();
      return;
    }
  }
  return c.html(refusedPage('too-large'), 413);
}

/** The address of the page that an answer belongs to; of an answer to a form the page on which the form stands, or the nearest one above. */
function pageUrl(app: Hono<Env>, request: HonoRequest): string {
  if (request.method === 'GET' || request.method === 'HEAD') return request.url;
  const own = new URL(request.url);
  const from = URL.parse(request.header('referer') ?? '');
  const page = from?.origin === own.origin ? from : own;
  const isPage = (path: string): boolean =>
    app.router.match('GET', path)[0].some(([[, route]]) => route.method === 'GET');
  for (let path = page.pathname; path !== ''; path = path.slice(0, path.lastIndexOf('/'))) {
    if (isPage(path)) return `${own.origin}${path}${path === page.pathname ? page.search : ''}`;
  }
  return `${own.origin}/`;
}

/** A path is decoded when it comes here: none is to begin a line of its own in a log, or steer a terminal. */
const onOneLine = (what: string): string =>
  what.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => encodeURIComponent(character));

/** Japanese, unless a person chose English, or their browser has no Japanese. */
function languageFor(chosen: string | undefined, accepted: string | undefined): Language {
  if (chosen === 'ja' || chosen === 'en') return chosen;
  return /(?:^|[\s,])ja\b/i.test(accepted ?? 'ja') ? 'ja' : 'en';
}
