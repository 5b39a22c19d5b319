import { expect, it } from 'vitest';
import { hourMs } from '../../../core/kernel/index.ts';
import { keepToken } from '../../../simulator/tokens.ts';

it('a mall forgets access tokens an hour after their end, so that it has few however long it runs', () => {
  const tokens = new Map<string, { readonly expiresAt: number }>();
  for (let hour = 0; hour < 1_000; hour += 1)
    keepToken(tokens, `t-${hour}`, { expiresAt: (hour + 1) * hourMs }, hour * hourMs);
  expect([...tokens.keys()]).toEqual(['t-998', 't-999']);
});
