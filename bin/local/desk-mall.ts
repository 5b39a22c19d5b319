import {
  createRms,
  type RmsControl,
  type SimOutcome,
  type SimRequest,
  serve,
  type Write,
} from '../../simulator/rms/index.ts';
import { openHistory } from './mall-history.ts';

/** An exchange as the mall saw it. */
export interface MallExchange {
  /** By the mall's clock. */
  readonly at: number;
  readonly request: SimRequest;
  readonly outcome: SimOutcome;
}

/** The simulated mall of a data folder. It outlives its process. */
export interface DeskMall {
  readonly url: string;
  readonly seed: number;
  /** When it began, by its own clock. */
  readonly beganAt: number;
  /** Only for looking: what is done goes through `act`. */
  readonly control: RmsControl;
  /** Does something behind the mall's API, such as `add-orders`. Throws when the mall refuses it. */
  act(name: string, body: object): void;
  /** Stops the mall's clock: no more orders come, and it can be counted. */
  freeze(): void;
  stop(): Promise<void>;
}

/** Doors through which people only look. */
const looking = new Set(['shops', 'faults', 'books', 'summary', 'order', 'settings', 'now-ms']);

/** Calls that changed something, among what was done through the door. No control has this name. */
const writeName = 'write';

/**
 * Opens the mall of a data folder: plays what happened in it so far, then goes on by the clock.
 * Throws when the folder's mall has another seed, and when the port is taken.
 */
export async function openMall(options: {
  readonly folder: string;
  readonly now: () => number;
  readonly speed: number;
  readonly seed: number | null;
  readonly port: number;
  readonly onExchange: (exchange: MallExchange) => void;
}): Promise<DeskMall> {
  const history = openHistory(options.folder, () => ({ seed: options.seed ?? 1, at: options.now() }));
  const { seed, at } = history.beginning;
  if (options.seed !== null && options.seed !== seed) {
    throw new Error(
      `The mall in ${options.folder} has the seed ${seed}, not ${options.seed}. Leave out --seed, or start over with --fresh.`,
    );
  }
  /** The moment that is played, or at which something is done; the clock's at any other time. */
  let standing: number | null = at;
  let frozenAt: number | null = null;
  const now = () => standing ?? frozenAt ?? options.now();
  let isPlayed = false;
  const onWrite = (write: Write): void => {
    if (isPlayed) history.note({ at: write.at, name: writeName, body: write });
  };
  const rms = createRms({ now, seed, onWrite });
  for (const { at: moment, name, body } of history.doings) {
    standing = moment;
    if (name === writeName) rms.redo(body as Write);
    else rms.door(requestOf(name, body));
  }
  standing = null;
  isPlayed = true;

  /** Notes a doing and does it, both at the same moment of the mall's clock; so it will be when it is played again. */
  const actAt = (moment: number, name: string, body: unknown): SimOutcome => {
    history.note({ at: moment, name, body });
    standing = moment;
    try {
      return rms.door(requestOf(name, body));
    } finally {
      standing = null;
    }
  };
  const noted = (request: SimRequest): SimOutcome => {
    const name = new URL(request.path, 'http://mall').pathname.replace('/control/', '').replace(/\/$/, '');
    if (request.method !== 'POST' || looking.has(name)) return rms.door(request);
    const moment = now();
    // Looking brings the mall up to the moment: a call that was held back until now is carried out, and noted, first.
    rms.control.shops();
    return actAt(moment, name, bodyOf(request));
  };
  const serving = await serve(
    { handle: rms.handle, door: noted, control: rms.control },
    { port: options.port, speed: options.speed, onExchange: options.onExchange },
  );
  return {
    url: serving.url,
    seed,
    beganAt: at,
    control: rms.control,
    act(name, body) {
      const outcome = noted(requestOf(name, body));
      if (outcome.ending === 'answer' && outcome.status !== 200)
        throw new Error(`The mall refuses ${name}: ${outcome.body}`);
    },
    freeze() {
      frozenAt = now();
    },
    stop: serving.stop,
  };
}

function requestOf(name: string, body: unknown): SimRequest {
  return { method: 'POST', path: `/control/${name}`, headers: {}, body: JSON.stringify(body) };
}

/** The fields of a request to the door: those of its query, then those of its JSON. */
function bodyOf(request: SimRequest): unknown {
  const query = Object.fromEntries(new URL(request.path, 'http://mall').searchParams);
  try {
    return { ...query, ...(request.body === '' ? {} : (JSON.parse(request.body) as object)) };
  } catch {
    return request.body;
  }
}
