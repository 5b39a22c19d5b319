import type { Context, Hono } from 'hono';
import type { Instance } from '../ops/frame/instance.ts';
import type { Passed } from './doors.ts';
import type { Live } from './live.ts';
import type { Frame, Markup, NavigationEntry } from './page.ts';

/** What a view works on. */
export interface ConsoleContext {
  readonly instance: Omit<Instance, 'close'>;
  readonly live: Live;
  readonly mayChange: boolean;
  /** Who changes something here, for what is recorded. */
  readonly by: string;
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

/** Answers with a page of a view. */
export type Render = (c: Context<Env>, title: string, body: Markup) => Response | Promise<Response>;
