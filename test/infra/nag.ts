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
}

/** Parameters that add something to the templates. */
const everything = {
  opsEmail: 'ops@example.jp',
  webhookParameter: '/tsunagi/prod/webhook',
  sender: 'info@example.jp',
  mailFromName: '角田システム',
  referenceUrl: 'https://checkip.amazonaws.com/',
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
    const { app } = deployment;
    plant(deployment);
    for (const rule of accepted) Validations.of(app).acknowledge(rule);
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
