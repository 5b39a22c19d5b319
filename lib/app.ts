import { readFileSync } from 'node:fs';
import { Annotations, App, CfnOutput } from 'aws-cdk-lib';
import { DataStack } from './data-stack.ts';
import { limitProblems } from './limits.ts';
import { judgeParameters, ParameterError, parameterNames } from './parameters.ts';
import { type Place, pinnedPlace } from './pinned.ts';
import { TsunagiStack } from './tsunagi-stack.ts';

/** The two stacks of one deployment, and the app that writes them. */
export interface Deployment {
  readonly app: App;
  readonly data: DataStack;
  readonly tsunagi: TsunagiStack;
}

/**
 * Builds the CDK app. The context of cdk.json holds here too, so that the templates are the same whatever starts the synthesis:
 * the CDK's own command, `npm run synth`, a test or the local cloud.
 *
 * @param outdir where the templates go; the CDK's choice without it
 * @param context parameters by name, over those of cdk.json
 * @param caller the account and region that would be deployed to, where they are known
 * @throws ParameterError naming everything that is wrong with the parameters, and what AWS would refuse for its size
 * @throws ElsewhereError when the stage belongs to another account or region than the caller's
 */
export function buildDeployment(
  options: { outdir?: string; context?: Record<string, unknown>; caller?: Place } = {},
): Deployment {
  const settled = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8')) as {
    context: Record<string, unknown>;
  };
  const context = { ...settled.context, ...options.context };
  const app = new App({
    // The caller decides when the templates are written. None are written if the parameters are refused.
    autoSynth: false,
    context,
    analyticsReporting: false,
    ...(options.outdir === undefined ? {} : { outdir: options.outdir }),
  });
  // As the App sees it: the CDK's own command passes its context in the environment. A second App would leave an empty folder behind.
  const { parameters, problems } = judgeParameters(app.node.getAllContext());
  // If it is refused anyway, it is measured without bundling, whatever the CDK's own command requests.
  if (problems.length > 0) app.node.setContext('aws:cdk:bundling-stacks', []);
  const place = pinnedPlace(parameters, options.caller ?? {});
  const env = place === undefined ? {} : { env: place };
  const data = new DataStack(app, `TsunagiData-${parameters.stage}`, {
    ...env,
    stage: parameters.stage,
    fixedAddresses: parameters.fixedAddresses,
    multiRegionKey: parameters.multiRegionKey,
    existingKey: parameters.existingKey,
    backupCopyTo: parameters.backupCopyTo,
    warmWritesPerSecond: parameters.warmWritesPerSecond,
    existing: {
      Orders: parameters.ordersTable,
      Revisions: parameters.revisionsTable,
      Stock: parameters.stockTable,
      Shops: parameters.shopsTable,
      Control: parameters.controlTable,
      Pushes: parameters.pushesTable,
      Listings: parameters.listingsTable,
    },
  });
  const tsunagi = new TsunagiStack(app, `Tsunagi-${parameters.stage}`, { ...env, parameters, data });
  if (place === undefined && parameters.stage !== 'dev') warnOfAnyAccount(tsunagi, parameters.stage);
  for (const stack of [data, tsunagi]) new CfnOutput(stack, 'Release', { value: release() });
  const found = [...problems, ...limitProblems([data, tsunagi], parameterNames)];
  if (found.length > 0) throw new ParameterError(found);
  return { app, data, tsunagi };
}

/** The default stage is for trials. Any other may have merchants, and a second copy of it elsewhere would begin empty. */
function warnOfAnyAccount(stack: TsunagiStack, stage: string): void {
  Annotations.of(stack).addWarningV2(
    'tsunagi:not-pinned',
    `The stage ${stage} belongs to no account: it is deployed to whichever the credentials are of, a wrong one too. Set account and region in cdk.json (tsunagi:stages.${stage}).`,
  );
}

/** The version of package.json: which release the stacks were deployed by. */
function release(): string {
  return (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;
}
