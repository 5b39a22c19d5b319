import type { AddressInfo } from 'node:net';
import { openDynalite } from '../local/tables/mended-dynalite.ts';

/** An emulator of DynamoDB that is running. */
export interface DynamoEmulator {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Starts dynalite in this process, in memory, on a free port of 127.0.0.1. */
export async function startDynalite(): Promise<DynamoEmulator> {
  const { server } = openDynalite({ createTableMs: 0, deleteTableMs: 0 });
  // On a busy machine a connection that Node ends after five idle seconds is in use again by then, and the call is lost.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
