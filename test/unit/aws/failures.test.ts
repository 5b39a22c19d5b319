import { describe, expect, it } from 'vitest';
import { answerOf, storeFailure } from '../../../aws/failures.ts';
import { TsunagiError } from '../../../core/kernel/errors.ts';
import { serviceException } from './fake-service.ts';

describe('what a service of AWS answers', () => {
  it.each([
    ['ProvisionedThroughputExceededException', 400],
    ['ThrottlingException', 400],
    ['RequestLimitExceeded', 400],
    ['TooManyRequestsException', 429],
    ['InternalServerError', 500],
    ['ServiceUnavailable', 503],
  ])('may pass by itself: %s', (name, status) => {
    expect(storeFailure('DynamoDB', 'PutItem', serviceException(name, status))).toMatchObject({
      code: 'store.failing',
      retry: 'later',
      context: { operation: 'PutItem', status, requestId: 'REQUEST-1' },
    });
  });

  it.each([
    ['ValidationException', 400],
    ['ResourceNotFoundException', 400],
    ['AccessDeniedException', 400],
  ])('comes again, so a person must act: %s', (name, status) => {
    expect(storeFailure('DynamoDB', 'PutItem', serviceException(name, status))).toMatchObject({ retry: 'never' });
  });

  it.each([
    ['ValidationException', /larger, longer or out of the range/],
    ['SerializationException', /larger, longer or out of the range/],
    ['AccessDeniedException', /permissions/],
    ['ResourceNotFoundException', /name of the table/],
  ])('says what to do about it, and about nothing else: %s', (name, advice) => {
    const { message } = storeFailure('DynamoDB', 'PutItem', serviceException(name, 400));
    expect(message).toMatch(advice);
    expect(/permissions/.test(message)).toBe(/permissions|table/.test(advice.source));
  });

  it('may pass by itself when the network is at fault, and says how', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
    const failure = storeFailure('KMS', 'Decrypt', refused);
    expect(failure).toMatchObject({ code: 'store.failing', retry: 'later', context: { operation: 'Decrypt' } });
    expect(failure.message).toContain('KMS did not carry out Decrypt: Error ECONNREFUSED.');
  });

  it('is reported without what the service quoted', () => {
    const failure = storeFailure('DynamoDB', 'PutItem', serviceException('ValidationException', 400));
    expect(failure.message).toContain('ValidationException');
    expect(JSON.stringify([failure.message, failure.context, failure.cause, failure.stack])).not.toContain('花森');
  });

  it('is null when it was expected by its name', async () => {
    const refuse = () => Promise.reject(serviceException('ConditionalCheckFailedException', 400));
    expect(await answerOf('DynamoDB', 'PutItem', refuse, 'ConditionalCheckFailedException')).toBeNull();
    await expect(answerOf('DynamoDB', 'PutItem', refuse, 'OtherException')).rejects.toBeInstanceOf(TsunagiError);
    await expect(answerOf('DynamoDB', 'PutItem', refuse)).rejects.toBeInstanceOf(TsunagiError);
  });

  it('keeps a failure that has been translated already', () => {
    const translated = new TsunagiError('store.failing', 'later', 'x');
    expect(storeFailure('DynamoDB', 'PutItem', translated)).toBe(translated);
  });
});
