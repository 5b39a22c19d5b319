import { describe, expect, it } from 'vitest';
import { type ErrorCode, InputError, type SafeContext, TsunagiError } from '../../../../core/kernel/errors.ts';
import { leavesOpen } from '../../../../core/session/outcome.ts';

const failure = (code: ErrorCode, context: SafeContext = {}): TsunagiError =>
  new TsunagiError(code, 'later', 'it failed', context);

describe('a failed call that changes orders', () => {
  it.each<ErrorCode>([
    'mall.timeout',
    'mall.reset',
    'mall.failing',
    'mall.not-json',
    'mall.unreadable',
    'mall.too-large',
  ])('may have been applied after %s', (code) => {
    expect(leavesOpen(failure(code))).toBe(true);
  });

  it.each<ErrorCode>([
    'mall.unreachable',
    'mall.refused',
    'key.refused',
    'key.function-off',
    'key.unreadable',
    'store.failing',
    'aws.failing',
    'push.changing',
  ])('was surely not applied after %s', (code) => {
    expect(leavesOpen(failure(code))).toBe(false);
  });

  it('was not applied when it was throttled by 429, and may have been when a 503 counts as throttling', () => {
    expect(leavesOpen(failure('mall.throttled', { status: 429 }))).toBe(false);
    expect(leavesOpen(failure('mall.throttled', { status: 503 }))).toBe(true);
    expect(leavesOpen(failure('mall.throttled'))).toBe(true);
  });

  it('was not made when our client refused to send it', () => {
    expect(leavesOpen(new InputError('This change cannot be sent', ['no id']))).toBe(false);
  });

  it('may have been applied when it ended in a defect of ours', () => {
    expect(leavesOpen(new TypeError('x is undefined'))).toBe(true);
    expect(leavesOpen('thrown by somebody')).toBe(true);
  });
});
