import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { NONCE, secureHeaders } from 'hono/secure-headers';
import { refusedPage } from './page.ts';

export interface Passed {
  /** Of the scripts and live parts of this page. */
  readonly secureHeadersNonce: string;
  /** Every form of this session carries it back. */
  readonly csrf: string;
}

export interface Doors {
  /** The address that lets one browser in, once; another one after it was used. */
  entrance(): string;
  /** Refuses what another site's page or another program sends, and requests without a session. */
  readonly guard: MiddlewareHandler;
  readonly enter: MiddlewareHandler;
  /** Refuses a change without the form's token. */
  readonly form: MiddlewareHandler;
}

const secret = (): string => randomBytes(24).toString('base64url');

function isSame(one: string, other: string | undefined): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other ?? '')];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Paths that a browser needs before it is let in. */
const open: readonly string[] = ['/style.css', '/icon.svg'];

/** Only a browser that opened the printed address is let in: every program and user of this machine, and every site in its browser, reaches 127.0.0.1. */
export function createDoors(port: () => number): Doors {
  let token = secret();
  const sessions = new Map<string, { readonly csrf: string }>();
  // Cookies do not know ports: two consoles in one browser must not share one.
  const cookie = (): string => `tsunagi_${port()}`;
  const hosts = (): readonly string[] => [`127.0.0.1:${port()}`, `localhost:${port()}`];
  return {
    entrance: () => `http://127.0.0.1:${port()}/open?token=${token}`,
    async guard(c, next) {
      // A name of another site that leads to 127.0.0.1 (DNS rebinding) comes with that name as its host.
      if (!hosts().includes(c.req.header('host') ?? '')) return c.text('This host is not served here.', 403);
      if (isForeign(c)) return c.text('Requests from pages of other sites are refused.', 403);
      if (c.req.path === '/open' || open.includes(c.req.path)) return next();
      const session = sessions.get(getCookie(c, cookie()) ?? '');
      if (session === undefined) return c.html(refusedPage('no-session'), 403);
      c.set('csrf', session.csrf);
      return next();
    },
    async enter(c) {
      if (!isSame(token, c.req.query('token'))) return c.html(refusedPage('used-address'), 403);
      // Each lets one browser in. The next one stands where the address is still shown.
      token = secret();
      const [id, csrf] = [secret(), secret()];
      sessions.set(id, { csrf });
      setCookie(c, cookie(), id, { httpOnly: true, sameSite: 'Strict', path: '/' });
      return c.redirect('/', 303);
    },
    async form(c, next) {
      if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
      const { csrf } = await c.req.parseBody();
      if (!isSame(c.get('csrf'), typeof csrf === 'string' ? csrf : undefined))
        return c.html(refusedPage('no-form-token'), 403);
      return next();
    },
  };
}

/** What a page of another site made the browser send. Programs that send neither header have no session. */
function isForeign(c: Context): boolean {
  const [site, origin] = [c.req.header('sec-fetch-site'), c.req.header('origin')];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  return origin !== undefined && origin !== `http://${c.req.header('host')}`;
}

/** Nothing of a page comes from elsewhere, and no script runs that the page does not name. */
export const headers: MiddlewareHandler = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: [NONCE],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
  },
  crossOriginResourcePolicy: 'same-origin',
  crossOriginOpenerPolicy: 'same-origin',
  // Without a referrer a browser names no origin with a form either, and the guard would refuse it.
  referrerPolicy: 'same-origin',
  // It is served by http, on this machine alone.
  strictTransportSecurity: false,
});
