import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { NONCE, secureHeaders } from 'hono/secure-headers';
import { type ApiContext, createApi } from './app.ts';
import { createHooks, type HooksContext } from './hooks.ts';
import { tryPage } from './try-page.ts';

export interface ServedApi {
  readonly url: string;
  /** The address of the page that tries it. */
  readonly page: string;
  /** Where malls post, each below its name. */
  readonly hooksUrl: string;
  close(): Promise<void>;
}

export interface ApiPlace {
  /** 0: any free one. */
  readonly port: number;
  /** The path of the page that tries the API: a secret of this start. */
  readonly pagePath: string;
  /** Puts a guard before all requests. */
  guard(server: Server): void;
}

/** What is served: the API, and where malls post. */
export interface ServedContext extends ApiContext {
  /** Absent where no mall posts here. */
  readonly hooks?: HooksContext | undefined;
}

/** The API with the page that tries it. */
export function createTriedApi(context: ServedContext, pagePath: string) {
  const app = createApi(context);
  if (context.hooks !== undefined) app.route('/', createHooks(context.hooks));
  const own = ["'self'"];
  const policy = {
    defaultSrc: ["'none'"],
    scriptSrc: [NONCE],
    styleSrc: [NONCE],
    connectSrc: own,
    frameAncestors: ["'none'"],
    baseUri: own,
  };
  app.use(pagePath, secureHeaders({ contentSecurityPolicy: policy, strictTransportSecurity: false }));
  app.get(pagePath, (c) => c.html(tryPage(c.get('secureHeadersNonce' as never))));
  return app;
}

/** Serves the API to this machine alone. Throws where the port is taken. */
export async function serveApi(context: ServedContext, { port, pagePath, guard }: ApiPlace): Promise<ServedApi> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = serve({ fetch: createTriedApi(context, pagePath).fetch, port, hostname: '127.0.0.1' }, (address) =>
    resolve(address.port),
  );
  guard(server as Server);
  server.once('error', reject);
  const listened = await promise;
  return {
    url: `http://127.0.0.1:${listened}/v1`,
    page: `http://127.0.0.1:${listened}${pagePath}`,
    hooksUrl: `http://127.0.0.1:${listened}/hooks`,
    async close() {
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((closed) => void server.close(closed));
    },
  };
}
