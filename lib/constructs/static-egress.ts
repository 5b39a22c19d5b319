import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  type CfnEIP,
  CfnFlowLog,
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
import { Effect, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
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
 * A network with fixed outbound addresses and no inbound access, for malls that answer only registered addresses
 * (`docs/malls/yahoo.md`). Calls to tables bypass the addresses, at no cost.
 */
export class StaticEgress extends Construct {
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
      // Nothing uses the default group, which would let in and out what does. CloudFormation cannot empty it, so a function of the CDK's does.
      restrictDefaultSecurityGroup: true,
      // The CDK's own types disagree about one optional property.
    }) as IVpc;
    this.securityGroup = new SecurityGroup(this, 'https', {
      vpc: this.vpc,
      description: 'Tsunagi: calls out over HTTPS, and nothing in',
      allowAllOutbound: false,
    });
    this.securityGroup.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'Malls and services of AWS, over TLS');
    this.#logRejected(props.stage);
  }

  /**
   * Lets Lambda connect a function to the network, and keeps the function's own code from doing any of that.
   *
   * A separate policy, on which the network depends: when the network is removed, CloudFormation deletes the policy after it.
   * Lambda removes its interfaces with the function's role, minutes after the function has left the network. Without the permission they
   * would stay, and neither the security group nor the subnets could be deleted.
   */
  admit(role: Role, functionName: string): void {
    const policy = new Policy(role, 'network', { roles: [role] });
    // EC2 has no resource to narrow these by before the interface exists.
    policy.addStatements(new PolicyStatement({ actions: networkActions, resources: ['*'] }));
    const functionArn = Stack.of(this).formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: functionName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    policy.addStatements(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: networkActions,
        resources: ['*'],
        conditions: { ArnEquals: { 'lambda:SourceFunctionArn': [functionArn] } },
      }),
    );
    // Everything else of the network refers to the VPC, and so goes before it.
    this.vpc.node.defaultChild?.node.addDependency(policy);
  }

  /**
   * Logs what the network refused: a function that calls anything but port 443. Accepted traffic is not logged: it is
   * every call to a mall, and at tens of thousands of shops its log would cost hundreds of dollars a month.
   */
  #logRejected(stage: string): void {
    const logs = new LogGroup(this, 'rejected', {
      logGroupName: `/tsunagi/${stage}/network-rejected`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stack = Stack.of(this);
    const flowLogs = stack.formatArn({ service: 'ec2', resource: 'vpc-flow-log', resourceName: '*' });
    const role = new Role(this, 'flow-logs', {
      description: 'VPC flow logs: writes what the network refused into its log group',
      assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com', {
        // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account }, ArnLike: { 'aws:SourceArn': flowLogs } },
      }),
    });
    const policy = new Policy(this, 'flow-logs-policy', {
      roles: [role],
      statements: [
        new PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
          resources: [logs.logGroupArn],
        }),
      ],
    });
    const log = new CfnFlowLog(this, 'flow-log', {
      resourceId: this.vpc.vpcId,
      resourceType: 'VPC',
      trafficType: 'REJECT',
      logDestinationType: 'cloud-watch-logs',
      logGroupName: logs.logGroupName,
      deliverLogsPermissionArn: role.roleArn,
      maxAggregationInterval: 600,
    });
    log.node.addDependency(policy);
  }
}
