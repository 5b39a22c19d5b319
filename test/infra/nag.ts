import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { buildDeployment, type Deployment } from '../../lib/app.ts';

/** A rule of cdk-nag that we break on purpose, and why. */
export interface AcceptedRule {
  readonly id: string;
  readonly reason: string;
  /** Where alone it may be broken: a path within the stack that works; everywhere without it. */
  readonly within?: string;
}

/** The rules of cdk-nag we break on purpose. Everything else it finds fails the test. */
export const nagTolerated: readonly AcceptedRule[] = [
  {
    id: 'AwsSolutions-SQS3',
    reason:
      'A failure queue is where records end; nothing consumes it automatically, so it needs no dead-letter queue.',
  },
  { id: 'Serverless-SQSRedrivePolicy', reason: 'As AwsSolutions-SQS3.' },
  {
    id: 'Serverless-LambdaDLQ',
    reason: 'An on-failure destination takes its place: it also tells why the run failed and what it was started with.',
  },
  {
    id: 'Serverless-LambdaEventSourceMappingDestination',
    reason: 'A destination is for streams. A message that fails goes from its queue to the dead letters of the queue.',
  },
  {
    id: 'Serverless-LambdaTracing',
    reason: 'A run is one function that talks to one mall; its log line has the timings, at no cost per run.',
  },
  {
    id: 'Serverless-EventBusDLQ',
    reason:
      'What SES says of mails names the addresses, which are not passed on; a queue would keep them. EventBridge tries for 24 hours to reach the topic beside it.',
  },
  {
    id: 'Serverless-LambdaAsyncFailureDestination',
    within: 'notify-merchants/reports',
    reason: 'What SES reports of mails names the addresses, which a record of a failed run would keep for 14 days.',
  },
  {
    id: 'Serverless-SNSRedrivePolicy',
    reason: 'What is sent by mail fails at the mail server, which no queue sees; the alarm and the dashboard stay red.',
  },
  {
    id: 'AwsSolutions-APIG1',
    reason:
      'An access log would keep paths, which name orders, beside addresses of callers. The log of the function has each read of buyers.',
  },
  { id: 'Serverless-APIGWAccessLogging', reason: 'As AwsSolutions-APIG1.' },
  {
    id: 'AwsSolutions-APIG4',
    reason:
      'The function knows its keys, by the same code as at npm start. Without a key it answers only the document.',
  },
];

/** The parameters that add to a deployment. */
export const everything = {
  opsEmail: 'ops@example.jp',
  webhookParameter: '/tsunagi/prod/webhook',
  sender: 'info@example.jp',
  mailFromName: '角田システム',
  referenceUrl: 'https://checkip.amazonaws.com/',
  api: 'true',
};

/**
 * What cdk-nag finds in a deployment with everything that parameters can add to it, apart from the accepted rules: the ids of
 * the rules that are broken, each once. `plant` may build something into it first; `parameters` are added.
 */
export function nagFindings(
  accepted: readonly AcceptedRule[],
  plant: (deployment: Deployment) => void = () => {},
  parameters: Readonly<Record<string, string>> = {},
): string[] {
  const outdir = mkdtempSync(join(tmpdir(), 'tsunagi-nag-'));
  try {
    const context = { 'aws:cdk:bundling-stacks': [], ...everything, ...parameters };
    const deployment = buildDeployment({ outdir, context });
    const { app, tsunagi } = deployment;
    plant(deployment);
    for (const { within, ...rule } of accepted) {
      const [scope = app] = tsunagi.node.findAll().filter(({ node }) => node.path === `${tsunagi.node.path}/${within}`);
      Validations.of(scope).acknowledge(rule);
    }
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
    app.synth();
    return [];
  } catch (error) {
    const ids = String(error).match(/\b(AwsSolutions|Serverless)-[A-Za-z0-9]+/g);
    if (ids === null) throw error;
    return [...new Set(ids)].sort();
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
