import type { ApiModel, ApiOperation, Field, Fields, Kind } from './typings.ts';

/** Everything in which a value is not what the model has, each with its place. What the model does not have is a misfit, too. */
export function misfitsOf(api: ApiModel, kind: Kind, value: unknown, place: string): string[] {
  const wrong = (wanted: string): string[] => [`${place}: expected ${wanted}, got ${named(value)}`];
  switch (kind.kind) {
    case 'anything':
      return [];
    case 'nothing':
      return value === undefined || value === null || value === '' ? [] : wrong('nothing');
    case 'text':
      return typeof value === 'string' ? [] : wrong('a text');
    case 'number':
      return typeof value === 'number' ? [] : wrong('a number');
    case 'truth':
      return typeof value === 'boolean' ? [] : wrong('true or false');
    case 'one-of':
      return kind.values.includes(String(value)) ? [] : wrong(`one of ${kind.values.join(', ')}`);
    case 'list':
      if (!Array.isArray(value)) return wrong('a list');
      return value.flatMap((one) => misfitsOf(api, kind.of, one, `${place}[]`));
    case 'map':
      if (!isObject(value)) return wrong('an object');
      return Object.entries(value).flatMap(([name, one]) => misfitsOf(api, kind.of, one, `${place}.${name}`));
    case 'named': {
      const values = api.enums.get(kind.name);
      if (values) return misfitsOf(api, { kind: 'one-of', values }, value, place);
      const fields = api.objects.get(kind.name);
      if (!fields) throw new Error(`${place}: the model has no type ${kind.name}.`);
      return isObject(value) ? misfitsOfObject(api, fields, value, place) : wrong(kind.name);
    }
  }
}

function misfitsOfObject(api: ApiModel, fields: Fields, value: object, place: string): string[] {
  const missing = [...fields].filter(([name, { isRequired }]) => isRequired && !(name in value));
  return [
    ...missing.map(([name]) => `${place}.${name}: required, and not there`),
    ...Object.entries(value).flatMap(([name, one]) => {
      const field = fields.get(name);
      return field === undefined
        ? [`${place}.${name}: the model has no such field`]
        : misfitsOfField(api, field, one, `${place}.${name}`);
    }),
  ];
}

function misfitsOfField(api: ApiModel, { kind, described }: Field, value: unknown, place: string): string[] {
  const misfits = misfitsOf(api, kind, value, place);
  if (misfits.length > 0 || described.length === 0) return misfits;
  const unknown = [value].flat().filter((one) => !described.includes(String(one)));
  return unknown.map((one) => `${place}: expected one of ${described.join(', ')}, got ${named(one)}`);
}

/** Everything in which an answer is no refusal as the model has it. */
export const misfitsOfRefusal = (api: ApiModel, value: unknown, place: string): string[] =>
  isObject(value)
    ? misfitsOfObject(api, new Map([['errors', { kind: errors, isRequired: true, described: [] }]]), value, place)
    : [`${place}: expected an object, got ${named(value)}`];

const errors: Kind = { kind: 'list', of: { kind: 'named', name: 'ModelError' } };

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as a sentence may have it. */
const named = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

/** A call, as it goes over the wire. */
export interface Sent {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body: string;
}

/** The operation of some API that a call is for; null where none has this method and path. */
export function operationFor(apis: Iterable<ApiModel>, { method, path }: Pick<Sent, 'method' | 'path'>) {
  const [bare = ''] = path.split('?');
  for (const api of apis) {
    for (const operation of api.operations.values()) {
      if (operation.method === method && formOf(operation.path).test(bare)) return { api, operation };
    }
  }
  return null;
}

const formOf = (path: string): RegExp => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);

/** Everything in which a call is not what its operation takes. */
export function misfitsOfCall(api: ApiModel, operation: ApiOperation, { path, body }: Sent): string[] {
  const { name, parameters, inQuery } = operation;
  const query = new URL(path, 'https://mall.example').searchParams;
  const unknown = [...query.keys()].filter((key) => !inQuery.has(key));
  const missing = [...parameters].filter(([key, { isRequired }]) => isRequired && inQuery.has(key) && !query.has(key));
  // What stands neither in the path nor in the query.
  const [, wanted] = [...parameters].find(([key]) => !inQuery.has(key) && !operation.path.includes(`{${key}}`)) ?? [];
  return [
    ...unknown.map((key) => `${name}: the operation takes no ${key}`),
    ...missing.map(([key]) => `${name}: ${key} is required, and not there`),
    ...[...query].flatMap(([key, text]) => {
      const field = parameters.get(key);
      return field ? misfitsOfField(api, field, parsedAs(field.kind, text), `${name} ${key}`) : [];
    }),
    ...(wanted === undefined
      ? body === ''
        ? []
        : [`${name}: the operation takes no body`]
      : misfitsOf(api, wanted.kind, JSON.parse(body || 'null'), `${name} body`)),
  ];
}

/** What a text of a query stands for: lists are separated by commas. */
function parsedAs(kind: Kind, text: string): unknown {
  if (kind.kind === 'list') return text.split(',').map((one) => parsedAs(kind.of, one));
  if (kind.kind === 'number') return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
  if (kind.kind === 'truth') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}
