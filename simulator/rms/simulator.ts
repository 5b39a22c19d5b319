import { changeSettings } from '../change-settings.ts';
import type { Now, SimOutcome, SimRequest } from '../exchange.ts';
import type { OnLevel } from '../level-change.ts';
import { createControl } from './control/control.ts';
import { createDoor } from './control/door.ts';
import type { RmsControl } from './control/interface.ts';
import { exchange, redo } from './exchange.ts';
import { DEFAULT_SETTINGS, type RmsSettingsChange } from './settings.ts';
import { createOrderJson } from './spoil.ts';
import { emptyWorld, type Write } from './world.ts';

export interface RmsSimulator {
  /** Answers one request. Synchronous and deterministic, given the seed, the clock and the calls so far. */
  handle(request: SimRequest): SimOutcome;
  /** Carries out a write that `onWrite` reported, for a mall that is replayed: no fault touches it. */
  redo(write: Write): void;
  control: RmsControl;
  /** The control over HTTP: `POST /control/<name>` with a JSON body, `GET` for what only looks. */
  door(request: SimRequest): SimOutcome;
}

/**
 * An empty mall. `seed` decides everything that looks like chance, `now` what time it is; `onWrite` is called for every request
 * that changes something, just before it does, `onLevel` on every change of a level.
 */
export function createRms(options: {
  now: Now;
  seed: number;
  settings?: RmsSettingsChange;
  onWrite?: (write: Write) => void;
  onLevel?: OnLevel;
}): RmsSimulator {
  const settings = changeSettings(DEFAULT_SETTINGS, options.settings ?? {});
  const { now, seed, onWrite, onLevel } = options;
  const world = emptyWorld({ now, seed, settings, ...(onWrite && { onWrite }), ...(onLevel && { onLevel }) });
  const control = createControl(world);
  const orderJson = createOrderJson(world);
  return {
    handle: (request) => exchange(world, request, orderJson),
    redo: (write) => redo(world, write, orderJson),
    control,
    door: createDoor(control),
  };
}
