import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoDbClient } from '../../../aws/clients.ts';
import { createUndiciTransport } from '../../../malls/undici.ts';

/** What a request to DynamoDB touches: the table or index as a policy names it, and the partitions. */
interface Touched {
  readonly resource: string;
  readonly keys: readonly string[];
}

interface Statement {
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
  readonly Condition: { readonly 'ForAllValues:StringLike': { readonly 'dynamodb:LeadingKeys': readonly string[] } };
}

type Key = Readonly<Record<string, { readonly S?: string }>>;

interface Input {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly Key?: Key;
  readonly Item?: Key;
  readonly RequestItems?: Readonly<Record<string, { readonly Keys: readonly Key[] }>>;
  readonly KeyConditionExpression?: string;
  readonly ExpressionAttributeValues?: Key;
}

/** The partition's attribute, by how the name of a table ends. */
const partitions = {
  Orders: 'shop',
  Revisions: 'order',
  Stock: 'sku',
  Shops: 'shop',
  Control: 'scope',
  Pushes: 'shop',
  Listings: 'shop',
};

function partitionOf(table: string, key: Key): string {
  const [, attribute = ''] = Object.entries(partitions).find(([name]) => table.endsWith(`-${name}`)) ?? [];
  return key[attribute]?.S ?? '';
}

const arn = (table: string, index?: string): string =>
  `arn:*:dynamodb:*:*:table/${table}${index === undefined ? '' : `/index/${index}`}`;

function touchedBy(input: Input): Touched[] {
  const { TableName: table = '', Key: key, Item: item, RequestItems: batch, KeyConditionExpression: condition } = input;
  if (batch !== undefined)
    return Object.entries(batch).map(([name, { Keys }]) => ({
      resource: arn(name),
      keys: Keys.map((one) => partitionOf(name, one)),
    }));
  const place = key ?? item;
  if (place !== undefined) return [{ resource: arn(table), keys: [partitionOf(table, place)] }];
  const [, value = ''] = /^#\w+ = (:\w+)/.exec(condition ?? '') ?? [];
  return [{ resource: arn(table, input.IndexName), keys: [input.ExpressionAttributeValues?.[value]?.S ?? ''] }];
}

/** IAM's StringLike, where no name has `?`: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
export const isLike = (text: string, pattern: string): boolean =>
  new RegExp(`^${pattern.replaceAll(/[.+^$(){}|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 's').test(text);

function isAllowed(
  { resource, keys }: Touched,
  { Statement: statements }: { readonly Statement: readonly Statement[] },
): boolean {
  return statements.some(({ Resource, NotResource, Condition }) => {
    const isMeant =
      Resource?.some((one) => isLike(resource, one)) ?? NotResource?.every((one) => !isLike(resource, one));
    const patterns = Condition['ForAllValues:StringLike']['dynamodb:LeadingKeys'];
    return isMeant === true && keys.every((key) => patterns.some((pattern) => isLike(key, pattern)));
  });
}

function unitsOf(output: object): number {
  const { ConsumedCapacity = [] } = output as { ConsumedCapacity?: { CapacityUnits?: number } };
  return [ConsumedCapacity].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}

/** What clients of a world did: refusals of their policies, requests, and the units that these took. */
export interface Policing {
  readonly refused: string[];
  requests: number;
  readUnits: number;
  writeUnits: number;
}

export const newPolicing = (): Policing => ({ refused: [], requests: 0, readUnits: 0, writeUnits: 0 });

/** A client that obeys a session policy, as AWS judges it by the partitions of a request; without a policy any. */
export function policedClient(endpoint: string, policy: string | null, policing: Policing): DynamoDBClient {
  const credentials = { accessKeyId: 'emulator', secretAccessKey: 'emulator' };
  const client = dynamoDbClient({
    send: createUndiciTransport(),
    access: { region: 'ap-northeast-1', credentials, endpoint },
    timeoutMs: 300_000,
  });
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        policing.requests++;
        const wrong =
          policy === null ? [] : touchedBy(args.input as Input).filter((one) => !isAllowed(one, JSON.parse(policy)));
        if (wrong.length === 0) {
          const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
          const isWrite = /^(?:Put|Update|Delete)/.test(commandName);
          policing[isWrite ? 'writeUnits' : 'readUnits'] += unitsOf(result.output);
          return result;
        }
        policing.refused.push(...wrong.map(({ resource, keys }) => `${resource} ${keys.join()}`));
        throw Object.assign(new Error('Refused by the session policy.'), { name: 'AccessDeniedException' });
      },
    { step: 'initialize', name: 'policing' },
  );
  return client;
}
