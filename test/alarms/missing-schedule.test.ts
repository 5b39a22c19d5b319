import { expect, it } from 'vitest';
import { openStage } from './stage.ts';

const ticket = 'tsunagi-shop-ticket-schedule-missing';

it('a new stage with several shards has no ticket for the hours before it was there', async () => {
  const stage = await openStage({ shops: 2, shards: 2, arrivalsPerHour: 0 });
  await stage.run(200);
  expect(stage.board.states.filter(({ name, state }) => name === ticket && state === 'ALARM')).toEqual([]);
});

it('a stage that is given a second shard has no ticket for the hours in which it had one', async () => {
  const stage = await openStage({ shops: 2, shards: 2, arrivalsPerHour: 0 });
  // With one shard the second has no schedules, and no run says how many there are.
  const one = ['poll-orders#1', 'reconcile#1'] as const;
  for (const schedule of one) stage.off.add(schedule);
  stage.board.muted.add('reconcile');
  await stage.run(130);
  stage.off.clear();
  stage.board.muted.clear();
  await stage.run(200);
  expect(stage.board.states.filter(({ name, state }) => name === ticket && state === 'ALARM')).toEqual([]);
});
