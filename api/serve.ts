import { serve } from '@hono/node-server';
import { NONCE, secureHeaders } from 'hono/secure-headers';
import { type ApiContext, createApi } from './app.ts';
import { tryPage } from './try-page.ts';

export interface ServedApi {
  readonly url: string;
  close(): Promise<void>;
}

/** The API with the page that tries it. */
export function createTriedApi(context: ApiContext) {
  const app = createApi(context);
  const own = ["'self'"];
  const policy = {
    defaultSrc: ["'none'"],
    scriptSrc: [NONCE],
    connectSrc: own,
    frameAncestors: ["'none'"],
    baseUri: own,
  };
  app.use('/', secureHeaders({ contentSecurityPolicy: policy, strictTransportSecurity: false }));
  app.get('/', (c) => c.html(tryPage(c.get('secureHeadersNonce' as never))));
  return app;
}

/** Serves the API to this machine alone; `port` 0: any free one. Throws where the port is taken. */
export async function serveApi(context: ApiContext, port: number): Promise<ServedApi> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = serve({ fetch: createTriedApi(context).fetch, port, hostname: '127.0.0.1' }, (address) =>
    resolve(address.port),
  );
  server.once('error', reject);
  const listened = await promise;
  return {
    url: `http://127.0.0.1:${listened}/v1`,
    async close() {
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((closed) => void server.close(closed));
    },
  };
}
