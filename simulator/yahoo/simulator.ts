import { changeSettings } from '../change-settings.ts';
import type { Now, SimOutcome, SimRequest } from '../exchange.ts';
import type { OnLevel } from '../level-change.ts';
import { createControl } from './control/control.ts';
import { createDoor } from './control/door.ts';
import type { YahooControl } from './control/interface.ts';
import { exchange, redo } from './exchange.ts';
import { DEFAULT_SETTINGS, type YahooSettingsChange } from './settings.ts';
import { emptyWorld, type Write } from './world.ts';

export interface YahooSimulator {
  /** Answers one request. Synchronous and deterministic, given the seed, the clock and the calls so far. */
  handle(request: SimRequest): SimOutcome;
  /** Carries out a write that `onWrite` reported, for a mall that is replayed: no fault touches it. */
  redo(write: Write): void;
  control: YahooControl;
  /** The control over HTTP: `POST /control/<name>` with a JSON body, `GET` for what only looks. */
  door(request: SimRequest): SimOutcome;
}

/**
 * An empty mall. `seed` decides everything that looks like chance but the 公開鍵, `now` what time it is; `onLevel` is called on every change
 * of a level, and `onWrite` for every request that changes something, just before it does.
 */
export function createYahoo(options: {
  now: Now;
  seed: number;
  settings?: YahooSettingsChange;
  onLevel?: OnLevel;
  onWrite?: (write: Write) => void;
}): YahooSimulator {
  const settings = changeSettings(DEFAULT_SETTINGS, options.settings ?? {});
  const { now, seed, onLevel, onWrite } = options;
  const world = emptyWorld({ now, seed, settings, ...(onLevel && { onLevel }), ...(onWrite && { onWrite }) });
  const control = createControl(world);
  return {
    handle: (request) => exchange(world, request),
    redo: (write) => redo(world, write),
    control,
    door: createDoor(control),
  };
}
