import type { MallName } from '../../core/model/index.ts';
import {
  type ControlTypes,
  type MallSimulator,
  type SharedControl,
  type SimOutcome,
  type SimRequest,
  serve,
  type Truth,
  type Write,
} from '../../simulator/index.ts';
import { mallGuard } from '../wire/mall-guard.ts';
import { openHistory } from './mall-history.ts';

/** An exchange as the mall saw it. */
export interface MallExchange {
  readonly mall: MallName;
  /** By the mall's clock. */
  readonly at: number;
  readonly request: SimRequest;
  readonly outcome: SimOutcome;
}

/** A simulated mall of a data folder. It outlives its process. */
export interface DeskMall<Control = SharedControl> {
  readonly name: MallName;
  readonly simulator: Pick<MallSimulator<ControlTypes, Control>, 'title' | 'words' | 'played' | 'faultKinds'>;
  readonly url: string;
  readonly seed: number;
  /** When it began, by its own clock. */
  readonly beganAt: number;
  /** Only for looking: what is done goes through `act`. */
  readonly control: Control;
  readonly truth: Truth;
  /** Does something behind the mall's API, such as `add-orders`. Throws when the mall refuses it. */
  act(name: string, body: object): void;
  /** Stops the mall's clock: no more orders come, and it can be counted. No call hangs any more: the end would wait for its time-out. */
  freeze(): void;
  stop(): Promise<void>;
}

/** Controls with which people only look. */
const looking = new Set(['shops', 'faults', 'books', 'placed-between', 'summary', 'order', 'settings', 'now-ms']);

/** Calls that changed something, among what was done with the control. No control has this name. */
const writeName = 'write';

interface OpenOptions {
  readonly folder: string;
  readonly now: () => number;
  readonly speed: number;
  readonly seed: number | null;
  readonly port: number;
  readonly onExchange: (exchange: MallExchange) => void;
  /** What the control API asks for. */
  readonly token: string;
}

/**
 * Opens a mall of a data folder: plays what happened in it so far, then goes on by the clock.
 * Throws when the folder's mall has another seed, and when the port is taken.
 */
export async function openMall<Control extends Pick<SharedControl, 'nowMs' | 'shops'>>(
  name: MallName,
  simulator: Pick<MallSimulator<ControlTypes, Control>, 'title' | 'words' | 'played' | 'faultKinds' | 'create'>,
  options: OpenOptions,
): Promise<DeskMall<Control>> {
  const history = openHistory(options.folder, name, () => ({ seed: options.seed ?? 1, at: options.now() }));
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
  const { settings = {} } = simulator.played;
  const mall = simulator.create({ now, seed, settings, onWrite });
  for (const { at: moment, name: doing, body } of history.doings) {
    standing = moment;
    if (doing === writeName) mall.redo(body as Write);
    else mall.controlApi(requestOf(doing, body));
  }
  standing = null;
  isPlayed = true;

  /** Notes a doing and does it, both at the same moment of the mall's clock; so it will be when it is played again. */
  const actAt = (moment: number, doing: string, body: unknown): SimOutcome => {
    history.note({ at: moment, name: doing, body });
    standing = moment;
    try {
      return mall.controlApi(requestOf(doing, body));
    } finally {
      standing = null;
    }
  };
  const noted = (request: SimRequest): SimOutcome => {
    const asked = new URL(request.path, 'http://mall').pathname.replace('/control/', '').replace(/\/$/, '');
    if (request.method !== 'POST' || looking.has(asked)) return mall.controlApi(request);
    const moment = now();
    // Looking brings the mall up to the moment: a call that was held back until now is carried out, and noted, first.
    mall.control.shops();
    return actAt(moment, asked, bodyOf(request));
  };
  const serving = await serve(
    { handle: mall.handle, controlApi: noted, control: mall.control },
    {
      port: options.port,
      speed: options.speed,
      guard: mallGuard(options.token, 'simulatorToken in run.json of the data folder'),
      onExchange: (exchange) => options.onExchange({ ...exchange, mall: name }),
    },
  );
  return {
    name,
    simulator,
    url: serving.url,
    seed,
    beganAt: at,
    control: mall.control,
    truth: mall.truth,
    act(doing, body) {
      const outcome = noted(requestOf(doing, body));
      if (outcome.ending === 'answer' && outcome.status !== 200)
        throw new Error(`The mall refuses ${doing}: ${outcome.body}`);
    },
    freeze() {
      frozenAt = now();
      serving.endHanging();
    },
    stop: serving.stop,
  };
}

function requestOf(name: string, body: unknown): SimRequest {
  return { method: 'POST', path: `/control/${name}`, headers: {}, body: JSON.stringify(body) };
}

/** The fields of a request to the control API: those of its query, then those of its JSON. */
function bodyOf(request: SimRequest): unknown {
  const query = Object.fromEntries(new URL(request.path, 'http://mall').searchParams);
  try {
    return { ...query, ...(request.body === '' ? {} : (JSON.parse(request.body) as object)) };
  } catch {
    return request.body;
  }
}
