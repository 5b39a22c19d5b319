import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, it } from 'vitest';
import { DataStack } from '../../lib/data-stack.ts';
import { type TableName, tableInput, tableNames } from '../../proving/tables.ts';

const outdir = mkdtempSync(join(tmpdir(), 'tsunagi-tables-'));
const template = Template.fromStack(new DataStack(new App({ outdir }), 'Data', { stage: 'test' }));
rmSync(outdir, { recursive: true });
const deployed = Object.entries(template.findResources('AWS::DynamoDB::GlobalTable'));

/** The keys and indexes of a table as it is deployed. */
function deployedShape(name: TableName) {
  const [, resource] = deployed.find(([id]) => new RegExp(`^${name}[0-9A-F]{8}$`).test(id)) ?? [];
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes } = resource?.Properties ?? {};
  return { KeySchema, AttributeDefinitions: byName(AttributeDefinitions), GlobalSecondaryIndexes };
}

it.each(tableNames)('%s is tested with the keys and indexes it is deployed with', (name) => {
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes } = tableInput('x', name);
  const tested = { KeySchema, AttributeDefinitions: byName(AttributeDefinitions), GlobalSecondaryIndexes };
  expect(KeySchema).toBeDefined();
  expect(tested).toEqual(deployedShape(name));
});

function byName(attributes: readonly { AttributeName?: string | undefined }[] = []) {
  return [...attributes].sort((a, b) => String(a.AttributeName).localeCompare(String(b.AttributeName)));
}
