import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ServedConsole } from '../../console/serve.ts';
import type { PlayedMall } from '../../console/views/simulator/simulator.ts';
import type { PlayedTour } from '../../console/views/simulator/tour.ts';
import { minuteMs } from '../../core/kernel/index.ts';
import type { Capability } from '../../core/model/index.ts';
import type { Log } from '../../core/ports/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import type { Fault } from '../../simulator/index.ts';
import type { DeskMall } from './desk-mall.ts';
import { atKeptPort } from './kept-port.ts';
import { openReplays } from './replays.ts';

/** What the console of this machine shows. */
export interface DeskConsoleOptions {
  readonly folder: string;
  /** The variables that a function has. */
  readonly variables: Readonly<Record<string, string>>;
  /** Simulated malls are for trying: everything may be changed there. */
  readonly mayChange: boolean;
  readonly malls: readonly DeskMall[];
  /** Null where fewer than two malls are simulated. */
  readonly tour: PlayedTour | null;
}

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Serves the console of a running local installation: at the port of the last start, as long as no other program has it. */
export async function openDeskConsole({
  folder,
  variables,
  mayChange,
  malls,
  tour,
}: DeskConsoleOptions): Promise<ServedConsole> {
  const [{ serveConsole }, { simulatorView }, { openDescribed }, { folderOption }, { openRecordFile }] =
    await Promise.all([
      import('../../console/serve.ts'),
      import('../../console/views/simulator/simulator.ts'),
      import('../../ops/frame/instance.ts'),
      import('../../ops/frame/installation.ts'),
      import('../../ops/console/record-file.ts'),
    ]);
  const { close, ...opened } = await openDescribed(variables, `local (${folder})`, silent);
  const instance = { ...opened, hasSender: Boolean(variables.SENDER), options: folderOption(folder) };
  mkdirSync(join(folder, 'logs'), { recursive: true });
  const { add: record } = await openRecordFile(join(folder, 'logs', 'console.log'));
  const days = openReplays(folder);
  const more = malls.length === 0 ? [] : [simulatorView({ malls: malls.map(playedMall), tour, days })];
  const serve = (port: number) => serveConsole(instance, { port, mayChange, by: undefined, more, record });
  const served = await atKeptPort(join(folder, 'console-port'), serve, ({ entrance }) => entrance());
  return {
    entrance: served.entrance,
    async close() {
      days.close();
      await served.close();
      await close();
    },
  };
}

/** A mall that comes back in part is back as a whole after so long, by its own clock. */
const greyMs = 30 * minuteMs;

/** A mall as its panel sees it. */
export function playedMall(mall: DeskMall): PlayedMall {
  const { words, faultKinds, played } = mall.simulator;
  const title = mallDesks.of(mall.name).name;
  const named = (shop: string, orderNumber: string) => ({ [words.shop]: shop, [words.order]: orderNumber });
  return {
    ...{ name: mall.name, title, faultKinds },
    faults: () =>
      mall.control
        .faults()
        .map(({ id, fault, applied }) => ({ id, kind: fault.kind, only: struckBy(fault, played.stockApi), applied })),
    shops: () => mall.truth.shops().map(({ code }) => code),
    // The truth lists shop by shop, and what was just sold at any of them comes first here.
    orders: (limit) =>
      mall.truth
        .orders()
        .toReversed()
        .sort((one, other) => other.orderedAt - one.orderedAt)
        .slice(0, limit),
    act(doing) {
      switch (doing.kind) {
        case 'break':
          return mall.act('break', {
            kind: doing.fault,
            ...(doing.fault === 'grey' ? { recoverOverMs: greyMs } : {}),
            ...(doing.only === null ? {} : callsOf(doing.only, played.stockApi)),
          });
        case 'mend':
          return mall.act('mend', doing.id === null ? {} : { id: doing.id });
        case 'sell':
          return mall.act('add-orders', { [words.shop]: doing.shop, count: doing.count, kind: 'random' });
        case 'edit':
          return mall.act('edit-order', named(doing.shop, doing.orderNumber));
        case 'cancel':
          return mall.act('cancel-order', named(doing.shop, doing.orderNumber));
      }
    },
  };
}

/** The calls of a capability, as a fault is limited to them: orders are read for the import, and written for statuses. */
function callsOf(capability: Capability, stockApi: string): Pick<Fault, 'api' | 'readsOnly' | 'writesOnly'> {
  switch (capability) {
    case 'import':
      return { api: 'order', readsOnly: true };
    case 'status':
      return { api: 'order', writesOnly: true };
    case 'stock':
      return { api: stockApi };
  }
}

/** What a fault is limited to: a capability, or the mall's own word of an API; null: everything. */
function struckBy({ api, readsOnly = false, writesOnly = false }: Fault, stockApi: string): Capability | string | null {
  if (api === stockApi && !readsOnly && !writesOnly) return 'stock';
  if (api === 'order' && readsOnly !== writesOnly) return readsOnly ? 'import' : 'status';
  const limits = [api, ...(readsOnly ? ['reads'] : []), ...(writesOnly ? ['writes'] : [])].filter((limit) => limit);
  return limits.length === 0 ? null : limits.join(' ');
}
