import type { Hono, MiddlewareHandler } from 'hono';
import { html } from 'hono/html';
import type { Instance } from '../ops/frame/instance.ts';
import { t } from '../ops/language/language.ts';
import type { Passed } from './doors.ts';
import type { LagHistory } from './lag-history.ts';
import type { Live } from './live.ts';
import { type Frame, type NavigationEntry, page } from './page.ts';

/** What a view works on. */
export interface ConsoleContext {
  readonly instance: Omit<Instance, 'close'>;
  readonly live: Live;
  readonly lags: LagHistory;
  /** Views beside the standard ones. */
  readonly more?: readonly View[];
  readonly mayChange: boolean;
  /** Who looks and changes here, for what is recorded. */
  readonly by: string;
  /** Writes down a change, or a look at personal data: one line, with ids only. */
  record(what: string): void;
}

/** What a request carries. */
export interface Env {
  Variables: Passed & { readonly frame: Frame };
}

/** A view: an entry of the navigation, and the pages below its path. */
export interface View extends NavigationEntry {
  /** Adds its pages. */
  mount(app: Hono<Env>, context: ConsoleContext): void;
}

/** Refuses what changes something, where the console only shows; elsewhere writes down who changed what. */
export function changing({ mayChange, record }: ConsoleContext): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (mayChange) {
      record(`${c.req.method} ${c.req.path}`);
      return next();
    }
    const why = html`<p class="banner bad" role="alert">${t`Nothing was changed: this console only shows. Start it with --allow-changes.`}</p>`;
    return c.html(page(c.get('frame'), t`Refused`, why), 403);
  };
}
