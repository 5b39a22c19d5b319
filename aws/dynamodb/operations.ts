import type { AwsService } from '../calls/service.ts';
import type { AttributeValue, Item } from './attributes.ts';

/** The names and values that a request's expressions stand on. */
export interface Placeholders {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>>;
}

/** What must hold for a write. */
export interface Condition extends Placeholders {
  readonly ConditionExpression?: string;
}

/** What is asked of a table or of one of its indexes, without the table's name. */
export interface Query extends Placeholders {
  readonly IndexName?: string;
  readonly KeyConditionExpression?: string;
  readonly FilterExpression?: string;
  readonly ProjectionExpression?: string;
  readonly ConsistentRead?: boolean;
  readonly ScanIndexForward?: boolean;
  readonly Limit?: number;
  readonly ExclusiveStartKey?: Item;
}

interface Named {
  readonly TableName: string;
}

/** One page of items, and where the next one starts. */
export interface Page {
  readonly Items?: Item[];
  readonly LastEvaluatedKey?: Item;
}

interface KeysOfTable extends Placeholders {
  readonly Keys: readonly Item[];
  readonly ConsistentRead?: boolean;
  readonly ProjectionExpression?: string;
}

/** The operations of DynamoDB in use. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations.html */
export interface TableOperations {
  readonly GetItem: {
    readonly input: Named & { readonly Key: Item; readonly ConsistentRead?: boolean };
    readonly output: { readonly Item?: Item };
  };
  readonly PutItem: { readonly input: Named & Condition & { readonly Item: Item }; readonly output: object };
  readonly UpdateItem: {
    readonly input: Named &
      Condition & { readonly Key: Item; readonly UpdateExpression?: string; readonly ReturnValues?: 'ALL_NEW' };
    readonly output: { readonly Attributes?: Item };
  };
  readonly DeleteItem: { readonly input: Named & Condition & { readonly Key: Item }; readonly output: object };
  readonly Query: { readonly input: Named & Query; readonly output: Page };
  readonly Scan: { readonly input: Named & Query; readonly output: Page };
  readonly BatchGetItem: {
    readonly input: { readonly RequestItems: Readonly<Record<string, KeysOfTable>> };
    readonly output: {
      readonly Responses?: Readonly<Record<string, Item[]>>;
      readonly UnprocessedKeys?: Readonly<Record<string, { readonly Keys?: Item[] }>>;
    };
  };
}

/** DynamoDB as the adapters use it. */
export type DynamoDb = AwsService<TableOperations>;
