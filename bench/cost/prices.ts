/** The regions that are reckoned with. */
export type Region = 'ap-northeast-1' | 'us-east-1';

/** Where the bill of the short figures comes from. */
export const homeRegion: Region = 'ap-northeast-1';

/** A published price, in US dollars. */
export interface Price {
  readonly what: string;
  readonly unit: string;
  readonly dollars: Readonly<Record<Region, number>>;
  /** Where AWS publishes it. */
  readonly source: string;
  /** Regions whose price was found in public text when the table was made; the others' are from memory of the same page. */
  readonly verified: readonly Region[];
}

/** When the prices were last looked up. */
export const pricesOf = '2026-11-24';

/** What AWS asks, on demand and without free tiers. */
export const prices = {
  writeUnit: {
    what: 'DynamoDB, write request units',
    unit: 'million',
    dollars: { 'ap-northeast-1': 0.715, 'us-east-1': 0.625 },
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    verified: ['us-east-1'],
  },
  readUnit: {
    what: 'DynamoDB, read request units',
    unit: 'million',
    dollars: { 'ap-northeast-1': 0.143, 'us-east-1': 0.125 },
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    verified: ['us-east-1'],
  },
  storage: {
    what: 'DynamoDB, data and its recovery to any second',
    unit: 'GB and month',
    dollars: { 'ap-northeast-1': 0.285 + 0.228, 'us-east-1': 0.25 + 0.2 },
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    verified: [],
  },
  backup: {
    what: 'AWS Backup, a table’s backup',
    unit: 'GB and month',
    dollars: { 'ap-northeast-1': 0.114, 'us-east-1': 0.1 },
    source: 'https://aws.amazon.com/backup/pricing/',
    verified: [],
  },
  compute: {
    what: 'Lambda on arm64, compute',
    unit: 'million GB-seconds',
    dollars: { 'ap-northeast-1': 13.3334, 'us-east-1': 13.3334 },
    source: 'https://aws.amazon.com/lambda/pricing/',
    verified: ['us-east-1'],
  },
  invocation: {
    what: 'Lambda, requests',
    unit: 'million',
    dollars: { 'ap-northeast-1': 0.2, 'us-east-1': 0.2 },
    source: 'https://aws.amazon.com/lambda/pricing/',
    verified: ['us-east-1'],
  },
  schedule: {
    what: 'EventBridge Scheduler, invocations',
    unit: 'million',
    dollars: { 'ap-northeast-1': 1.25, 'us-east-1': 1 },
    source: 'https://aws.amazon.com/eventbridge/pricing/',
    verified: ['us-east-1'],
  },
  event: {
    what: 'EventBridge, events put on a bus',
    unit: 'million',
    dollars: { 'ap-northeast-1': 1, 'us-east-1': 1 },
    source: 'https://aws.amazon.com/eventbridge/pricing/',
    verified: ['us-east-1'],
  },
  queueRequest: {
    what: 'SQS, requests',
    unit: 'million',
    dollars: { 'ap-northeast-1': 0.4, 'us-east-1': 0.4 },
    source: 'https://aws.amazon.com/sqs/pricing/',
    verified: ['us-east-1'],
  },
  httpApi: {
    what: 'API Gateway, requests of an HTTP API, of the first 300 million',
    unit: 'million',
    dollars: { 'ap-northeast-1': 1.29, 'us-east-1': 1 },
    source: 'https://aws.amazon.com/api-gateway/pricing/',
    verified: ['us-east-1'],
  },
  key: {
    what: 'KMS, a key',
    unit: 'month',
    dollars: { 'ap-northeast-1': 1, 'us-east-1': 1 },
    source: 'https://aws.amazon.com/kms/pricing/',
    verified: [],
  },
  alarm: {
    what: 'CloudWatch, an alarm of one metric',
    unit: 'month',
    dollars: { 'ap-northeast-1': 0.1, 'us-east-1': 0.1 },
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    verified: ['us-east-1'],
  },
  compositeAlarm: {
    what: 'CloudWatch, a composite alarm',
    unit: 'month',
    dollars: { 'ap-northeast-1': 0.5, 'us-east-1': 0.5 },
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    verified: ['us-east-1'],
  },
  metric: {
    what: 'CloudWatch, a metric of one’s own, of the first 10,000',
    unit: 'month',
    dollars: { 'ap-northeast-1': 0.3, 'us-east-1': 0.3 },
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    verified: ['us-east-1'],
  },
  dashboard: {
    what: 'CloudWatch, a dashboard',
    unit: 'month',
    dollars: { 'ap-northeast-1': 3, 'us-east-1': 3 },
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    verified: ['us-east-1'],
  },
  logs: {
    what: 'CloudWatch, logs taken in',
    unit: 'GB',
    dollars: { 'ap-northeast-1': 0.76, 'us-east-1': 0.5 },
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    verified: ['us-east-1'],
  },
  dataOut: {
    what: 'Data out to the internet',
    unit: 'GB',
    dollars: { 'ap-northeast-1': 0.114, 'us-east-1': 0.09 },
    source: 'https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer',
    verified: ['us-east-1'],
  },
  gateway: {
    what: 'VPC, a NAT gateway',
    unit: 'hour',
    dollars: { 'ap-northeast-1': 0.062, 'us-east-1': 0.045 },
    source: 'https://aws.amazon.com/vpc/pricing/',
    verified: [],
  },
  gatewayGigabyte: {
    what: 'VPC, data through a NAT gateway',
    unit: 'GB',
    dollars: { 'ap-northeast-1': 0.062, 'us-east-1': 0.045 },
    source: 'https://aws.amazon.com/vpc/pricing/',
    verified: [],
  },
  address: {
    what: 'VPC, a public IPv4 address',
    unit: 'hour',
    dollars: { 'ap-northeast-1': 0.005, 'us-east-1': 0.005 },
    source: 'https://aws.amazon.com/vpc/pricing/',
    verified: [],
  },
} as const satisfies Record<string, Price>;

/**
 * What AWS gives an account, or an organization, for nothing in every month, in the prices' units: its tiers that do not end after a year.
 * DynamoDB's 25 GB are left out: their recovery, and requests on demand, are billed all the same.
 */
export const freeAMonth: Readonly<Partial<Record<PriceName, number>>> = {
  compute: 0.4,
  invocation: 1,
  schedule: 14,
  queueRequest: 1,
  alarm: 10,
  metric: 10,
  dashboard: 3,
  logs: 5,
  dataOut: 100,
};

export type PriceName = keyof typeof prices;
