/** The CDK app, as the CDK's command starts it: see "app" in cdk.json. */
import { buildDeployment } from '../lib/app.ts';
import { ParameterError } from '../lib/parameters.ts';
import { ElsewhereError } from '../lib/pinned.ts';

const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;

try {
  buildDeployment({ caller: { account, region } }).app.synth();
} catch (error) {
  if (!(error instanceof ParameterError || error instanceof ElsewhereError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
