import { ArnFormat, Stack } from 'aws-cdk-lib';
import {
  type CfnEIP,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  type IVpc,
  NatProvider,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** What Lambda itself does in a network, with the function's role: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html */
const networkActions = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * A network of its own, out of which every call goes by one of a few addresses that never change, and into which nothing comes.
 * For malls that answer registered addresses alone (`docs/malls/yahoo.md`). Tables are reached beside it, at no cost.
 */
export class FixedWayOut extends Construct {
  readonly vpc: IVpc;
  readonly securityGroup: SecurityGroup;

  /** `addresses`: one for each zone that is used. */
  constructor(scope: Construct, id: string, props: { readonly stage: string; readonly addresses: readonly CfnEIP[] }) {
    super(scope, id);
    const zones = props.addresses.length;
    this.vpc = new Vpc(this, 'network', {
      vpcName: `tsunagi-${props.stage}`,
      ipAddresses: IpAddresses.cidr('10.73.0.0/20'),
      maxAzs: zones,
      natGateways: zones,
      natGatewayProvider: NatProvider.gateway({
        eipAllocationIds: props.addresses.map(({ attrAllocationId }) => attrAllocationId),
      }),
      subnetConfiguration: [
        { name: 'out', subnetType: SubnetType.PUBLIC, cidrMask: 28, mapPublicIpOnLaunch: false },
        { name: 'functions', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 22 },
      ],
      gatewayEndpoints: { tables: { service: GatewayVpcEndpointAwsService.DYNAMODB } },
      // Nothing is put into the default group; emptying it would take a function of the CDK's own, with rights of its own.
      restrictDefaultSecurityGroup: false,
      // The CDK's own types disagree about one optional property.
    }) as IVpc;
    this.securityGroup = new SecurityGroup(this, 'https', {
      vpc: this.vpc,
      description: 'Tsunagi: calls out over HTTPS, and nothing in',
      allowAllOutbound: false,
    });
    this.securityGroup.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'Malls and services of AWS, over TLS');
  }

  /** Lets Lambda connect a function to the network, and keeps the function's own code from doing any of that. */
  admit(role: Role, functionName: string): void {
    // EC2 knows no resource by which these could be narrowed before the interface is there.
    role.addToPolicy(new PolicyStatement({ actions: networkActions, resources: ['*'] }));
    const functionArn = Stack.of(this).formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: functionName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    role.addToPolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: networkActions,
        resources: ['*'],
        conditions: { ArnEquals: { 'lambda:SourceFunctionArn': [functionArn] } },
      }),
    );
  }
}
