import { describe, expect, it } from 'vitest';
import { nagFindings } from './nag.ts';
import { statementsOf, unnamedResources } from './privilege.ts';
import { jsonOf, pathOf, type Resource, templatesOf, textOf } from './templates.ts';

const templates = templatesOf({ stage: 'shop', fixedAddresses: '2', sender: 'info@example.jp', mailFromName: '角田' });
const [data, tsunagi] = [jsonOf(templates.data), jsonOf(templates.tsunagi)];
const ofType = (template: typeof data, type: string): [string, Resource][] =>
  Object.entries(template.Resources).filter(([, { Type }]) => Type === type);

describe('calls to malls by addresses that never change', () => {
  it('leave by addresses of the stateful stack, which stay whatever is deleted: a person registered them', () => {
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

  it('are those of every function that calls a mall, and of no other', () => {
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
    });
  });

  it('go out over TLS alone, and nothing comes in', () => {
    const [[, group] = ['', undefined], ...more] = ofType(tsunagi, 'AWS::EC2::SecurityGroup');
    expect(more).toEqual([]);
    expect(group?.Properties.SecurityGroupIngress).toBeUndefined();
    expect(group?.Properties.SecurityGroupEgress).toEqual([
      expect.objectContaining({ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443, IpProtocol: 'tcp' }),
    ]);
  });

  it('give the code of a function no right over the network: what Lambda may do, it may not', () => {
    const onNetwork = statementsOf(tsunagi).filter(({ statement }) => JSON.stringify(statement).includes('ec2:'));
    const allowed = onNetwork.filter(({ statement }) => statement.Effect === 'Allow');
    const denied = onNetwork.filter(({ statement }) => statement.Effect === 'Deny');
    expect(allowed).toHaveLength(5);
    expect(denied.map(({ where }) => where)).toEqual(allowed.map(({ where }) => where));
    for (const [index, { statement }] of denied.entries()) {
      expect(statement.Action).toEqual(allowed[index]?.statement.Action);
      expect(textOf(statement.Condition)).toMatch(/lambda:SourceFunctionArn.*:function:tsunagi-shop-/);
    }
    // Nothing but these is on more than named resources.
    expect(unnamedResources(tsunagi).map((line) => line.split(' allows ')[0])).toEqual(
      allowed.map(({ where }) => where),
    );
  });

  it('break two rules of cdk-nag more than a deployment without them', { timeout: 60_000 }, () => {
    const without = nagFindings([]);
    const more = nagFindings([], () => {}, { fixedAddresses: '2' }).filter((id) => !without.includes(id));
    // IAM5: EC2 knows no name of an interface that is yet to be made. VPC7: nothing comes in, and the log of the functions names each call.
    expect(more).toEqual(['AwsSolutions-IAM5', 'AwsSolutions-VPC7']);
  });

  it('are not there unless somebody asks for them, for they cost as much as all the rest', () => {
    const plain = templatesOf({ stage: 'shop' });
    expect(ofType(jsonOf(plain.data), 'AWS::EC2::EIP')).toEqual([]);
    expect(ofType(jsonOf(plain.tsunagi), 'AWS::EC2::VPC')).toEqual([]);
  });
});
