import {
  type DocumentNode,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  validate,
} from 'graphql';
import type { SimRequest } from '../http.ts';
import { pointsOf } from './cost.ts';
import { asShopify, variableError } from './errors.ts';
import { fulfillmentCancel, fulfillmentCreate, fulfillmentTrackingInfoUpdate } from './fulfillments.ts';
import { type Asked, badRequest, type Context, json, type Reply, type ShopCall } from './operation.ts';
import { queries } from './queries.ts';
import { eraOf, schemaOf } from './schema.ts';
import { inventorySetQuantities } from './set-quantities.ts';
import { spoilt } from './spoil.ts';
import { costOf, refusedAsTooMuch, take, throttled } from './throttle.ts';
import { webhookSubscriptionCreate, webhookSubscriptions } from './webhooks.ts';

const root = {
  ...queries,
  inventorySetQuantities,
  fulfillmentCancel,
  fulfillmentCreate,
  fulfillmentTrackingInfoUpdate,
  webhookSubscriptionCreate,
  webhookSubscriptions,
};

/** Documents that were read lately, by their text: a client sends the same few. */
const documents = new Map<string, DocumentNode | GraphQLError>();
const DOCUMENTS_MAX = 300;
/** What is wrong with a document by a schema. */
const checks = new WeakMap<GraphQLSchema, WeakMap<DocumentNode, readonly GraphQLError[]>>();

function documentOf(text: string): DocumentNode | GraphQLError {
  const known = documents.get(text);
  if (known) return known;
  if (documents.size >= DOCUMENTS_MAX) documents.clear();
  let read: DocumentNode | GraphQLError;
  try {
    read = parse(text);
  } catch (error) {
    read = error as GraphQLError;
  }
  documents.set(text, read);
  return read;
}

function checkOf(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] {
  const ofSchema = checks.get(schema) ?? new WeakMap<DocumentNode, readonly GraphQLError[]>();
  checks.set(schema, ofSchema);
  const known = ofSchema.get(document);
  if (known) return known;
  const found = validate(schema, document);
  ofSchema.set(document, found);
  return found;
}

/** What the body of a request asks for. */
export function readAsked({ body, headers }: Pick<SimRequest, 'body'> & { headers?: SimRequest['headers'] }): Asked {
  const type = headers?.['content-type'] ?? 'application/json';
  let read: { query?: unknown; variables?: unknown; operationName?: unknown };
  try {
    read = type.startsWith('application/graphql') ? { query: body } : Object(JSON.parse(body));
  } catch {
    return { problem: badRequest() };
  }
  if (!/^application\/(json|graphql)\b/.test(type) || typeof read.query !== 'string' || read.query.trim() === '') {
    return { problem: badRequest() };
  }
  const document = documentOf(read.query);
  if (document instanceof GraphQLError) {
    const { message, locations } = document.toJSON();
    const words = message.replace(/^Syntax Error: /, 'syntax error, ');
    return { problem: json(200, { errors: [{ message: words, locations }] }) };
  }
  const variables = Object(read.variables) as Record<string, unknown>;
  const operationName = typeof read.operationName === 'string' ? read.operationName : null;
  return { document, text: read.query, variables, operationName };
}

/** The first field of the operation that is asked for, by which faults know a call. */
export function operationOf(asked: Asked): { name: string; api: 'order' | 'stock' | 'shop'; write: boolean } | null {
  if ('problem' in asked) return null;
  const operation = getOperationAST(asked.document, asked.operationName);
  const field = operation?.selectionSet.selections.find((one) => one.kind === Kind.FIELD);
  if (!operation || field?.kind !== Kind.FIELD) return null;
  const name = field.name.value;
  return {
    name,
    api: apiOf(name, `${JSON.stringify(asked.variables)}${asked.text}`),
    write: operation.operation === 'mutation',
  };
}

function apiOf(name: string, text: string): 'order' | 'stock' | 'shop' {
  if (/^(order|fulfillment)/.test(name)) return 'order';
  if (/^(inventory|productVariant|location)/.test(name)) return 'stock';
  // What `nodes` is about stands in the ids.
  if (name === 'node' || name === 'nodes') return /gid:\/\/shopify\/(Order|Fulfillment)/.test(text) ? 'order' : 'stock';
  return 'shop';
}

const onlyErrors = (errors: readonly object[]): Reply => json(200, { errors });

/** Answers a call whose access was checked. Nothing changes before the reply's `apply`. */
export function answer(call: ShopCall, { isCounted }: { isCounted: boolean }): Reply {
  const { world, shop, asked, version } = call;
  if (!asked || version === null) return badRequest();
  if ('problem' in asked) return asked.problem;
  const era = eraOf(version);
  const schema = schemaOf(version);
  const { document } = asked;
  const wrong = checkOf(schema, document);
  if (wrong.length > 0) return onlyErrors(wrong.map(asShopify));
  const operation = getOperationAST(document, asked.operationName);
  if (!operation) return onlyErrors([{ message: 'An operation name is required' }]);
  const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], asked.variables);
  if (coerced.errors)
    return onlyErrors(coerced.errors.map((one) => variableError(one, typesOf(operation), asked.variables)));
  const requested = pointsOf(world.settings.throttle, schema, document, operation, coerced.coerced);
  const tooMuch = refusedAsTooMuch(world, requested);
  if (tooMuch) return tooMuch;
  if (isCounted && !take(world, shop, requested)) return throttled(world, shop, requested);

  const context: Context = { world, shop, era, version, changes: [], warnings: [], isBroken: false };
  const result = execute({
    schema,
    document,
    rootValue: root,
    contextValue: context,
    variableValues: asked.variables,
    operationName: asked.operationName,
  });
  if (result instanceof Promise) throw new Error('The simulated Shopify answers at once.');
  const data = spoilt(world, result.data);
  const actual = data ? pointsOf(world.settings.throttle, schema, document, operation, coerced.coerced, data) : 0;
  if (isCounted) take(world, shop, actual - requested);
  const search = context.warnings.length === 0 ? {} : { search: context.warnings };
  const body = {
    ...(result.errors && { errors: result.errors.map((error) => error.toJSON()) }),
    data: data ?? null,
    extensions: { cost: costOf(world, shop, requested, actual), ...search },
  };
  const reply: Reply = { status: 200, body: context.isBroken ? JSON.stringify(body).slice(0, 200) : body };
  if (context.changes.length === 0) return reply;
  const apply = (): void => {
    for (const change of context.changes) change();
  };
  return { ...reply, apply };
}

const typesOf = ({ variableDefinitions = [] }: OperationDefinitionNode): ReadonlyMap<string, string> =>
  new Map(variableDefinitions.map(({ variable, type }) => [variable.name.value, print(type)]));
