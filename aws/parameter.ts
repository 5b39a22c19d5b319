import { errorName, secondMs, TsunagiError } from '../core/kernel/index.ts';

const timeoutMs = 8 * secondMs;

/**
 * Reads a SecureString of the Parameter Store by AWS's own extension, which runs beside the function, signs with its role and keeps the
 * value for minutes. So no SDK is bundled for one value, and a changed value needs no deployment.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-integration-lambda-extensions.html
 *
 * @param at where the extension listens, `http://localhost:2773`, and the session token that identifies the function
 * @throws TsunagiError `aws.failing`; its text has the parameter's name, never its value
 */
export async function secureParameter(
  name: string,
  at: { readonly url: string; readonly token: string },
): Promise<string> {
  const url = `${at.url}/systemsmanager/parameters/get?name=${encodeURIComponent(name)}&withDecryption=true`;
  const headers = { 'X-Aws-Parameters-Secrets-Token': at.token };
  const failed = (what: string): TsunagiError =>
    new TsunagiError(
      'aws.failing',
      'later',
      `The parameter ${name} cannot be read: ${what}. It must be a SecureString under the key aws/ssm, in this account and region: aws ssm put-parameter --type SecureString --name ${name} --value …`,
    );
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs) });
    text = await answer.text();
  } catch (error) {
    throw failed(`the extension does not answer (${errorName(error)})`);
  }
  if (!answer.ok) throw failed(`the extension answers ${answer.status}`);
  const value = valueIn(text);
  if (value === null) throw failed('the answer has no Parameter.Value');
  return value;
}

function valueIn(text: string): string | null {
  try {
    const { Parameter } = JSON.parse(text) as { readonly Parameter?: { readonly Value?: unknown } };
    return typeof Parameter?.Value === 'string' && Parameter.Value !== '' ? Parameter.Value : null;
  } catch {
    return null;
  }
}
