import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MallName } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import * as desks from '../../malls/desks.ts';
import type { Site } from '../../malls/mall.ts';
import { adapterOf } from '../../malls/registry.ts';
import { synthesise } from '../assembly/synthesise.ts';
import type { CloudClock } from '../clock.ts';
import type { Cloud } from '../cloud.ts';
import { openClock } from '../folder/clock-file.ts';
import { openDataFolder } from '../folder/data-folder.ts';
import { isMixed, simulatorFolder } from '../folder/folder-kind.ts';
import { holdDateNow, type MachineTime, startMachineTime } from '../machine-time.ts';
import { newSecret } from '../wire/guard.ts';
import { folderUse } from './agree-to-erase.ts';
import { type DeskMall, type MallExchange, openMall } from './desk-mall.ts';
import type { Options } from './options.ts';
import { playedMalls } from './played-malls.ts';
import { setBack } from './set-back.ts';

/** Everything of Tsunagi, running on this machine. */
export interface Desk {
  readonly clock: CloudClock;
  /** By what the clock goes, and all that runs here. */
  readonly machine: MachineTime;
  readonly cloud: Cloud;
  /** The way into the tables, as a function has it. */
  readonly ports: Ports;
  /** The simulated malls; none when a real one is asked. */
  readonly malls: readonly DeskMall[];
  close(): Promise<void>;
}

const debuggerPort = 9229;
/** Half of it a run keeps for its last call; the other half is enough for a slow machine with other things to do. */
const limitRealMsMin = 60_000;
const silent = { info: () => {}, warn: () => {}, error: () => {} };

const mixedText =
  'Simulated malls once ran in this data folder, too. Their made-up shops are asked of the real mall until they are removed: npm run ops -- shops list, and shops remove.';

const wentBackText = 'Time here is that of this machine again. What was put off to a later moment is done now.';
const passedOverText = 'Time here is that of this machine. What is stored with a later time waits until then.';

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
    const elapsed = () => performance.now();
    // A real mall is asked by the time that it is. A simulated one shares ours, and neither minds what a machine slept through.
    const held = holdDateNow((wall) => startMachineTime({ wall, elapsed }, { follows: isReal }));
    opened.push(held.release);
    const { clock, wentBack, why, stop } = openClock(folder, { speed, mustBeReal: isReal, wasAhead });
    opened.push(stop);
    const simulatorToken = newSecret();
    const malls: DeskMall[] = [];
    if (options.mall.kind === 'simulated') {
      const { seed, port, malls: wanted } = options.mall;
      tell.step('Simulated malls');
      const { now } = clock;
      const opening = { folder: folder.path, now, speed, seed, token: simulatorToken, onExchange: tell.onExchange };
      for (const { name, simulator } of playedMalls) {
        if (!wanted.includes(name) && !existsSync(join(folder.path, simulatorFolder(name)))) continue;
        const mall = await openMall(name, simulator, { ...opening, port: malls.length === 0 ? port : 0 });
        opened.push(mall.stop);
        malls.push(mall);
      }
    }
    const sites = options.mall.kind === 'real' ? options.mall.sites : sitesOf(malls);
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
      ...(malls.length === 0
        ? {}
        : { simulators: Object.fromEntries(malls.map(({ name, url }) => [name, url])), simulatorToken }),
    });
    opened.push(cloud.stop);
    // The SDK finds this cloud as it does in a function: through the environment, where the person's own settings would win.
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
    Object.assign(process.env, cloud.env);
    const { ports, close: closePorts } = wiring.openPorts(wiring.readPortSettings(cloud.env), silent, undefined, desks);
    opened.push(closePorts);
    if (wentBack) await setBack(ports, cloud);
    if (why !== null) tell.say(`${why} ${wentBack ? wentBackText : passedOverText}`);
    cloud.announceTime(held.time.aheadMs());
    return { clock, machine: held.time, cloud, ports, malls, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A simulated mall has all its addresses in one place. */
function sitesOf(malls: readonly DeskMall[]): Record<MallName, Site> {
  const siteAt = (mall: MallName, url: string): Site =>
    Object.fromEntries(Object.keys(adapterOf(mall).site).map((name) => [name, url]));
  return Object.fromEntries(malls.map(({ name, url }) => [name, siteAt(name, url)]));
}
