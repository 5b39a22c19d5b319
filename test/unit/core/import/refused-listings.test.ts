import { describe, expect, it } from 'vitest';
import { openAmazonWorld } from './amazon-world.ts';

describe('a listing whose orders the mall refuses', () => {
  it('a listing whose orders the mall refuses is made without them, and each order is read by itself', async () => {
    const world = await openAmazonWorld();
    await world.poll();
    world.amazon.control.break({ kind: 'data-refused' });
    world.place(3);
    await world.poll(9);
    expect(world.orders()).toHaveLength(3);
    expect(world.readings()).toBe(3);
    expect((await world.shop()).importTrouble).toMatchObject({
      kind: 'numbers-only',
      note: 'mall.refusing, InvalidInput',
    });
    // One was refused; what it found out holds for half an hour.
    const before = world.searches();
    await world.poll(20);
    expect(world.searches() - before).toBe(4);
    world.amazon.control.mend();
    await world.poll(20);
    expect((await world.shop()).importTrouble).toBeUndefined();
    const read = world.readings();
    world.place(2);
    await world.poll(9);
    expect([world.orders().length, world.readings() - read]).toEqual([5, 0]);
  });

  it('a listing that is refused in every form is asked for as rarely as ever, so that the quota is left to what can work', async () => {
    const world = await openAmazonWorld();
    await world.poll();
    world.amazon.control.break({ kind: 'invalid-input', operations: ['searchOrders'] });
    world.place(1);
    await world.poll(5);
    const before = world.searches();
    await world.poll(60);
    expect(world.searches() - before).toBeLessThanOrEqual(12 + 2);
    expect((await world.shop()).importTrouble).toMatchObject({ kind: 'refused' });
    world.amazon.control.mend();
    await world.poll(6);
    expect(world.orders()).toHaveLength(1);
    expect((await world.shop()).importTrouble).toBeUndefined();
  });
});
