import { readFileSync } from 'node:fs';
import { App, CfnOutput } from 'aws-cdk-lib';
import { DataStack } from './data-stack.ts';
import { readParameters } from './parameters.ts';
import { TsunagiStack } from './tsunagi-stack.ts';

/** The two stacks of one deployment, and the app that writes them. */
export interface Deployment {
  readonly app: App;
  readonly data: DataStack;
  readonly tsunagi: TsunagiStack;
}

/**
 * Builds the CDK app. The context of cdk.json holds here too, so that the templates are the same whoever starts the synthesis:
 * the CDK's own command, `npm run synth`, a test or the local cloud.
 *
 * @param outdir where the templates go; the CDK's choice without it
 * @param context parameters by name, over those of cdk.json
 * @throws ParameterError naming everything that is wrong with the parameters
 */
export function buildDeployment(options: { outdir?: string; context?: Record<string, unknown> } = {}): Deployment {
  const settled = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8')) as {
    context: Record<string, unknown>;
  };
  const app = new App({
    context: { ...settled.context, ...options.context },
    analyticsReporting: false,
    ...(options.outdir === undefined ? {} : { outdir: options.outdir }),
  });
  const parameters = readParameters(app.node.getAllContext());
  const data = new DataStack(app, `TsunagiData-${parameters.stage}`, {
    stage: parameters.stage,
    fixedAddresses: parameters.fixedAddresses,
    multiRegionKey: parameters.multiRegionKey,
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
  const tsunagi = new TsunagiStack(app, `Tsunagi-${parameters.stage}`, { parameters, data });
  for (const stack of [data, tsunagi]) new CfnOutput(stack, 'Release', { value: release() });
  return { app, data, tsunagi };
}

/** The version of package.json: which release the stacks were deployed by. */
function release(): string {
  return (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;
}
