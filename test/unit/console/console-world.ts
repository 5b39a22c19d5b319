import { createConsoleApp } from '../../../console/app.ts';
import { createLagHistory } from '../../../console/lag-history.ts';
import { createLive, type Live } from '../../../console/live.ts';
import type { View } from '../../../console/view.ts';
import type { RejectedLetters } from '../../../core/ports/index.ts';
import { defaultImportSettings } from '../../../core/session/import-settings.ts';
import { countReads, type OpsWorld, openWorld } from '../ops/world.ts';

/** An installation in memory, and a browser at its console. */
export interface ConsoleWorld extends OpsWorld {
  readonly live: Live;
  /** What was written down: changes, and looks at personal data. */
  readonly recorded: readonly string[];
  /** What the printed address is. */
  entrance(): string;
  /** Sends a request as it is: nothing is added. */
  send(path: string, request?: RequestInit): Promise<Response>;
  /** Opens the printed address, and returns the headers of a browser that was let in. */
  enter(): Promise<Record<string, string>>;
  /** The text of a page, as a browser gets it that was let in. */
  page(path: string): Promise<string>;
  /** Sends a form that stands on a page, or would; `action` is what its address has more than the page's. */
  submit(path: string, action: string, fields: Readonly<Record<string, string | File>>): Promise<Response>;
}

export const port = 7441;
export const host = `127.0.0.1:${port}`;

export function openConsole({
  mayChange = false,
  world = openWorld(),
  more = [],
  options = '',
  rejectedLetters = [],
}: {
  readonly mayChange?: boolean;
  readonly world?: OpsWorld;
  readonly more?: readonly View[];
  /** What a command needs to work on it. */
  readonly options?: string;
  /** The events that could not be taken in. */
  readonly rejectedLetters?: readonly RejectedLetters[];
} = {}): ConsoleWorld {
  const { ports, apiKeys, orderList } = world;
  const instance = {
    ...{ place: 'local (.tsunagi)', ports, apiKeys, orderList, countReads },
    ...{ importSettings: defaultImportSettings, callsPerSecond: 3, shards: 1, hasSender: true, options },
    rejectedLetters: async () => rejectedLetters,
  };
  // Looks are taken when they are asked for: no test waits for a time.
  const live = createLive(instance, { everyMs: 2 ** 30, idleMs: 2 ** 30 });
  const recorded: string[] = [];
  const app = createConsoleApp(
    {
      instance,
      live,
      lags: createLagHistory(live),
      more,
      mayChange,
      by: 'tester',
      record: (what) => recorded.push(what),
    },
    () => port,
  );
  const send = async (path: string, request: RequestInit = {}) =>
    app.fetch(new Request(`http://${host}${path}`, { ...request, headers: { host, ...(request.headers as object) } }));
  let entered: Record<string, string> | null = null;
  const enter = async () => {
    const { pathname, search } = new URL(app.entrance());
    const answer = await send(`${pathname}${search}`);
    const [, cookie = ''] = /(tsunagi_\d+=[\w-]{10,})/.exec(answer.headers.get('set-cookie') ?? '') ?? [];
    return { cookie, 'accept-language': 'en' };
  };
  return {
    ...world,
    ...{ live, recorded, send, enter, entrance: app.entrance },
    async page(path) {
      entered ??= await enter();
      return (await send(path, { headers: entered })).text();
    },
    async submit(path, action, fields) {
      entered ??= await enter();
      const [, csrf = ''] = /name="csrf" value="([\w-]+)"/.exec(await this.page('/shipments')) ?? [];
      const form = new FormData();
      for (const [name, value] of Object.entries({ csrf, ...fields })) form.set(name, value);
      return send(`${path}${action}`, { method: 'POST', headers: entered, body: form });
    },
  };
}
