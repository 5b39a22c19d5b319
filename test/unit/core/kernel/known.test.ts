import { expect, it } from 'vitest';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { findOut, ifKnown } from '../../../../core/kernel/result.ts';

const failing = (error: unknown) => findOut(() => Promise.reject(error));

it('what was found out is known, and what was not says why', async () => {
  const refused = new TsunagiError('aws.not-allowed', 'never', 'no');
  expect(ifKnown(await findOut(async () => 7))).toBe(7);
  expect(await failing(refused)).toEqual({ known: false, error: refused });
  expect(ifKnown(await failing(refused))).toBeNull();
});

it('a fault of ours is reported as one, without what a parser read', async () => {
  expect(await failing(new TypeError('x is undefined'))).toMatchObject({
    error: { message: expect.stringContaining('TypeError: x is undefined') },
  });
  const quoting = await failing(new SyntaxError('Unexpected token 山'));
  expect(JSON.stringify(quoting.known ? '' : quoting.error.message)).not.toContain('山');
});
