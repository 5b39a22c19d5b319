import { beforeAll, describe, expect, it } from 'vitest';
import { apiDocument } from '../../../api/document.ts';
import { routes } from '../../../api/routes.ts';
import { createTriedApi } from '../../../api/serve.ts';
import { apiScopes } from '../../../core/model/api-key.ts';
import { defaultImportSettings } from '../../../core/session/import-settings.ts';
import { mailNames, sendMails } from '../ops/scenes/town.ts';
import { type ApiWorld, apiPortsOf, openApiWorld } from './api-world.ts';

type Schema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every schema of the document, with where it stands. */
function schemasIn(schema: Schema, path: string): { readonly path: string; readonly schema: Schema }[] {
  const {
    properties = {},
    items,
    anyOf = [],
    additionalProperties,
  } = schema as {
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly items?: Schema;
    readonly anyOf?: readonly Schema[];
    readonly additionalProperties?: unknown;
  };
  return [
    { path, schema },
    ...Object.entries(properties).flatMap(([name, one]) => schemasIn(one, `${path}.${name}`)),
    ...(items === undefined ? [] : schemasIn(items, `${path}[]`)),
    ...anyOf.flatMap((one, index) => schemasIn(one, `${path}|${index}`)),
    ...(isSchema(additionalProperties) ? schemasIn(additionalProperties, `${path}.*`) : []),
  ];
}

const document = apiDocument() as { readonly components: { readonly schemas: Readonly<Record<string, Schema>> } };
const schemas = Object.entries(document.components.schemas).flatMap(([name, one]) => schemasIn(one, name));

/** What is wrong with a value by a schema, as far as this document uses JSON Schema. */
function faultsOf(value: unknown, schema: Schema, path: string): string[] {
  const {
    type,
    enum: words,
    const: constant,
    properties,
    required = [],
    items,
    anyOf,
  } = schema as {
    readonly type?: string | readonly string[];
    readonly enum?: readonly unknown[];
    readonly const?: unknown;
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly required?: readonly string[];
    readonly items?: Schema;
    readonly anyOf?: readonly Schema[];
  };
  if (anyOf !== undefined)
    return anyOf.some((one) => faultsOf(value, one, path).length === 0) ? [] : [`${path}: is none of them`];
  const kind =
    value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
  const kinds = [type ?? []].flat();
  if (!kinds.includes(kind) && !(kind === 'integer' && kinds.includes('number')))
    return [`${path}: is ${kind}, not ${type}`];
  if (words !== undefined && !words.includes(value)) return [`${path}: is none of ${words.join()}`];
  if (constant !== undefined && constant !== value) return [`${path}: is not ${constant}`];
  if (Array.isArray(value)) return value.flatMap((one, index) => faultsOf(one, items as Schema, `${path}[${index}]`));
  if (!isSchema(value) || properties === undefined) return [];
  return [
    ...required.filter((name) => !(name in value)).map((name) => `${path}.${name}: is missing`),
    ...Object.entries(value).flatMap(([name, one]) =>
      properties[name] === undefined
        ? [`${path}.${name}: is not in the document`]
        : faultsOf(one, properties[name], `${path}.${name}`),
    ),
  ];
}

describe('the document of the API', () => {
  it('the document of the API has no open object, and no field without a type', () => {
    expect(schemas.length).toBeGreaterThan(500);
    const open = schemas.filter(({ schema }) => schema.type === 'object' && schema.additionalProperties === undefined);
    const untyped = schemas.filter(({ schema }) => schema.type === undefined && schema.anyOf === undefined);
    expect([open.map(({ path }) => path), untyped.map(({ path }) => path)]).toEqual([[], []]);
  });

  it('the document of the API calls each route by a name of its own', () => {
    expect(new Set(routes.map(({ name }) => name)).size).toBe(routes.length);
  });
});

describe('what is answered', () => {
  let world: ApiWorld;
  beforeAll(async () => {
    world = await openApiWorld();
    await sendMails(world);
  });

  it('answers of the API have every field of the document, and no other', async () => {
    const key = await world.key([...apiScopes], null);
    const { orders } = await world.read(key, '/v1/shops/rms/kado-no-mise/orders');
    const parts: Readonly<Record<string, string>> = {
      ...{
        mall: 'rms',
        code: 'kado-no-mise',
        merchant: 'kado',
        orderNumber: orders[0].orderNumber,
        mail: mailNames.bounced,
      },
    };
    const seen: Record<string, number> = {};
    for (const { name, method, path, answer, body } of routes) {
      if (body !== undefined) continue;
      const filled = path.replaceAll(/\{(\w+)\}/g, (part, word) => parts[word] ?? part);
      const said = await world.call(key, path.endsWith('/sku') ? `${filled}?sku=x` : filled, {
        method: method.toUpperCase(),
      });
      seen[said.status] = (seen[said.status] ?? 0) + 1;
      const schema =
        document.components.schemas[
          said.status === 200 ? `${name.charAt(0).toUpperCase()}${name.slice(1)}Answer` : 'Problem'
        ];
      expect(faultsOf(await said.json(), schema as Schema, name), name).toEqual([]);
      if (said.status === 200) expect(answer).toBeDefined();
    }
    expect(seen[200]).toBeGreaterThan(14);
    expect(seen[500]).toBeUndefined();
  });

  it('the document of the API is answered without a key, as is the page that tries it', async () => {
    const app = createTriedApi({ ports: apiPortsOf(world), importSettings: defaultImportSettings }, '/secret');
    expect(await (await app.request('/v1/openapi.json')).json()).toEqual(JSON.parse(JSON.stringify(apiDocument())));
    const page = await app.request('/secret');
    const [, nonce = ''] = /script-src 'nonce-([^']+)'/.exec(page.headers.get('content-security-policy') ?? '') ?? [];
    const text = await page.text();
    expect(text).toContain(`<script nonce="${nonce}">`);
    for (const { path } of routes) expect(text).toContain(path);
  });
});
