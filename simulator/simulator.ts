import {
  type ControlParts,
  type ControlTypes,
  createFinder,
  createSharedControl,
  type Finder,
  type MallWords,
  type SharedControl,
} from './control.ts';
import { type ControlRoutes, createControlApi, sharedRoutes } from './control-api.ts';
import { createExchange, type Exchange, type Gateway, type SimCall } from './exchange.ts';
import { GENERAL_KINDS } from './faults.ts';
import type { Now, SimOutcome, SimRequest } from './http.ts';
import { changeSettings, type SettingsChange, type SettingsTable, standardSettings } from './settings.ts';
import type { Played, TrueShop, Truth } from './truth.ts';
import { emptyWorld, type OnLevel, type OnStrike, type World, type Write } from './world.ts';

/** A simulated mall. */
export interface Simulator<Control> extends Exchange {
  control: Control;
  truth: Truth;
  /** The control over HTTP: `POST /control/<name>` with a JSON body, `GET` for what only looks. */
  controlApi(request: SimRequest): SimOutcome;
}

/**
 * `seed` decides everything that looks like chance, `now` what time it is; `onWrite` is called for every request that changes something,
 * just before it does, `onLevel` on every change of a level, `onStrike` for every request that a fault strikes. `isNamed`: one order or one edit more changes nothing for the others.
 */
interface SimulatorOptions<Settings> {
  now: Now;
  seed: number;
  settings?: SettingsChange<Settings>;
  isNamed?: boolean;
  onWrite?: (write: Write) => void;
  onLevel?: OnLevel;
  onStrike?: OnStrike | undefined;
}

/** What a call requests of a mall's stock, as an observer at the mall's API reads it by the mall's documents. */
export interface StockCall {
  readonly kind: 'read' | 'set';
  /** Whose stock it is about, as the call says it. Null at a mall where that stands in the key. */
  readonly shop: string | null;
  /**
   * By item, under the names that the mall's client has for items, the level that it is to show. Null where the call names none: it reads,
   * or asks for a change by so many, or for nothing that the mall could do, as a probe does.
   */
  readonly levels: ReadonlyMap<string, number | null>;
}

/** The levels that a call sets; null for one that sets none, a probe among them. */
export function levelsSetBy(call: StockCall | null): ReadonlyMap<string, number> | null {
  if (call?.kind !== 'set') return null;
  const levels = [...call.levels].flatMap(([item, level]): [string, number][] =>
    level === null ? [] : [[item, level]],
  );
  return levels.length === 0 ? null : new Map(levels);
}

/** Everything in which a mall's simulator differs from the others'. */
interface MallParts<Mall extends ControlTypes, MallWorld extends World<Mall>, Call extends SimCall, Body, Own>
  extends ControlParts<Mall, MallWorld> {
  /** What people call it. */
  title: string;
  settings: SettingsTable;
  /** What its world holds beside what every mall's does. */
  ownWorld(world: World<Mall>): Omit<MallWorld, keyof World>;
  gateway: Gateway<Call, Body>;
  /** What can be done here and at no other mall, and how it is asked for over HTTP. */
  ownControl(world: MallWorld, finder: Finder<Mall>): Own;
  ownRoutes(control: Own): ControlRoutes;
  /** What a request asks of stock; null for one that asks nothing of it, or that cannot be read, which the mall refuses. */
  stockCallOf(request: Pick<SimRequest, 'path' | 'body'>): StockCall | null;
  commandLine: CommandLine<SharedControl<Mall>>;
  /** `settings` are those of a mall that is played beside others. */
  played: Played<SharedControl<Mall> & Own> & { readonly settings?: SettingsChange<Mall['settings']> };
}

/** How `npm run simulator` serves a mall, and what it shows of it. */
interface CommandLine<Control> {
  /** Options of this mall alone, and what each does. */
  flags: Readonly<Record<string, string>>;
  /** Opens a shop of this name; answers what a client needs to call for it. */
  openShop(control: Control, code: string, flags: ReadonlySet<string>): object;
  /** What a table shows of a shop. */
  columns: readonly string[];
  /** Calls of the control API, as people type them: each with its body, or none for one that only looks. */
  controlCalls(code: string): readonly (readonly [string, object?])[];
  /** Calls of the mall, with a shop that was opened, if any was. */
  mallCalls(url: string, code: string, shop: Readonly<Record<string, unknown>>): readonly string[];
}

/** What a simulated mall is served with from the command line. */
interface StartOptions {
  now: Now;
  seed: number;
  shops: number;
  /** New orders an hour in each shop; 0: none. */
  perHour: number;
  keepAlive: boolean;
  /** Those of the mall's own flags that were given. */
  flags: ReadonlySet<string>;
}

/** A mall that is ready to be served. */
interface StartedMall {
  served: Pick<Simulator<{ nowMs(): number }>, 'handle' | 'controlApi' | 'control'>;
  /** Its shops with what a client needs to call for them, for programs. */
  shops: readonly object[];
  /** The same as people see it. */
  table: readonly object[];
  /** Commands to type, for a mall served at this address whose control API asks for this token. */
  examples(url: string, token: string): string;
}

/** A mall that can be simulated. The `index.ts` of its folder exports it as `simulator`. */
export interface MallSimulator<Mall extends ControlTypes = ControlTypes, Control = SharedControl> {
  title: string;
  words: MallWords;
  played: Played<Control> & { readonly settings?: SettingsChange<Mall['settings']> };
  settings: SettingsTable;
  faultKinds: readonly string[];
  orderKinds: readonly Mall['orderKind'][];
  stockCallOf(request: Pick<SimRequest, 'path' | 'body'>): StockCall | null;
  flags: Readonly<Record<string, string>>;
  /** An empty mall. */
  create(options: SimulatorOptions<Mall['settings']>): Simulator<Control>;
  /** A mall with shops `shop-1`, `shop-2` …, each with a stream of new orders. */
  start(options: StartOptions): StartedMall;
}

export function defineMall<Mall extends ControlTypes, MallWorld extends World<Mall>, Call extends SimCall, Body, Own>(
  parts: MallParts<Mall, MallWorld, Call, Body, Own>,
): MallSimulator<Mall, SharedControl<Mall> & Own> {
  type Control = SharedControl<Mall> & Own;
  const { title, words, settings, orderKinds, gateway, stockCallOf, commandLine, played } = parts;
  const { replies, mishaps = {} } = gateway.faults;
  const faultKinds = [...GENERAL_KINDS, ...Object.keys(replies), ...Object.keys(mishaps)];
  const create = (options: SimulatorOptions<Mall['settings']>): Simulator<Control> => {
    const chosen = changeSettings<Mall['settings']>(
      standardSettings(settings) as Mall['settings'],
      options.settings ?? {},
    );
    const base = emptyWorld<Mall>({ ...options, settings: chosen }, faultKinds);
    const world = Object.assign(base, parts.ownWorld(base)) as unknown as MallWorld;
    const finder = createFinder<Mall>(world, parts.orderByName);
    const shared = createSharedControl(world, parts, finder);
    const control: Control = { ...shared, ...parts.ownControl(world, finder) };
    const routes = { ...sharedRoutes(control, words), ...parts.ownRoutes(control) };
    return {
      ...createExchange(world as Call['world'], gateway, words.shop),
      control,
      truth: { ...played.truth(control), shops: () => control.summary().shops.map((shop) => trueShop(shop, words)) },
      controlApi: createControlApi(routes),
    };
  };
  const start = ({ now, seed, shops, perHour, keepAlive, flags }: StartOptions): StartedMall => {
    const transport = { connection: keepAlive ? 'keep-alive' : 'close' };
    const mall = create({ now, seed, settings: { transport } as SettingsChange<Mall['settings']> });
    const opened = Array.from({ length: shops }, (_, index) => {
      const code = `shop-${index + 1}`;
      const shop = commandLine.openShop(mall.control, code, flags);
      if (perHour > 0) mall.control.arrivals(code, { perHour });
      return shop as Readonly<Record<string, unknown>>;
    });
    return {
      served: mall,
      shops: opened,
      table: opened.map((shop) => Object.fromEntries(commandLine.columns.map((name) => [name, shop[name]]))),
      examples: (url, token) => examples(commandLine, url, token, opened[0]),
    };
  };
  const { flags } = commandLine;
  return { title, words, played, settings, faultKinds, orderKinds, stockCallOf, flags, create, start };
}

function trueShop(summary: object, words: MallWords): TrueShop {
  const { [words.shop]: code, orders, calls } = summary as Readonly<Record<string, unknown>>;
  return { code: String(code), orders: Number(orders), calls: Number(calls) };
}

function examples<Control>(
  { controlCalls, mallCalls }: CommandLine<Control>,
  url: string,
  token: string,
  shop: Readonly<Record<string, unknown>> = {},
): string {
  const code = 'shop-1';
  return [
    'The control API:',
    `  TOKEN="Authorization: Bearer ${token}"`,
    ...controlCalls(code).map(
      ([control, body]) =>
        `  curl -s -H "$TOKEN" ${url}/control/${control}${body === undefined ? '' : ` -d '${JSON.stringify(body)}'`}`,
    ),
    'The mall:',
    ...mallCalls(url, code, shop),
  ].join('\n');
}
