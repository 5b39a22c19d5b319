import { describe, expect, it } from 'vitest';
import { InputError, mayBeApplied, type SafeContext, TsunagiError } from '../../../../core/kernel/errors.ts';
import type { ErrorCode } from '../../../../core/kernel/failures.ts';

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
  ])('a failed call that changes orders may have been applied after %s', (code) => {
    expect(mayBeApplied(failure(code))).toBe(true);
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
  ])('a failed call that changes orders was surely not applied after %s', (code) => {
    expect(mayBeApplied(failure(code))).toBe(false);
  });

  it('a call throttled by 429 was not applied, and may have been when a 503 counts as throttling', () => {
    expect(mayBeApplied(failure('mall.throttled', { status: 429 }))).toBe(false);
    expect(mayBeApplied(failure('mall.throttled', { status: 503 }))).toBe(true);
    expect(mayBeApplied(failure('mall.throttled'))).toBe(true);
  });

  it('a call that our client refused to send was not made', () => {
    expect(mayBeApplied(new InputError('This change cannot be sent', ['no id']))).toBe(false);
  });

  it('a call that ended in a defect of ours may have been applied', () => {
    expect(mayBeApplied(new TypeError('x is undefined'))).toBe(true);
    expect(mayBeApplied('a thrown text')).toBe(true);
  });
});
