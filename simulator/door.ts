import { plainJson, type SimOutcome, type SimRequest } from './exchange.ts';

/** The fields of a request: those of its query and those of its JSON body. What they are worth, the control says. */
export type Asked = Record<string, unknown>;

/** Controls by the name their path ends with. */
export type Doors = Record<string, (asked: Asked) => unknown>;

const OPENING = '/control/';

/** A mall's control as requests: `POST /control/add-orders {"count":3}`, `GET /control/books`. */
export function openDoors(doors: Doors): (request: SimRequest) => SimOutcome {
  return (request) => {
    const { pathname, searchParams } = new URL(request.path, 'http://simulator');
    const name = pathname.slice(OPENING.length).replace(/\/$/, '');
    const door = Object.hasOwn(doors, name) ? doors[name] : undefined;
    if (!door) {
      return plainJson(404, { error: `There is no control ${JSON.stringify(name)}.`, controls: Object.keys(doors) });
    }
    try {
      const body: unknown = request.body === '' ? {} : JSON.parse(request.body);
      const asked = { ...Object.fromEntries(searchParams), ...(body as object) };
      return plainJson(200, door(asked) ?? { done: true });
    } catch (error) {
      return plainJson(400, { error: error instanceof Error ? error.message : String(error) });
    }
  };
}

/** The field of this name, which must be a string. */
export function text(asked: Asked, name: string): string {
  const value = asked[name];
  if (typeof value === 'string') return value;
  throw new Error(`${name}: got ${JSON.stringify(value)}, expected a string.`);
}
