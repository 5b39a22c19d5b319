import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { endingWith } from './ending-with.ts';
import { functionVariables } from './function-variables.ts';
import { namesOf } from './names.ts';
import { readStack } from './stacks.ts';

/** The tables and the key that a stage's functions work with, by their variables; null when it has no function. */
export async function variablesOfStage(
  clients: { readonly cloudFormation: CloudFormationClient; readonly lambda: LambdaClient },
  stage: string,
): Promise<Readonly<Record<string, string>> | null> {
  const stack = await readStack(clients.cloudFormation, namesOf(stage).stack);
  if (stack === null) return null;
  let variables: Readonly<Record<string, string>> | null = null;
  for (const [, functionName] of endingWith(stack.outputs, 'Function')) {
    const own = await functionVariables(clients.lambda, functionName);
    // Includes variables that only one function has, such as the sender of mails.
    if (own !== null) variables = { ...(variables ?? {}), ...own };
  }
  return variables;
}

/** The tables and the key that these variables name. They must not be deleted while a function uses them. */
export function namesInUse(variables: Readonly<Record<string, string>>): string[] {
  const tables = endingWith(variables, '_TABLE').map(([, name]) => name);
  return variables.DATA_KEY_ID ? [...tables, variables.DATA_KEY_ID] : tables;
}
