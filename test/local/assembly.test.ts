import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readAssembly, type StackTemplate } from '../../local/assembly/assembly.ts';
import { evaluate } from '../../local/assembly/intrinsics.ts';
import { Resources } from '../../local/assembly/resources.ts';
import { rulesOf } from '../../local/events/rules.ts';
import { sourcesOf } from '../../local/functions/source-shape.ts';

const stack = (resources: StackTemplate['resources'], more: Partial<StackTemplate> = {}): StackTemplate => ({
  name: 'Stack',
  resources,
  outputs: {},
  parameters: {},
  bundles: new Map(),
  ...more,
});
const resources = (...stacks: StackTemplate[]) => new Resources(stacks, (name) => `http://queues/${name}`);

/** A hole in a text of Fn::Sub. */
const hole = (name: string) => `\${${name}}`;

describe('an intrinsic function', () => {
  const scope = {
    ref: (id: string) => ({ Table: 'table-1', 'AWS::Region': 'ap-northeast-1' })[id],
    attribute: (id: string, name: string) => (id === 'Table' && name === 'Arn' ? 'arn:table-1' : undefined),
    exported: (name: string) => (name === 'Other:Bus' ? 'bus-1' : undefined),
  };
  const value = (template: unknown) => evaluate(template, scope, 'Stack/Thing');

  it.each<[unknown, unknown]>([
    [{ Ref: 'Table' }, 'table-1'],
    [{ 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:table-1'],
    [{ 'Fn::GetAtt': 'Table.Arn' }, 'arn:table-1'],
    [{ 'Fn::Join': ['/', [{ Ref: 'Table' }, 'index', 5]] }, 'table-1/index/5'],
    [{ 'Fn::Select': ['1', { 'Fn::Split': [':', { 'Fn::GetAtt': ['Table', 'Arn'] }] }] }, 'table-1'],
    [
      { 'Fn::Sub': `x-${hole('AWS::Region')}-${hole('Table.Arn')}-${hole('!Table')}` },
      `x-ap-northeast-1-arn:table-1-${hole('Table')}`,
    ],
    [
      { 'Fn::Sub': [`${hole('Name')} in ${hole('AWS::Region')}`, { Name: { Ref: 'Table' } }] },
      'table-1 in ap-northeast-1',
    ],
    [{ 'Fn::ImportValue': 'Other:Bus' }, 'bus-1'],
    [{ Name: { Ref: 'AWS::NoValue' }, Keys: [1, { Ref: 'Table' }] }, { Keys: [1, 'table-1'] }],
    [
      { Ref: 'a', Other: 'b' },
      { Ref: 'a', Other: 'b' },
    ],
  ])('the intrinsic function %j gives %j', (template, expected) => {
    expect(value(template)).toEqual(expected);
  });

  it.each<[unknown, RegExp]>([
    [{ Ref: 'Nothing' }, /Stack\/Thing: Ref "Nothing" refers to nothing/],
    [{ 'Fn::GetAtt': ['Table', 'StreamArn'] }, /refers to nothing/],
    [{ 'Fn::ImportValue': 'x' }, /refers to nothing/],
    [{ 'Fn::If': ['a', 'b', 'c'] }, /Fn::If .* the local cloud does not know: teach it in/],
  ])('the intrinsic function %j is refused, naming the place', (template, message) => {
    expect(() => value(template)).toThrow(message);
  });
});

describe('the resources of templates', () => {
  const table = { Type: 'AWS::DynamoDB::GlobalTable' };

  it('resources have the names the template gives them, or ones that stay the same from start to start', () => {
    const known = resources(
      stack({ OrdersA9B65338: table, Dead12345678: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } } }),
    );
    expect(known.withId('Orders')).toMatchObject({ name: 'Stack-OrdersA9B65338', ref: 'Stack-OrdersA9B65338' });
    expect(known.withId('Dead')).toMatchObject({ name: 'dead', ref: 'http://queues/dead' });
  });

  it('resources refer to each other across stacks through exports, wherever they stand', () => {
    const user = stack(
      { FnAAAAAAAA: { Type: 'AWS::Lambda::Function', Properties: { Table: { 'Fn::ImportValue': 'Data:Orders' } } } },
      { name: 'Use' },
    );
    const data = stack(
      { OrdersA9B65338: table },
      { name: 'Data', outputs: { Out: { Value: { Ref: 'OrdersA9B65338' }, Export: { Name: 'Data:Orders' } } } },
    );
    expect(resources(user, data).withId('Fn').properties.text('Table')).toBe('Data-OrdersA9B65338');
  });

  it('a resource is found by its construct path, and an id that fits none or several is refused with those there are', () => {
    const known = resources(stack({ pollordersfailedBB6722C6: { Type: 'AWS::SQS::Queue' } }));
    expect(known.withId('poll-orders/failed').logicalId).toBe('pollordersfailedBB6722C6');
    expect(() => known.withId('poll')).toThrow(/0 resources .* the id "poll".*pollordersfailedBB6722C6/);
  });

  it('an alias names its function: a schedule and a queue start the function', () => {
    const known = resources(
      stack({
        Fn: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'polls' } },
        Other: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'others' } },
        Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Fn' } } },
        Live: {
          Type: 'AWS::Lambda::Alias',
          Properties: {
            FunctionName: { Ref: 'Fn' },
            Name: 'live',
            FunctionVersion: { 'Fn::GetAtt': ['Version', 'Version'] },
          },
        },
        Work: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'work' } },
        Feed: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { FunctionName: { Ref: 'Live' }, EventSourceArn: { 'Fn::GetAtt': ['Work', 'Arn'] } },
        },
      }),
    );
    const { arn, properties } = known.withId('Live');
    expect(arn).toBe('arn:aws:lambda:ap-northeast-1:000000000000:function:polls:live');
    expect(properties.text('FunctionVersion')).toBe('1');
    expect(known.withArn(arn, 'a schedule')).toMatchObject({
      type: 'AWS::Lambda::Function',
      name: 'polls',
      alias: 'live',
    });
    expect(sourcesOf(known)).toEqual([expect.objectContaining({ functionName: 'polls' })]);
  });

  it('a resource of a type that is neither run nor ignored stops the start, with what to do', () => {
    expect(() => resources(stack({ Cache: { Type: 'AWS::ElastiCache::ReplicationGroup' } }))).toThrow(
      /Stack\/Cache is of type AWS::ElastiCache::ReplicationGroup, which the local cloud does not know.*resource-types\.ts/,
    );
  });

  it('a resource with a property that would be left out silently stops the start', () => {
    const rule = { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'rate(1 minute)', Targets: [] } };
    expect(() => rulesOf(resources(stack({ Rule: rule })))).toThrow(/Stack\/Rule sets ScheduleExpression/);
  });

  it('that target only a topic notify no one here, and a target without a local equivalent is still refused', () => {
    const Topic = { Type: 'AWS::SNS::Topic' };
    const ruleFor = (Arn: unknown) => ({
      Type: 'AWS::Events::Rule',
      Properties: { EventPattern: { source: ['aws.ses'] }, Targets: [{ Id: 'one', Arn }] },
    });
    expect(rulesOf(resources(stack({ Topic, Rule: ruleFor({ Ref: 'Topic' }) })))).toMatchObject([{ targets: [] }]);
    expect(() => rulesOf(resources(stack({ Topic, Rule: ruleFor('arn:aws:states:x') })))).toThrow(
      /no function or queue/,
    );
  });
});

describe('an assembly', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-assembly-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('an assembly that is not there is named, with the command that writes it', () => {
    expect(() => readAssembly(folder)).toThrow(/manifest\.json cannot be read .* Run: npm run synth/);
  });

  it('an assembly without a stack is refused', () => {
    writeFileSync(join(folder, 'manifest.json'), '{"artifacts":{"Tree":{"type":"cdk:tree"}}}');
    expect(() => readAssembly(folder)).toThrow(/holds no stack/);
  });
});
