import { join } from 'node:path';
import type { Ports } from '../../core/ports/index.ts';
import { synthesise } from '../assembly/synthesise.ts';
import type { CloudClock } from '../clock.ts';
import type { Cloud } from '../cloud.ts';
import { openClock } from '../folder/clock-file.ts';
import { openDataFolder } from '../folder/data-folder.ts';
import { isMixed } from '../folder/folder-kind.ts';
import type { FolderUse } from '../folder/kind-refusal.ts';
import { newSecret } from '../wire/guard.ts';
import { type DeskMall, type DeskYahoo, type MallExchange, openMall, openYahoo } from './desk-mall.ts';
import type { Options } from './options.ts';
import { setBack } from './set-back.ts';

/** Everything of Tsunagi, running on this machine. */
export interface Desk {
  readonly clock: CloudClock;
  readonly cloud: Cloud;
  /** The way into the tables, as a function has it. */
  readonly ports: Ports;
  /** The simulated RMS; null when a real mall is asked. */
  readonly mall: DeskMall | null;
  /** The simulated Yahoo!ショッピング; null when a real mall is asked. */
  readonly yahoo: DeskYahoo | null;
  close(): Promise<void>;
}

const debuggerPort = 9229;
/** Half of it a run keeps for its last call; the other half is enough for a slow machine with other things to do. */
const limitRealMsMin = 60_000;
const silent = { info: () => {}, warn: () => {}, error: () => {} };

const mixedText =
  'Simulated malls once ran in this data folder, too. Their made-up shops are asked of the real mall until they are removed: npm run ops -- shops list, and shops remove.';

/** What a start means to do with its data folder. */
export function folderUse({ fresh, eraseReal, mall }: Options): FolderUse {
  return { fresh, mayEraseReal: eraseReal, malls: mall.kind };
}

/**
 * Opens the data folder, the malls, and the cloud of the templates; the schedules wait. Throws when something of it cannot be
 * had, after closing what was open.
 */
export async function openDesk(
  options: Options,
  tell: {
    readonly say: (sentence: string) => void;
    /** What is opened next. */
    readonly step: (what: string) => void;
    readonly onExchange: (exchange: MallExchange) => void;
    readonly onLost: (reason: string) => void;
  },
): Promise<Desk> {
  const opened: (() => void | Promise<void>)[] = [];
  const close = async () => {
    for (const one of opened.splice(0).reverse()) await one();
  };
  try {
    const isReal = options.mall.kind === 'real';
    const hasMadeUpShops = isReal && !options.fresh && isMixed(options.folder);
    const folder = openDataFolder(options.folder, folderUse(options));
    opened.push(() => folder.close());
    if (hasMadeUpShops) tell.say(mixedText);
    const { speed, clockWasAhead: wasAhead } = options;
    const { clock, wentBackFrom, stop } = openClock(folder, { speed, mustBeReal: isReal, wasAhead });
    opened.push(stop);
    const simulatorToken = newSecret();
    let mall: DeskMall | null = null;
    let yahoo: DeskYahoo | null = null;
    if (options.mall.kind === 'simulated') {
      const { seed, port } = options.mall;
      tell.step('Simulated malls');
      const opening = {
        folder: folder.path,
        now: clock.now,
        speed,
        seed,
        token: simulatorToken,
        onExchange: tell.onExchange,
      };
      mall = await openMall({ ...opening, port });
      opened.push(mall.stop);
      yahoo = await openYahoo({ ...opening, port: 0 });
      opened.push(yahoo.stop);
    }
    const addresses =
      options.mall.kind === 'real'
        ? options.mall.addresses
        : { rms: mall?.url ?? null, yahoo: yahoo && { baseUrl: yahoo.url, authUrl: yahoo.url } };
    const sites = {
      ...(addresses.rms !== null && { rms: { baseUrl: addresses.rms } }),
      ...(addresses.yahoo !== null && { yahoo: addresses.yahoo }),
    };
    const assembly = join(folder.path, 'assembly');
    tell.step('Templates of the stacks');
    const [{ startCloud }, wiring] = await Promise.all([
      import('../cloud.ts'),
      import('../../wiring/ports.ts'),
      synthesise({ outdir: assembly, sites, debuggable: options.inspect !== null }),
    ]);
    tell.step('Tables, queues, functions and alarms');
    const cloud = await startCloud({
      assembly,
      folder,
      clock,
      log: tell.say,
      onLost: tell.onLost,
      limitRealMsMin,
      ...(options.inspect === null ? {} : { inspect: { name: options.inspect, port: debuggerPort } }),
      ...(mall === null ? {} : { simulatorUrl: mall.url, simulatorToken }),
      ...(yahoo === null ? {} : { yahooSimulatorUrl: yahoo.url }),
    });
    opened.push(cloud.stop);
    // The SDK finds this cloud as it does in a function: through the environment, where the person's own settings would win.
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
    Object.assign(process.env, cloud.env);
    const { ports, close: closePorts } = wiring.openPorts(wiring.readPortSettings(cloud.env), silent);
    opened.push(closePorts);
    if (wentBackFrom !== null) {
      await setBack(ports, cloud);
      tell.say(
        `The clock had shown ${new Date(wentBackFrom).toISOString()} here, and goes by the clock of this machine again. What was put off until then is done now.`,
      );
    }
    return { clock, cloud, ports, mall, yahoo, close };
  } catch (error) {
    await close();
    throw error;
  }
}
