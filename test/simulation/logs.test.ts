import { expect, it } from 'vitest';
import { play } from './story.ts';
import { createWorld } from './world.ts';

it('no buyer and no key reaches a log line, a bus event or a pause, in a world where everything breaks', async () => {
  const world = await createWorld(21);
  await play(world);
  const { control } = world.rms;
  const said = JSON.stringify([
    world.logs.map((log) => log.lines),
    world.store.accepted,
    [...world.store.pausesById.values()],
    [...world.store.intentsByBucket.values()].map((intents) => [...intents.values()]),
    world.unexpected,
  ]);
  expect(world.logs.flatMap((log) => log.lines).length).toBeGreaterThan(10);
  const secrets = control.shops().flatMap(({ serviceSecret, licenseKey }) => [serviceSecret, licenseKey]);
  const people = control.books().shops.flatMap((shop) =>
    shop.orders.flatMap(({ model }) => {
      const { familyName, emailAddress, subAddress, phoneNumber3 } = model.OrdererModel as unknown as Record<
        string,
        string
      >;
      return [emailAddress, subAddress, `"${familyName}"`, `"${phoneNumber3}"`];
    }),
  );
  expect(people.length).toBeGreaterThan(800);
  expect([...secrets, ...people].filter((secret) => secret && said.includes(secret))).toEqual([]);
});
