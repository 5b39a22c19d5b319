import { expect, it } from 'vitest';
import { hourMs } from '../../../../core/kernel/time.ts';
import { createCallCount } from '../../../../malls/yahoo/call-count.ts';
import { yahooInProcess } from './in-process.ts';

it('shops of an application with 833 calls in an hour are not glanced at until the next one', () => {
  let now = Date.UTC(2026, 11, 1, 14);
  const count = createCallCount(() => now);
  for (let calls = 0; calls < 833; calls++) {
    expect(count.mayGlance('one')).toBe(true);
    count.made('one');
  }
  expect(count.mayGlance('one')).toBe(false);
  expect(count.mayGlance('other')).toBe(true);
  now += hourMs;
  expect(count.mayGlance('one')).toBe(true);
  now += 2 * hourMs;
  count.made('one');
  expect(count.mayGlance('one')).toBe(true);
});

it('each call that a shop makes at Yahoo counts for its application', async () => {
  const made: string[] = [];
  const { shop, credential } = yahooInProcess({}, (transport) => transport, {
    made: (id) => made.push(id),
    mayGlance: () => made.length < 1,
  });
  expect(shop().mayGlance?.()).toBe(true);
  await shop().probe('import');
  expect(made).toEqual([credential.clientId]);
  expect(shop().mayGlance?.()).toBe(false);
});
