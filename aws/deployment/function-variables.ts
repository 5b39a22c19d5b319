import { GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { TsunagiError } from '../../core/kernel/index.ts';
import { answerOrNull } from './answer.ts';
import { liveAlias } from './names.ts';

const action = 'lambda:GetFunctionConfiguration';

/**
 * The environment of the version of a deployed function that is in use; of a function without the alias, its own. Null when
 * there is no such function.
 */
export async function functionVariables(
  client: LambdaClient,
  functionName: string,
): Promise<Readonly<Record<string, string>> | null> {
  const read = (input: { readonly Qualifier?: string }) =>
    answerOrNull(action, ['ResourceNotFoundException'], () =>
      client.send(new GetFunctionConfigurationCommand({ FunctionName: functionName, ...input })),
    );
  const found = (await read({ Qualifier: liveAlias })) ?? (await read({}));
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
