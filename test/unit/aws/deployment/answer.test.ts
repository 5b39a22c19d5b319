import { describe, expect, it } from 'vitest';
import { answerOrNull, answerTo } from '../../../../aws/deployment/answer.ts';

/** What the SDK throws. */
const thrown = (name: string, message = '', more: object = { $metadata: { httpStatusCode: 400, requestId: 'r-1' } }) =>
  Object.assign(new Error(message), { name }, more);

const failing = (error: Error) => answerTo('lambda:GetAccountSettings', () => Promise.reject(error));

describe('a question to AWS that is not answered', () => {
  it.each([
    [thrown('Error', 'Region is missing', {}), 'aws.no-region', /--region ap-northeast-1, or set AWS_REGION/],
    [thrown('CredentialsProviderError', 'Could not load credentials', {}), 'aws.no-credentials', /aws sso login/],
    [thrown('TokenProviderError', 'Token is expired', {}), 'aws.no-credentials', /Token is expired\. Sign in/],
    [thrown('ExpiredTokenException', 'It is over'), 'aws.no-credentials', /AWS refuses these credentials/],
    [
      thrown('AccessDeniedException', 'User x is not authorized'),
      'aws.not-allowed',
      /may not do lambda:GetAccountSettings/,
    ],
    [thrown('AccessDenied', 'no'), 'aws.not-allowed', /AWS says: no\./],
    [thrown('AuthorizationErrorException', 'no'), 'aws.not-allowed', /lambda:GetAccountSettings/],
    [thrown('Error', 'connect refused', { code: 'ECONNREFUSED' }), 'aws.unreachable', /ECONNREFUSED: connect refused/],
    [thrown('ThrottlingException', 'Rate exceeded'), 'aws.failing', /\(ThrottlingException\): Rate exceeded\.$/],
  ])('%s says what it means and what to do', async (error, code, message) => {
    await expect(failing(error)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
      context: { operation: 'lambda:GetAccountSettings' },
    });
  });

  it('is left as it is where it is a fault of ours', async () => {
    await expect(failing(new TypeError('x is undefined'))).rejects.toThrow(TypeError);
  });

  it('names the request, for AWS support', async () => {
    await expect(failing(thrown('InternalFailure'))).rejects.toMatchObject({ context: { requestId: 'r-1' } });
  });

  it('is null where the service says that there is no such thing, and only there', async () => {
    const ask = (name: string) => answerOrNull('x:Y', ['NotFoundException'], () => Promise.reject(thrown(name)));
    expect(await ask('NotFoundException')).toBeNull();
    await expect(ask('AccessDenied')).rejects.toMatchObject({ code: 'aws.not-allowed' });
  });
});
