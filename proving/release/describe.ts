import { readAssembly } from '../../local/assembly/assembly.ts';
import { type CloudResource, Resources } from '../../local/assembly/resources.ts';
import { functionsOf } from '../../local/functions/function-shape.ts';
import { schedulesOf } from '../../local/schedules/schedules.ts';
import type { FunctionFacts, ReleaseFacts, TableFacts } from './facts.ts';

/** Reads out of the templates what a release before and a release after have to agree on. */
export function describeRelease(assembly: string): Pick<ReleaseFacts, 'functions' | 'tables'> {
  const resources = new Resources(readAssembly(assembly), (name) => `http://127.0.0.1/${name}`);
  const events = new Map(schedulesOf(resources).map(({ target, input }) => [target.name, input]));
  const functions = functionsOf(resources).map(({ name, memoryMiB, timeoutMs, variables }): FunctionFacts => {
    const short = name.replace(/^tsunagi-[^-]+-/, '');
    return {
      name: short,
      handler: handlerOf(short),
      memoryMiB,
      timeoutSeconds: timeoutMs / 1_000,
      variables,
      event: events.get(name) ?? null,
    };
  });
  const tables = resources.ofType('AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table').map(tableFacts);
  return { functions, tables };
}

/** `poll-orders` → `pollOrders`, the name under which its handler lies in the bundle of all functions. */
export function handlerOf(functionName: string): string {
  return functionName.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function tableFacts({ logicalId, properties }: CloudResource): TableFacts {
  const expiry = properties.has('TimeToLiveSpecification') ? properties.section('TimeToLiveSpecification') : undefined;
  return {
    id: logicalId.replace(/[0-9A-F]{8}$/, ''),
    logicalId,
    keys: properties.raw.KeySchema,
    indexes: properties
      .sections('GlobalSecondaryIndexes')
      .map(({ raw: { IndexName, KeySchema, Projection } }) => ({ IndexName, KeySchema, Projection })),
    expiresAt: expiry?.truth('Enabled', false) ? expiry.text('AttributeName') : null,
  };
}
