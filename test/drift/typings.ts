/** What a place of a value may hold. */
export type Kind =
  | { readonly kind: 'text' | 'number' | 'truth' | 'anything' | 'nothing' }
  | { readonly kind: 'one-of'; readonly values: readonly string[] }
  | { readonly kind: 'list'; readonly of: Kind }
  | { readonly kind: 'map'; readonly of: Kind }
  | { readonly kind: 'named'; readonly name: string };

/** A field of an object. */
export interface Field {
  readonly kind: Kind;
  readonly isRequired: boolean;
  /** The values that its description names; empty where it names none. The type does not bind them. */
  readonly described: readonly string[];
}

export type Fields = ReadonlyMap<string, Field>;

/** One operation of an API. */
export interface ApiOperation {
  readonly name: string;
  readonly method: string;
  /** `/orders/2026-01-01/orders/{orderId}`. */
  readonly path: string;
  /** Everything that a call may give: what stands in the path, in the query, and `body`. */
  readonly parameters: Fields;
  readonly inQuery: ReadonlySet<string>;
  readonly answer: Kind;
  /** Calls a second, and the most in a row; null where the package does not say. */
  readonly rate: { readonly perSecond: number; readonly burst: number } | null;
}

/** An API, as a package of `@sp-api-sdk` describes it. */
export interface ApiModel {
  readonly objects: ReadonlyMap<string, Fields>;
  readonly enums: ReadonlyMap<string, readonly string[]>;
  readonly operations: ReadonlyMap<string, ApiOperation>;
}

/**
 * Reads an API out of what the OpenAPI Generator made of Amazon's model: interfaces and constants of `index.d.ts`, paths, methods and the
 * names of a query of `index.js`. Both are text here; nothing of it is run. Throws where a form is new.
 */
export function readApi(typings: string, program: string): ApiModel {
  const enums = new Map(
    [...typings.matchAll(/^declare const (\w+): \{\n((?: {2}readonly \w+: "[^"]*";\n)+)\};$/gm)].map(
      ([, name = '', body = '']) => [name, [...body.matchAll(/: "([^"]*)";/g)].map(([, value = '']) => value)],
    ),
  );
  const objects = new Map(
    [...typings.matchAll(/^(?:export )?interface (\w+) \{\n([\s\S]*?)^\}$/gm)].flatMap(
      ([, name = '', body = '']): [string, Fields][] => (isOfTheClient(name) ? [] : [[name, fieldsIn(body, name)]]),
    ),
  );
  // What has the name of a class of the language has another one as an interface.
  const aliased = objects.get('ModelError');
  if (aliased) objects.set('Error', aliased);
  for (const [, name = '', parts = ''] of typings.matchAll(/^type (\w+) = (\w+(?: & \w+)+);$/gm)) {
    const together = parts.split(' & ').flatMap((part) => [...(objects.get(part) ?? [])]);
    objects.set(name, new Map(together));
  }
  if (objects.size === 0) throw new Error('The typings have no interface: the form of the package has changed.');
  const operations = new Map(
    answersIn(typings).map(([name, answer]) => [name, operationOf({ name, answer, objects, program })]),
  );
  return { objects, enums, operations };
}

/** What belongs to the client of the package, and to no API. */
const isOfTheClient = (name: string): boolean =>
  ['AWSv4Configuration', 'ConfigurationParameters', 'RequestArgs', 'ValidateUrlOptions'].includes(name);

/** `'orderId': string;`, `readonly sku?: string;`, and forms of more than one line, each with the description before it. */
const fieldForm =
  /(?:^ {2}\/\*\*\n((?: {3}\*.*\n)*?) {3}\*\/\n)?^ {2}(?:readonly )?(?:'([^']+)'|(\w+))(\??): ([\s\S]*?);$(?=\n {2}['\w/]|\n*$(?![\s\S]))/gm;

function fieldsIn(body: string, of: string): Fields {
  const found = [...body.matchAll(fieldForm)];
  const declared = body.match(/^ {2}(?:readonly )?(?:'[^']+'|\w+)\??: /gm)?.length ?? 0;
  if (found.length !== declared) throw new Error(`${of}: read ${found.length} of its ${declared} fields.`);
  return new Map(
    found.map(([, description = '', quoted, plain, mark, type = '']) => [
      quoted ?? plain ?? '',
      { kind: kindOf(type.trim(), of), isRequired: mark === '', described: describedIn(description) },
    ]),
  );
}

/** The words of capitals that a description lists as its possible values. */
function describedIn(description: string): readonly string[] {
  const [, after = ''] = /\*\*Possible values:?\*\*:?([\s\S]*)/.exec(description) ?? [];
  // What a note adds are no further values.
  const [listed = ''] = after.split('**Note');
  return [...new Set([...listed.matchAll(/`([A-Z][A-Z0-9_]*)`/g)].map(([, value = '']) => value))];
}

const plainKinds: Readonly<Record<string, Kind['kind'] & ('text' | 'number' | 'truth' | 'anything' | 'nothing')>> = {
  string: 'text',
  number: 'number',
  boolean: 'truth',
  any: 'anything',
  object: 'anything',
  void: 'nothing',
};

function kindOf(type: string, of: string): Kind {
  const plain = plainKinds[type];
  if (plain !== undefined) return { kind: plain };
  const [, listed] = /^(?:Array|Set)<([\s\S]+)>$/.exec(type) ?? [];
  if (listed !== undefined) return { kind: 'list', of: kindOf(listed.trim(), of) };
  const [, mapped] = /^\{\s*\[key: string\]: ([^;]+);\s*\}$/.exec(type) ?? [];
  if (mapped !== undefined) return { kind: 'map', of: kindOf(mapped, of) };
  if (/^"[^"]*"(?: \| "[^"]*")*$/.test(type))
    return { kind: 'one-of', values: type.split(' | ').map((one) => one.slice(1, -1)) };
  if (/^\w+$/.test(type)) return { kind: 'named', name: type };
  throw new Error(`${of}: a field has the type ${type}, which test/drift/typings.ts cannot read yet.`);
}

/** Each operation, and what it answers. */
function answersIn(typings: string): [name: string, answer: Kind][] {
  const [, body = ''] = /^declare const \w+Fp: .*\{\n([\s\S]*?)^\};$/m.exec(typings) ?? [];
  const found = [...body.matchAll(/^ {2}(\w+)\(.*=> AxiosPromise<(.+)>>;$/gm)];
  if (found.length === 0) throw new Error('The typings have no operation: the form of the package has changed.');
  return found.map(([, name = '', type = '']) => [name, kindOf(type, name)]);
}

function operationOf(read: {
  readonly name: string;
  readonly answer: Kind;
  readonly objects: ReadonlyMap<string, Fields>;
  readonly program: string;
}): ApiOperation {
  const { name, answer, objects, program } = read;
  const part = new RegExp(`^\\t\\t${name}: async \\([\\s\\S]*?^\\t\\t\\}`, 'm').exec(program)?.[0] ?? '';
  const path = /`(\/[^`]*)`/.exec(part)?.[1];
  const method = /method: "([A-Z]+)"/.exec(part)?.[1];
  if (path === undefined || method === undefined) throw new Error(`${name}: index.js says no path or method of it.`);
  const request = new RegExp(`Api${name[0]?.toUpperCase()}${name.slice(1)}Request$`);
  const [, parameters = new Map()] = [...objects].find(([one]) => request.test(one)) ?? [];
  const inQuery = new Set([...part.matchAll(/localVarQueryParameter\["(\w+)"\]/g)].map(([, one = '']) => one));
  return { name, method, path, parameters, inQuery, answer, rate: rateOf(program, method, path) };
}

/** The usage plan that the package keeps by itself. */
function rateOf(program: string, method: string, path: string): ApiOperation['rate'] {
  const [, plans = ''] = /^const clientRateLimits = (\[[\s\S]*?\]);$/m.exec(program) ?? [];
  const example = path.replaceAll(/\{\w+\}/g, 'x');
  const form = /method: "(\w+)",\s*urlRegex: \/(.*)\/v,\s*rate: ([\d.]+),\s*burst: (\d+)/g;
  for (const [, verb = '', url = '', rate, burst] of plans.matchAll(form)) {
    if (verb.toUpperCase() === method && new RegExp(url, 'v').test(example))
      return { perSecond: Number(rate), burst: Number(burst) };
  }
  return null;
}
