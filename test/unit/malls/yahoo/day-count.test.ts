import { expect, it } from 'vitest';
import { dayMs, hourMs } from '../../../../core/kernel/time.ts';
import { createDayCount } from '../../../../malls/yahoo/day-count.ts';
import { yahooInProcess } from './in-process.ts';

it('shops of an application with 20,000 calls on a day are not glanced at, until midnight in Japan', () => {
  let now = Date.UTC(2026, 11, 1, 14);
  const count = createDayCount(() => now);
  for (let calls = 0; calls < 20_000; calls++) {
    expect(count.mayGlance('one')).toBe(true);
    count.made('one');
  }
  expect(count.mayGlance('one')).toBe(false);
  expect(count.mayGlance('other')).toBe(true);
  now += hourMs;
  expect(count.mayGlance('one')).toBe(true);
  now += dayMs;
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
