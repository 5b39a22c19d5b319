import type { HtmlEscapedString } from 'hono/utils/html';

/** Markup by `html`, which escapes every value in it. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;
