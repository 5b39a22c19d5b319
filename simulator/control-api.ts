import type { ControlTypes, MallWords, SharedControl } from './control.ts';
import type { Fault } from './faults.ts';
import { addressOf, plainJson, type SimOutcome, type SimRequest } from './http.ts';
import type { SettingsChange } from './settings.ts';

/** The fields of a request: those of its query and those of its JSON body. The control says what they are worth. */
export type Fields = Record<string, unknown>;

/** Controls by the name their path ends with. */
export type ControlRoutes = Record<string, (fields: Fields) => unknown>;

const OPENING = '/control/';

/** A mall's control over HTTP: `POST /control/add-orders {"count":3}`, `GET /control/books`. */
export function createControlApi(routes: ControlRoutes): (request: SimRequest) => SimOutcome {
  return (request) => {
    const { path, query } = addressOf(request);
    const name = path.slice(OPENING.length).replace(/\/$/, '');
    const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
    if (!route) {
      return plainJson(404, { error: `There is no control ${JSON.stringify(name)}.`, controls: Object.keys(routes) });
    }
    try {
      const body: unknown = request.body === '' ? {} : JSON.parse(request.body);
      return plainJson(200, route({ ...Object.fromEntries(query), ...(body as object) }) ?? { done: true });
    } catch (error) {
      return plainJson(400, { error: error instanceof Error ? error.message : String(error) });
    }
  };
}

/** The field of this name, which must be a string. */
export function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value;
  throw new Error(`${name}: got ${JSON.stringify(value)}, expected a string.`);
}

/** The routes that every mall has. */
export function sharedRoutes<Mall extends ControlTypes>(control: SharedControl<Mall>, words: MallWords): ControlRoutes {
  const shop = (fields: Fields): string => text(fields, words.shop);
  const order = (fields: Fields): string => text(fields, words.order);
  const item = (fields: Fields): Mall['item'] =>
    Object.fromEntries(words.item.map((name) => [name, text(fields, name)]));
  /** Where a mall's statuses are numbers, one that comes in a query is a text. */
  const status = (fields: Fields): Mall['status'] => {
    const value = fields[words.status] as Mall['status'];
    return Number.isNaN(Number(value)) ? value : Number(value);
  };
  return {
    'add-shop': (fields) => control.addShop({ ...fields, [words.shop]: shop(fields) }),
    shops: () => control.shops(),
    'add-orders': (fields) => ({ [`${words.order}s`]: control.addOrders(shop(fields), { count: 1, ...fields }) }),
    arrivals: (fields) =>
      control.arrivals(shop(fields), fields.perHour === null ? null : { perHour: Number(fields.perHour) }),
    'edit-order': (fields) => control.editOrder(shop(fields), order(fields), fields.edit as Mall['edit'] | undefined),
    'move-order': (fields) => control.moveOrder(shop(fields), order(fields), status(fields)),
    level: (fields) => ({ level: control.level(shop(fields), item(fields)) }),
    'spoil-order': (fields) => control.spoilOrder(order(fields), text(fields, 'how')),
    'mend-order': (fields) => control.mendOrder(order(fields)),
    'hide-order': (fields) => control.hideOrder(order(fields)),
    'show-order': (fields) => control.showOrder(order(fields)),
    break: (fields) => ({ id: control.break(fields as unknown as Fault<Mall['faultKind']>) }),
    mend: (fields) => control.mend(fields.id === undefined ? undefined : text(fields, 'id')),
    faults: () => control.faults(),
    advance: (fields) => ({ nowMs: control.advance(Number(fields.ms)) }),
    'now-ms': () => ({ nowMs: control.nowMs() }),
    books: () => control.books(),
    'placed-between': (fields) => control.placedBetween(shop(fields), Number(fields.from), Number(fields.to)),
    summary: () => control.summary(),
    order: (fields) => control.order(order(fields)) ?? { error: `There is no order ${order(fields)}.` },
    settings: () => control.settings(),
    'change-settings': (fields) => control.changeSettings(fields as SettingsChange<Mall['settings']>),
  };
}
