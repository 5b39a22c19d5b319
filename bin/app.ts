/** The CDK app, as the CDK's command starts it: see "app" in cdk.json. */
import { buildDeployment } from '../lib/app.ts';
import { ParameterError } from '../lib/parameters.ts';

try {
  buildDeployment().app.synth();
} catch (error) {
  if (!(error instanceof ParameterError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
