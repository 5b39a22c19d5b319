import { callService, type Service } from '../wire/call.ts';

/** An item as DynamoDB's JSON has it: `{"shop": {"S": "rms#x"}}`. */
export type Item = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Reads a whole table, page by page. For people and reports; the functions never scan. */
export async function* readTable(
  service: Service,
  name: string,
  selection: Readonly<Record<string, unknown>> = {},
): AsyncGenerator<Item> {
  let start: unknown;
  do {
    const page = await callService(service, 'DynamoDB_20120810.Scan', {
      TableName: name,
      ConsistentRead: true,
      ...selection,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    yield* page.Items as Item[];
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}

/** The part of a Scan that asks for these attributes only; for whole items without any. */
export function onlyThese(attributes: readonly string[] | undefined): Readonly<Record<string, unknown>> {
  if (attributes === undefined) return {};
  return {
    ProjectionExpression: attributes.map((_, index) => `#a${index}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(attributes.map((name, index) => [`#a${index}`, name])),
  };
}
