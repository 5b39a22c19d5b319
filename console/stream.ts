import type { Context } from 'hono';
import { html } from 'hono/html';
import { streamSSE } from 'hono/streaming';
import { inLanguage, type Language, t } from '../language/index.ts';
import type { Followed } from './looks.ts';
import type { Frame, Markup } from './page.ts';
import type { Env } from './view.ts';

/** The part of a page that a stream keeps up to date, and what is said where the stream is lost. */
export const livePart = ({ nonce }: Frame, path: string, content: Markup): Markup =>
  html`<p class="stale-note" role="status">${t`The connection to the console is lost. What stands here may be out of date.`}</p>
<div id="live" hx-nonce="${nonce}" hx-sse:connect="${path}" hx-swap="innerMorph">${content}</div>`;

/** Sends what a page keeps up to date, each time that it was looked at: rendered once in a language, however many viewers there are. */
export function liveStream<Seen extends object>(
  render: (seen: Seen) => Markup,
): (c: Context<Env>, followed: Followed<Seen>) => Response {
  const rendered = new WeakMap<Seen, Map<Language, Promise<string>>>();
  const renderedIn = (language: Language, seen: Seen): Promise<string> => {
    const ofLook = rendered.get(seen) ?? new Map<Language, Promise<string>>();
    rendered.set(seen, ofLook);
    const kept = ofLook.get(language) ?? inLanguage(language, async () => String(await render(seen)));
    ofLook.set(language, kept);
    return kept;
  };
  return (c, followed) => {
    const { language } = c.get('frame');
    const response = streamSSE(c, async (stream) => {
      const { promise: left, resolve: leave } = Promise.withResolvers<void>();
      stream.onAbort(leave);
      let newest: Seen | null = null;
      let isSending = false;
      // A viewer who reads slowly, or not at all, gets the newest look next: those between are not kept.
      const send = async (): Promise<void> => {
        if (isSending) return;
        isSending = true;
        while (newest !== null) {
          const next = newest;
          newest = null;
          await stream.writeSSE({ data: await renderedIn(language, next) });
        }
        isSending = false;
      };
      const unfollow = followed.follow((seen) => {
        newest = seen;
        send().catch(leave);
      });
      // A comment, at once: a browser waits for the first bytes of an answer before it asks for the same address again.
      await stream.write(':\n\n');
      await left;
      unfollow();
    });
    // Where an answer may be kept, one tab waits for another to have it.
    response.headers.set('cache-control', 'no-store');
    return response;
  };
}
