import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { type DynamoDBClient, paginateListTables } from '@aws-sdk/client-dynamodb';
import { type KMSClient, paginateListKeys } from '@aws-sdk/client-kms';
import { mapLimited } from '../../core/kernel/index.ts';
import { answerTo } from './answer.ts';
import { readAliases, readDataKey } from './data-key.ts';
import { namesOf, type ResourceFacts, readResources } from './stacks.ts';
import { readTable } from './tables.ts';

/** A table of a data stack that is there, whether its stack is or not. */
export interface KeptTable {
  /** The ARN of the stack that made it, or `unknownStack`. */
  readonly madeBy: string;
  /** `Orders`. */
  readonly title: string;
  readonly name: string;
  readonly isProtected: boolean;
  readonly items: number;
  readonly bytes: number;
}

/** A KMS key of a data stack that is there. */
export interface KeptKey {
  /** The ARN of the stack that made it, or `unknownStack`. */
  readonly madeBy: string;
  readonly arn: string;
  /** ISO time at which it is gone for good; null when it is not to be deleted. */
  readonly deletedAt: string | null;
  readonly aliases: readonly string[];
}

/** What data stacks made and does not go with them. */
export interface KeptData {
  /** The latest stack lists none of its resources, so they can be found only by name. */
  readonly isForgotten: boolean;
  readonly tables: readonly KeptTable[];
  readonly keys: readonly KeptKey[];
}

/** Stands for the stack of what was found by its name alone: CloudFormation forgets a deleted stack after 90 days. */
export type UnknownStack = 'unknown';

const unknownStack: UnknownStack = 'unknown';

interface Clients {
  readonly cloudFormation: CloudFormationClient;
  readonly dynamodb: DynamoDBClient;
  readonly kms: KMSClient;
}

const tableTypes: ReadonlySet<string> = new Set(['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table']);

/**
 * What the data stacks of a stage created and still exists, and resources that carry the stage's name and belong to no known stack. A
 * deleted stack lists the resources that it left behind; the services are asked which of them were removed since.
 *
 * @param stackIds the latest first
 */
export async function readKept(clients: Clients, stage: string, stackIds: readonly string[]): Promise<KeptData> {
  const made = (
    await Promise.all(
      stackIds.map(async (madeBy) =>
        (await readResources(clients.cloudFormation, madeBy)).map((resource) => ({ ...resource, madeBy })),
      ),
    )
  ).flat();
  const there = made.filter(({ physicalId, status }) => physicalId !== '' && status !== 'DELETE_COMPLETE');
  const tables = there.filter(({ type }) => tableTypes.has(type));
  const named = (await tablesNamed(clients.dynamodb, stage)).filter(
    ({ physicalId }) => !tables.some((table) => table.physicalId === physicalId),
  );
  const keys = there.filter(({ type }) => type === 'AWS::KMS::Key');
  const described = keys.length > 0 ? [] : await keysDescribed(clients.kms, stage);
  return {
    isForgotten: !made.some(({ madeBy }) => madeBy === stackIds[0]),
    tables: (await Promise.all([...tables, ...named].map((one) => keptTable(clients.dynamodb, one)))).flat(),
    keys: (await Promise.all([...keys, ...described].map((one) => keptKey(clients.kms, one)))).flat(),
  };
}

type Made = Pick<ResourceFacts, 'logicalId' | 'physicalId'> & { readonly madeBy: string };

/**
 * Tables whose names CloudFormation made for the stage's data stack: `TsunagiData-prod-Orders0A1B2C3D-1XYZ`. The stage
 * `prod-2` has others: after its name no capital follows.
 */
async function tablesNamed(client: DynamoDBClient, stage: string): Promise<Made[]> {
  const { dataStack } = namesOf(stage);
  const form = new RegExp(`^${dataStack}-([A-Z][A-Za-z]+[0-9A-F]{8})-[0-9A-Za-z]+$`);
  return answerTo('dynamodb:ListTables', async () => {
    const found: Made[] = [];
    // Tables are listed in the order of their names.
    for await (const { TableNames = [] } of paginateListTables({ client }, { ExclusiveStartTableName: dataStack })) {
      for (const name of TableNames) {
        const logicalId = form.exec(name)?.[1];
        if (logicalId !== undefined) found.push({ logicalId, physicalId: name, madeBy: unknownStack });
      }
      if ((TableNames.at(-1) ?? '') > `${dataStack}.`) break;
    }
    return found;
  });
}

/** Keys by their description, which names the stage: an alias goes with its stack. */
async function keysDescribed(client: KMSClient, stage: string): Promise<Made[]> {
  const ids = await answerTo('kms:ListKeys', async () => {
    const found: string[] = [];
    for await (const { Keys = [] } of paginateListKeys({ client }, {})) {
      for (const { KeyId } of Keys) if (KeyId !== undefined) found.push(KeyId);
    }
    return found;
  });
  const keys = await mapLimited(ids, 8, (id) => readDataKey(client, id));
  return keys.flatMap((key) =>
    key?.description.startsWith(`Tsunagi ${stage}: `)
      ? [{ logicalId: 'DataKey', physicalId: key.arn, madeBy: unknownStack }]
      : [],
  );
}

async function keptTable(client: DynamoDBClient, { madeBy, logicalId, physicalId }: Made): Promise<KeptTable[]> {
  const table = await readTable(client, physicalId);
  if (table === null) return [];
  const { name, isProtected, items, bytes } = table;
  // The CDK ends a logical id with eight digits of a hash.
  return [{ madeBy, title: logicalId.replace(/[0-9A-F]{8}$/, ''), name, isProtected, items, bytes }];
}

async function keptKey(client: KMSClient, { madeBy, physicalId }: Made): Promise<KeptKey[]> {
  const key = await readDataKey(client, physicalId);
  if (key === null) return [];
  return [{ madeBy, arn: key.arn, deletedAt: key.deletedAt, aliases: await readAliases(client, key.arn) }];
}
