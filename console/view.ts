import type { Context, Hono, MiddlewareHandler } from 'hono';
import { html } from 'hono/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { t } from '../language/index.ts';
import type { Instance } from '../ops/frame/instance.ts';
import type { Passed } from './doors.ts';
import type { LagHistory } from './lag-history.ts';
import type { Live } from './live.ts';
import { type Frame, type Markup, type NavigationEntry, page } from './page.ts';

export interface ConsoleContext {
  readonly instance: Omit<Instance, 'close'>;
  readonly live: Live;
  readonly lags: LagHistory;
  readonly more?: readonly View[];
  readonly mayChange: boolean;
  readonly by: string;
  /** Writes down a change, or a look at personal data: one line, with ids only. */
  record(what: string): void;
}

export interface Env {
  Variables: Passed & {
    readonly frame: Frame;
    /** What a change is, for the record, where its address does not say it: with ids only. */
    readonly deed?: string;
    /** What became of it, where the answer does not say it. */
    readonly outcome?: string;
  };
}

export interface View extends NavigationEntry {
  mount(app: Hono<Env>, context: ConsoleContext): void;
}

/** Answers with a whole page. */
export const answer = (
  c: Context<Env>,
  title: string,
  body: Markup,
  status: ContentfulStatusCode = 200,
): Response | Promise<Response> => c.html(page(c.get('frame'), title, body), status);

/** Refuses what changes something, where the console only shows. Writes down what was asked for, and what became of it. */
export function changing({ mayChange, record }: ConsoleContext): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (mayChange) {
      await next();
      record(`${deedOf(c)}: ${c.get('outcome') ?? outcomeOf(c.res.status)}`);
      return;
    }
    record(`${deedOf(c)}: refused`);
    const why = html`<p class="banner bad" role="alert">${t`Nothing was changed: this console only shows. Start it with --allow-changes.`}</p>`;
    return answer(c, t`Refused`, why, 403);
  };
}

const deedOf = (c: Context<Env>): string => c.get('deed') ?? `${c.req.method} ${c.req.path}`;

/** What is done leads to another page. A page instead says what would be done, or why it is not. */
function outcomeOf(status: number): string {
  if (status < 300) return 'previewed';
  if (status < 400) return 'done';
  return status < 500 ? 'refused' : 'failed';
}
