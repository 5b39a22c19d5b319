import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { jsonOf, pathOf, type Resource, type TemplateJson, templatesOf, textOf } from '../../proving/templates.ts';
import { nagFindings } from './nag.ts';
import { grantsOf, statementsOf, trustsOf, unnamedResources } from './privilege.ts';

const templates = templatesOf({ stage: 'shop', fixedAddresses: '2', sender: 'info@example.jp', mailFromName: '角田' });
const [data, tsunagi] = [jsonOf(templates.data), jsonOf(templates.tsunagi)];
const ofType = (template: typeof data, type: string): [string, Resource][] =>
  Object.entries(template.Resources).filter(([, { Type }]) => Type === type);

/** The role of the CDK's function that empties the default security group. */
const emptying = 'CustomVpcRestrictDefaultSGCustomResourceProviderRole';

describe('calls to malls by addresses that never change', () => {
  it('fixed addresses are of the stateful stack and stay whatever is deleted, since a person registered them', () => {
    const addresses = ofType(data, 'AWS::EC2::EIP');
    expect(addresses.map(([id]) => id)).toEqual(['FixedAddress1', 'FixedAddress2']);
    for (const [, address] of addresses) {
      expect(address).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
    const gateways = ofType(tsunagi, 'AWS::EC2::NatGateway');
    expect(gateways.map(([, { Properties }]) => textOf(Properties.AllocationId))).toEqual([
      expect.stringContaining('FixedAddress1'),
      expect.stringContaining('FixedAddress2'),
    ]);
    expect(data.Outputs).toHaveProperty('FixedAddress1Ip');
    expect(data.Outputs).toHaveProperty('FixedAddress2Ip');
  });

  it('fixed addresses are those of every function that calls a mall, and of no other', () => {
    const functions = ofType(tsunagi, 'AWS::Lambda::Function').map(([id, { Properties }]) => [
      pathOf(id),
      Properties.VpcConfig === undefined ? 'anywhere' : 'in the network',
    ]);
    expect(Object.fromEntries(functions)).toEqual({
      pollordersfunction: 'in the network',
      reconcilefunction: 'in the network',
      healthprobefunction: 'in the network',
      pushstatusfunction: 'in the network',
      syncstockfunction: 'in the network',
      notifymerchantsfunction: 'anywhere',
      // Of the CDK: it empties the network's default security group at deployment, and is never started after it.
      CustomVpcRestrictDefaultSGCustomResourceProviderHandler: 'anywhere',
    });
  });

  it('calls by fixed addresses go out over TLS alone, and nothing comes in', () => {
    const [[, group] = ['', undefined], ...more] = ofType(tsunagi, 'AWS::EC2::SecurityGroup');
    expect(more).toEqual([]);
    expect(group?.Properties.SecurityGroupIngress).toBeUndefined();
    expect(group?.Properties.SecurityGroupEgress).toEqual([
      expect.objectContaining({ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443, IpProtocol: 'tcp' }),
    ]);
  });

  it('the network of fixed addresses leaves nothing open by its default security group, which one function may empty', () => {
    const [[, emptied] = ['', undefined], ...more] = ofType(tsunagi, 'Custom::VpcRestrictDefaultSG');
    expect([textOf(emptied?.Properties.DefaultSecurityGroupId), more]).toEqual([
      expect.stringMatching(/^wayoutnetwork/),
      [],
    ]);
    const rights = statementsOf(tsunagi).filter(({ where, trust }) => where === emptying && !trust);
    expect(rights.map(({ statement }) => statement.Action)).toEqual([
      ['Authorize', 'Revoke'].flatMap((verb) => ['Ingress', 'Egress'].map((way) => `ec2:${verb}SecurityGroup${way}`)),
    ]);
    expect([rights[0]?.statement.Resource].flat().map(textOf)).toEqual([
      expect.stringMatching(/:security-group\/wayoutnetwork/),
    ]);
  });

  it('the code of a function gets no right over the network: what Lambda may do, it may not', () => {
    const onNetwork = statementsOf(tsunagi).filter(
      ({ where, statement }) => where !== emptying && JSON.stringify(statement.Action).includes('"ec2:'),
    );
    const allowed = onNetwork.filter(({ statement }) => statement.Effect === 'Allow');
    const denied = onNetwork.filter(({ statement }) => statement.Effect === 'Deny');
    expect(allowed).toHaveLength(5);
    expect(denied.map(({ where }) => where)).toEqual(allowed.map(({ where }) => where));
    for (const [index, { statement }] of denied.entries()) {
      expect(statement.Action).toEqual(allowed[index]?.statement.Action);
      expect(textOf(statement.Condition)).toMatch(/lambda:SourceFunctionArn.*:function:tsunagi-shop-/);
    }
    expect(grantsOf(tsunagi, 'wayoutflowlogs')).toEqual({
      wayoutrejected: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
    });
    // Nothing but these is on more than named resources; the CDK's function writes its log by a policy of AWS's.
    expect(unnamedResources(tsunagi).map((line) => line.split(' allows ')[0])).toEqual([
      ...allowed.map(({ where }) => where),
      expect.stringMatching(`^${emptying} has managed policies`),
    ]);
  });

  it('calls that the network refuses are logged for thirty days, by a role that writes into this one group', () => {
    const [[, log] = ['', undefined], ...more] = ofType(tsunagi, 'AWS::EC2::FlowLog');
    expect(more).toEqual([]);
    expect(log?.Properties).toMatchObject({ ResourceType: 'VPC', TrafficType: 'REJECT' });
    expect(textOf(log?.Properties.ResourceId)).toBe('wayoutnetwork');
    const group = ofType(tsunagi, 'AWS::Logs::LogGroup').find(
      ([id]) => pathOf(id) === textOf(log?.Properties.LogGroupName),
    );
    expect(group?.[1].Properties).toEqual({ LogGroupName: '/tsunagi/shop/network-rejected', RetentionInDays: 30 });
    const [trust, ...others] = trustsOf(tsunagi)[textOf(log?.Properties.DeliverLogsPermissionArn)] ?? [];
    expect(others).toEqual([]);
    expect(trust?.Principal).toEqual({ Service: 'vpc-flow-logs.amazonaws.com' });
    expect(Object.keys(trust?.Condition ?? {})).toEqual(['StringEquals', 'ArnLike']);
  });

  it('fixed addresses break one rule of cdk-nag more than a deployment without them', () => {
    const without = nagFindings([]);
    const more = nagFindings([], () => {}, { fixedAddresses: '2' }).filter((id) => !without.includes(id));
    // IAM5: EC2 knows no name of an interface that is yet to be made.
    expect(more).toEqual(['AwsSolutions-IAM5']);
  });

  it('fixed addresses are created on request alone, because they cost more than a small stage does', () => {
    const plain = templatesOf({ stage: 'shop' });
    expect(ofType(jsonOf(plain.data), 'AWS::EC2::EIP')).toEqual([]);
    expect(ofType(jsonOf(plain.tsunagi), 'AWS::EC2::VPC')).toEqual([]);
  });
});

/** The names that a template imports from other stacks, and those that it exports to them. */
const importsOf = (template: TemplateJson): Set<string> =>
  new Set(
    [...JSON.stringify(template.Resources).matchAll(/"Fn::ImportValue":"([^"]+)"/g)].map(([, name]) => String(name)),
  );
const exportsOf = (template: TemplateJson): Set<string> =>
  new Set(Object.values(template.Outputs ?? {}).map((output) => textOf(output.Export?.Name)));

describe.each(['0', '1'])('a stage that goes from two fixed addresses to %s', (fixedAddresses) => {
  const later = templatesOf({ stage: 'shop', fixedAddresses, sender: 'info@example.jp', mailFromName: '角田' });
  const [laterData, laterTsunagi] = [jsonOf(later.data), jsonOf(later.tsunagi)];
  const missing = (wanted: Set<string>, given: Set<string>) => [...wanted].filter((name) => !given.has(name));

  it('a stage cannot change its fixed addresses by deploying both stacks at once: exports that are still imported would go', () => {
    const taken = missing(importsOf(tsunagi), exportsOf(laterData));
    expect(taken.length).toBeGreaterThan(0);
    expect(taken.filter((name) => !/FixedAddress/.test(name))).toEqual([]);
  });

  it('a stage changes its fixed addresses by deploying the stack that works first, and both of them then, as the page says', () => {
    expect(missing(importsOf(laterTsunagi), exportsOf(data))).toEqual([]);
    expect(missing(importsOf(laterTsunagi), exportsOf(laterData))).toEqual([]);
    const page = readFileSync('docs/reference/stack.md', 'utf8');
    const first = page.indexOf('npx cdk deploy Tsunagi-<stage> --exclusively -c fixedAddresses=');
    expect(first).toBeGreaterThan(0);
    expect(page.indexOf('npx cdk deploy --all -c fixedAddresses=', first)).toBeGreaterThan(first);
  });

  it('a subnet or an address that is kept through a change is the same one', () => {
    for (const [before, after] of [
      [data, laterData],
      [tsunagi, laterTsunagi],
    ] as const) {
      for (const [id, { Type, Properties }] of Object.entries(after.Resources)) {
        if (!/^AWS::EC2::(?:EIP|NatGateway|Subnet|VPC|SecurityGroup)$/.test(Type)) continue;
        expect(before.Resources[id]?.Properties, id).toEqual(Properties);
      }
    }
  });
});

it('the right of Lambda to remove its interfaces outlives the network, which cannot be deleted while they are there', () => {
  const rights = Object.entries(tsunagi.Resources)
    .filter(([, one]) => JSON.stringify(one.Properties).includes('"ec2:DeleteNetworkInterface"'))
    .map(([id, { Type }]) => ({ id, Type }));
  expect(rights.map(({ Type }) => Type)).toEqual(Array(5).fill('AWS::IAM::Policy'));
  // What depends on something is deleted before it.
  const [[, vpc] = ['', undefined]] = ofType(tsunagi, 'AWS::EC2::VPC');
  expect(vpc?.DependsOn?.toSorted()).toEqual(rights.map(({ id }) => id).sort());
  for (const type of ['AWS::EC2::Subnet', 'AWS::EC2::SecurityGroup']) {
    for (const [id, one] of ofType(tsunagi, type)) expect(textOf(one.Properties.VpcId), id).toBe('wayoutnetwork');
  }
  // They hold nothing else: the policies of the functions themselves change with the functions.
  for (const { id } of rights) expect(pathOf(id)).toMatch(/rolenetwork$/);
});
