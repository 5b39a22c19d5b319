import type { Log } from '../../core/ports/index.ts';
import type { StackFacts, Stage } from '../../wiring/deployment.ts';
import { didYouMean } from '../arguments/nearest.ts';
import { standingOf } from '../stage/stack-standing.ts';
import { type Instance, openDescribed } from './instance.ts';
import { NoInstance } from './no-instance.ts';

/**
 * Opens a deployed stage with the variables of its functions, read from AWS each time. Throws a `NoInstance` where the stage
 * does not exist, or was never complete. A stage that a failed deployment left half updated opens with a notice: its tables
 * are unchanged.
 */
export async function openStageInstance(stage: Stage, place: string, log: Log): Promise<Instance> {
  const stack = await stage.stack('stack');
  if (stack === null) throw new NoInstance(await absentText(stage));
  const notices = noticesOf(stack, stage);
  const functionName = anyFunction(stack);
  const variables = functionName === undefined ? null : await stage.variables(functionName);
  if (variables === null) {
    throw new NoInstance(
      `${stack.name} has ${functionName === undefined ? 'no output that names a function' : `no function ${functionName} any more`}. Deploy it again: npx cdk deploy --all -c stage=${stage.name}`,
    );
  }
  const variablesOfAll = async () => (await stage.allVariables()) ?? variables;
  const instance = await openDescribed(variables, place, log, notices, variablesOfAll);
  // Without a sender the function that writes to merchants is not deployed.
  return { ...instance, hasSender: stack.outputs.NotifyMerchantsFunction !== undefined };
}

/** Every function has what a command needs; poll-orders comes first because it is there since the first release. */
function anyFunction({ outputs }: StackFacts): string | undefined {
  return outputs.PollOrdersFunction ?? Object.entries(outputs).find(([name]) => name.endsWith('Function'))?.[1];
}

function noticesOf(stack: StackFacts, { name }: Stage): string[] {
  const standing = standingOf(stack, name);
  switch (standing.kind) {
    case 'complete':
    case 'rolled-back':
    case 'changing':
      return [];
    case 'half':
      return [`${stack.name} is ${stack.status}: ${standing.means}. ${standing.next}`];
    case 'unfinished':
    case 'going':
      throw new NoInstance(
        `${stack.name} cannot be worked on: it is ${stack.status}, ${standing.means}. ${standing.next}${because(stack)}`,
      );
  }
}

const because = ({ reason }: StackFacts): string => (reason === '' ? '' : `\nCloudFormation says: ${reason}`);

async function absentText(stage: Stage): Promise<string> {
  const data = await stage.stack('dataStack');
  const others = await stage.others();
  const there =
    others.length === 0
      ? `No stage is deployed there; is it another region (--region) or account (--profile)?`
      : `Stages there: ${others.join(', ')}.${didYouMean(stage.name, others)} Choose one with --stage, or another region (--region) or account (--profile).`;
  return [
    `There is no stack ${stage.names.stack} in ${stage.region}. ${there}`,
    data === null
      ? 'To deploy it, follow docs/deploy.md.'
      : `Its data are there (${data.name}): the deployment was not finished, or the stage was torn down. Deploy it: npx cdk deploy --all -c stage=${stage.name}`,
  ].join('\n');
}
