/** `npm run synth`: writes the CloudFormation templates. Needs neither network nor credentials. */
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Command } from 'commander';
import { buildDeployment } from '../lib/app.ts';
import { ParameterError } from '../lib/parameters.ts';

const command: Command = new Command('synth')
  .description('Writes the CloudFormation templates and the bundles of the functions.')
  .option(
    '-c, --context <name=value...>',
    'parameter of the deployment, as for "cdk deploy"; may be given several times',
  )
  .option('-o, --out <folder>', 'where to write', 'cdk.out')
  .option('-q, --quiet', 'print nothing but errors', false)
  .parse();
const options = command.opts<{ context?: string[]; out: string; quiet: boolean }>();

const context: Record<string, string> = {};
for (const pair of options.context ?? []) {
  const [name, ...value] = pair.split('=');
  if (name === undefined || name === '' || value.length === 0) {
    command.error(`"${pair}" is not a parameter: write it as name=value, such as -c stage=prod.`);
  }
  context[name] = value.join('=');
}

try {
  const { app, data, tsunagi } = buildDeployment({ outdir: options.out, context });
  const assembly = app.synth();
  if (!options.quiet) {
    // The CDK's own command prints what stacks warn of by itself; here the CDK's own advice is left out.
    for (const { id, level, entry } of assembly.stacks.flatMap((stack) => stack.messages)) {
      if (`${entry.data}`.includes('[ack: tsunagi:')) console.error(`${id}: ${level}: ${entry.data}`);
    }
    for (const stack of [data, tsunagi]) console.log(relative('', join(assembly.directory, stack.templateFile)));
    for (const entry of readdirSync(assembly.directory)) {
      if (entry.startsWith('asset.')) console.log(relative('', join(assembly.directory, entry)));
    }
  }
} catch (error) {
  if (!(error instanceof ParameterError)) throw error;
  command.error(error.message);
}
