import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createPostTaker, type PostPorts } from '../core/import/index.ts';
import { codeOrName, minuteMs } from '../core/kernel/index.ts';
import type { Log, MallHook } from '../core/ports/index.ts';

export interface HooksContext {
  readonly ports: PostPorts & { readonly log: Log };
  /** How posts of each mall are read, by the malls' names. */
  readonly hooks: ReadonlyMap<string, MallHook>;
}

/** A post about an order has some hundred bytes. */
const bytesMax = 64 * 1024;
const notedEveryMs = minuteMs;

/**
 * The addresses that malls post to about changed orders, `/hooks/<mall>`. Answers at once, with a status alone: 200 for what was signed, 401 for
 * what was not, 503 where the mall shall post again.
 */
export function createHooks({ ports, hooks }: HooksContext): Hono {
  const take = createPostTaker(ports);
  const app = new Hono();
  let refused = 0;
  let notedAt = Number.NEGATIVE_INFINITY;
  /** Anyone can send what is refused, and a line costs money. */
  const noteRefused = (mall: string): void => {
    refused++;
    const now = ports.clock.now();
    if (now - notedAt < notedEveryMs) return;
    ports.log.warn('hook.refused', { mall, posts: refused });
    [refused, notedAt] = [0, now];
  };
  app.notFound((c) => c.body(null, 404));
  app.use('/hooks/*', bodyLimit({ maxSize: bytesMax, onError: (c) => c.body(null, 413) }));
  app.post('/hooks/:mall', async (c) => {
    const mall = c.req.param('mall');
    const hook = hooks.get(mall);
    if (hook === undefined) return c.body(null, 404);
    try {
      const body = new Uint8Array(await c.req.arrayBuffer());
      const outcome = await take(mall, hook, { headers: c.req.header(), body });
      if (outcome !== 'forged') return c.body(null, 200);
      noteRefused(mall);
      return c.body(null, 401);
    } catch (error) {
      // The message of a defect may quote the post.
      ports.log.error('hook.failed', { mall, error: codeOrName(error) });
      return c.body(null, 503);
    }
  });
  return app;
}
