import { createServer, type Server } from 'node:net';
import { expect, it } from 'vitest';
import { startFixture } from './fixture/running-cloud.ts';

/** Listens on a port that was free. */
async function listening(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as { port: number }).port };
}

const closed = (server: Server) => new Promise((resolve) => server.close(resolve));

it('a function that is looked into waits for a debugger, has no time limit, and runs one at a time', async () => {
  const { server, port } = await listening();
  await closed(server);
  const fixture = await startFixture({ inspect: { name: 'obey', port } });
  try {
    const runs = [0, 1, 2].map(() => fixture.cloud.invoke('obey', { do: 'environment' }));
    const pids = (await Promise.all(runs)).map((outcome) =>
      outcome.kind === 'returned' ? (JSON.parse(outcome.payload) as { pid: number }).pid : outcome,
    );
    expect(new Set(pids).size).toBe(1);
    const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as { type: string }[];
    expect(targets).toMatchObject([{ type: 'node', webSocketDebuggerUrl: expect.stringContaining(`:${port}/`) }]);
    // Without the debugger it would be a minute.
    const { payload } = (await fixture.cloud.invoke('obey', {})) as { payload: string };
    expect((JSON.parse(payload) as { remainingMs: number }).remainingMs).toBeGreaterThan(3_600_000);
  } finally {
    await fixture.stop();
  }
});

it('a debugger’s port that is taken stops the start, and is named: no debugger could attach', async () => {
  const { server, port } = await listening();
  try {
    await expect(startFixture({ inspect: { name: 'obey', port } })).rejects.toThrow(
      new RegExp(`port ${port} on 127.0.0.1 cannot be had: .*EADDRINUSE.*--inspect`),
    );
  } finally {
    await closed(server);
  }
});
