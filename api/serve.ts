import { serve } from '@hono/node-server';
import { type ApiContext, createApi } from './app.ts';

export interface ServedApi {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the API to this machine alone; `port` 0: any free one. Throws where the port is taken. */
export async function serveApi(context: ApiContext, port: number): Promise<ServedApi> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = serve({ fetch: createApi(context).fetch, port, hostname: '127.0.0.1' }, (address) =>
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
