import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { expect, it } from 'vitest';
import { buildDeployment } from '../../lib/app.ts';

/** The rules of cdk-nag we break on purpose. Everything else it finds fails the test. */
const accepted = [
  {
    id: 'AwsSolutions-SQS3',
    reason: 'A failure queue is where records end; nobody consumes it automatically, so it needs no dead-letter queue.',
  },
  { id: 'Serverless-SQSRedrivePolicy', reason: 'As AwsSolutions-SQS3.' },
  {
    id: 'Serverless-LambdaDLQ',
    reason: 'An on-failure destination takes its place: it also tells why the run failed and what it was started with.',
  },
  {
    id: 'Serverless-LambdaTracing',
    reason: 'A run is one function that talks to one mall; its log line has the timings, at no cost per run.',
  },
];

it('follows the rules of cdk-nag, apart from those named with a reason', { timeout: 60_000 }, () => {
  const outdir = mkdtempSync(join(tmpdir(), 'tsunagi-nag-'));
  try {
    const { app } = buildDeployment({ outdir, context: { 'aws:cdk:bundling-stacks': [] } });
    for (const rule of accepted) Validations.of(app).acknowledge(rule);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
    expect(() => app.synth()).not.toThrow();
  } finally {
    rmSync(outdir, { recursive: true });
  }
});
