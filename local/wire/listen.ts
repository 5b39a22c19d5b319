import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Lets a server listen on a port that only this machine reaches.
 *
 * @param wanted taken where no other program has it; 0, or absent: any free one
 */
export async function listen(
  server: Server,
  wanted = 0,
): Promise<{ readonly url: string; readonly port: number; stop(): Promise<void> }> {
  const listenAt = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listenAt(wanted).catch((error: NodeJS.ErrnoException) => {
    if (wanted === 0 || (error.code !== 'EADDRINUSE' && error.code !== 'EACCES')) throw error;
    return listenAt(0);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
