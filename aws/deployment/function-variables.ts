import { GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { TsunagiError } from '../../core/errors.ts';
import { answerOrNull } from './answer.ts';

const action = 'lambda:GetFunctionConfiguration';

/** The environment a deployed function has; null when there is no such function. */
export async function functionVariables(
  client: LambdaClient,
  functionName: string,
): Promise<Readonly<Record<string, string>> | null> {
  const command = new GetFunctionConfigurationCommand({ FunctionName: functionName });
  const found = await answerOrNull(action, ['ResourceNotFoundException'], () => client.send(command));
  if (found === null) return null;
  const { Variables, Error: unreadable } = found.Environment ?? {};
  if (unreadable !== undefined) {
    throw new TsunagiError(
      'aws.not-allowed',
      'never',
      `The environment of ${functionName} cannot be read: ${unreadable.ErrorCode ?? ''} ${unreadable.Message ?? ''}`.trimEnd(),
      { operation: action },
    );
  }
  return Variables ?? {};
}
