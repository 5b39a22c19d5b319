import { expect, it } from 'vitest';
import { attempt, TsunagiError, valueOrNull } from '../../../../core/kernel/errors.ts';

const failing = (error: unknown) => attempt(() => Promise.reject(error));

it('what was read is a value, and what was not says why', async () => {
  const refused = new TsunagiError('aws.not-allowed', 'never', 'no');
  expect(valueOrNull(await attempt(async () => 7))).toBe(7);
  expect(await failing(refused)).toEqual({ ok: false, error: refused });
  expect(valueOrNull(await failing(refused))).toBeNull();
});

it('a fault of ours is reported as one, without what a parser read', async () => {
  expect(await failing(new TypeError('x is undefined'))).toMatchObject({
    error: { message: expect.stringContaining('TypeError: x is undefined') },
  });
  const quoting = await failing(new SyntaxError('Unexpected token 山'));
  expect(JSON.stringify(quoting.ok ? '' : quoting.error.message)).not.toContain('山');
});
