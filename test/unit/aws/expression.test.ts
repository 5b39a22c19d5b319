import { expect, it } from 'vitest';
import { allOf, anyOf } from '../../../aws/dynamodb/expression.ts';

it('puts brackets around alternatives that must hold with something else, and around nothing more', () => {
  expect(allOf('a', anyOf('b', 'c'))).toBe('a AND (b OR c)');
  expect(anyOf('a', allOf('b', 'c'))).toBe('a OR b AND c');
  expect(allOf(anyOf('a', allOf('b', 'c')), 'd')).toBe('(a OR b AND c) AND d');
});
