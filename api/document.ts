import type { JsonSchema, ObjectShape } from '../core/kernel/index.ts';
import { apiScopes } from '../core/model/index.ts';
import { problemShape } from './problem.ts';
import { nameForm, partsIn, type Route } from './route.ts';
import { routes } from './routes.ts';

const about = `Orders, changes and stock of mall shops. Every request has "Authorization: Bearer tsu_…"; the scopes of a key are ${apiScopes.join(', ')}. How to use it: docs/how-to/api.md.`;

/** The API as OpenAPI 3.1 has it, made from the routes: no object is open, and each field has a type. */
export function apiDocument(): JsonSchema {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const one of routes) paths[one.path] = { ...paths[one.path], [one.method]: operationOf(one) };
  return {
    openapi: '3.1.0',
    info: { title: 'Tsunagi', version: 'v1', description: about },
    servers: [{ url: '/' }],
    security: [{ key: [] }],
    paths,
    components: {
      schemas: {
        Problem: typed(problemShape.schema()),
        ...Object.fromEntries(routes.map((one) => [answerName(one), typed(one.answer.schema())])),
        ...Object.fromEntries(
          routes.flatMap((one) => (one.body === undefined ? [] : [[bodyName(one), typed(one.body.schema())]])),
        ),
      },
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
    },
  };
}

const capital = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
const answerName = ({ name }: Route): string => `${capital(name)}Answer`;
const bodyName = ({ name }: Route): string => `${capital(name)}Body`;
const json = (schema: string) => ({ 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } });

const problems = {
  description: 'A problem, with all faults of the request and what to do.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};
const retry = { ...problems, headers: { 'Retry-After': { schema: { type: 'integer' } } } };

const named = {
  ...{ name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string', pattern: nameForm.source } },
  description: 'A name for this request. The same again within a day does nothing twice.',
};

function operationOf(one: Route): JsonSchema {
  const { name, method, path, scope, summary, query, body, isNamed } = one;
  const etag = { headers: { ETag: { schema: { type: 'string' } } } };
  return {
    operationId: name,
    summary,
    description: `Needs the scope ${scope}.`,
    parameters: [...pathParameters(path), ...queryParameters(query), ...(isNamed ? [named] : [])],
    ...(body === undefined ? {} : { requestBody: { required: true, content: json(bodyName(one)) } }),
    responses: {
      200: { description: 'Done.', ...etag, content: json(answerName(one)) },
      ...(method === 'get' ? { 304: { description: 'The caller has it already (If-None-Match).' } } : {}),
      ...{ 429: retry, 503: retry, default: problems },
    },
  };
}

const pathParameters = (path: Route['path']): JsonSchema[] =>
  partsIn(path).map(({ name, pattern, about: description }) => ({
    ...{ name, in: 'path', required: true, description, schema: { type: 'string', pattern: pattern.source } },
  }));

function queryParameters(query: ObjectShape<unknown> | undefined): JsonSchema[] {
  return Object.entries(query?.fields ?? {}).map(([name, shape]) => ({
    ...{ name, in: 'query', required: shape.isOptional !== true, schema: typed(shape.schema()) },
  }));
}

/** The parts of a schema that the shapes of the API make. */
interface SchemaParts {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly additionalProperties?: JsonSchema | boolean;
}
export const partsOf = (schema: JsonSchema): SchemaParts => schema;

/** The same schema, in which words and constants have their type, too. */
function typed(schema: JsonSchema): JsonSchema {
  const { enum: words, const: constant, properties, items, anyOf, additionalProperties } = partsOf(schema);
  const within = Object.entries(properties ?? {}).map(([name, one]) => [name, typed(one)]);
  return {
    ...(words === undefined ? {} : { type: 'string' }),
    ...(constant === undefined ? {} : { type: typeof constant === 'number' ? 'integer' : typeof constant }),
    ...schema,
    ...(properties === undefined ? {} : { properties: Object.fromEntries(within) }),
    ...(items === undefined ? {} : { items: typed(items) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(typed) }),
    ...(typeof additionalProperties === 'object' ? { additionalProperties: typed(additionalProperties) } : {}),
  };
}
