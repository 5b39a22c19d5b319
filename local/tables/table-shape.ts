import type { CloudResource, Resources } from '../assembly/resources.ts';
import type { Section } from '../assembly/section.ts';

/** A table of the template, ready to be created. */
export interface TableShape {
  readonly name: string;
  /** The input of CreateTable. */
  readonly create: Readonly<Record<string, unknown>>;
  /** Names of the key attributes. */
  readonly keys: readonly string[];
  /** The attribute that holds the second at which an item expires. */
  readonly expiresAt?: string;
}

/** The tables of the templates. */
export function tablesOf(resources: Resources): TableShape[] {
  return resources.ofType('AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table').map(shapeOf);
}

function shapeOf({ name, properties }: CloudResource): TableShape {
  properties.refuse('StreamSpecification', 'KinesisStreamSpecification', 'LocalSecondaryIndexes');
  const indexes = properties.sections('GlobalSecondaryIndexes').map((index) => ({
    IndexName: index.text('IndexName'),
    KeySchema: index.raw.KeySchema,
    Projection: index.raw.Projection,
  }));
  const expiry = properties.has('TimeToLiveSpecification') ? properties.section('TimeToLiveSpecification') : undefined;
  return {
    name,
    create: {
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: properties.raw.AttributeDefinitions,
      KeySchema: properties.raw.KeySchema,
      ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes }),
    },
    keys: properties.sections('KeySchema').map((key: Section) => key.text('AttributeName')),
    ...(expiry?.truth('Enabled', false) ? { expiresAt: expiry.text('AttributeName') } : {}),
  };
}
