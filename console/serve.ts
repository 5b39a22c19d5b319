import { serve } from '@hono/node-server';
import { jstText } from '../core/kernel/index.ts';
import { whoDoes } from '../ops/arguments/parameter.ts';
import type { Instance } from '../ops/frame/instance.ts';
import { createConsoleApp } from './app.ts';
import { createLagHistory } from './lag-history.ts';
import { createLive } from './live.ts';
import type { View } from './view.ts';

export interface ConsoleOptions {
  /** 0: any free one. */
  readonly port: number;
  readonly mayChange: boolean;
  /** Who looks and changes; the user who runs it when undefined. */
  readonly by: string | undefined;
  readonly more?: readonly View[];
  /** Takes a line for each change, and for each look at personal data: when, who, where and what, with ids only. */
  record(line: string): void;
}

export interface ServedConsole {
  /** The address that lets one browser in, once; another one after it was used. */
  entrance(): string;
  close(): Promise<void>;
}

/** Serves the console of an open installation, to this machine alone. Throws where the port is taken. */
export async function serveConsole(
  instance: Omit<Instance, 'close'>,
  { port, mayChange, by: named, more = [], record }: ConsoleOptions,
): Promise<ServedConsole> {
  const live = createLive(instance);
  const lags = createLagHistory(live);
  // What is kept over time begins now.
  void live.again();
  const by = whoDoes(named);
  let listened = port;
  const app = createConsoleApp(
    {
      instance,
      live,
      lags,
      more,
      mayChange,
      by,
      record: (what) => record(`${jstText(instance.ports.clock.now())} ${by} (${instance.place}): ${what}`),
    },
    () => listened,
  );
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, (address) => {
    listened = address.port;
    resolve();
  });
  server.once('error', reject);
  await promise;
  return {
    entrance: app.entrance,
    async close() {
      live.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((closed) => void server.close(closed));
    },
  };
}
