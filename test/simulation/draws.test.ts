import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../core/kernel/time.ts';
import { createMemoryStore } from '../../proving/memory/index.ts';
import { createWorld } from '../../proving/worlds/create-world.ts';
import { type Draws, namedDraws, turnsOf } from '../../proving/worlds/draws.ts';
import { noFaults } from '../../proving/worlds/fault-kinds.ts';
import { brokenInvariants } from '../../proving/worlds/invariants.ts';
import { keptDraws, readFrom, writeDown } from '../../proving/worlds/kept-draws.ts';
import { noWriteFaults, type ProcessWorld, startProcess } from '../../proving/worlds/process.ts';
import { launch } from '../../proving/worlds/runs.ts';
import { play } from '../../proving/worlds/story.ts';
import { drawsFrom } from '../../proving/worlds/stream-draws.ts';
import { createVirtualTime } from '../../proving/worlds/virtual-time.ts';
import { prng } from '../../simulator/index.ts';

describe('draws by name', () => {
  it('draws by name give a name the same whatever else was drawn before', () => {
    const [one, other] = [namedDraws(7, 'story'), namedDraws(7, 'story')];
    for (let index = 0; index < 5; index++) other.of('somebody else', index).next();
    expect(other.of('edit', 3).int(0, 1_000_000)).toBe(one.of('edit', 3).int(0, 1_000_000));
    expect(namedDraws(8, 'story').of('edit', 3).next()).not.toBe(one.of('edit', 3).next());
    expect(one.of('edit', 4).next()).not.toBe(one.of('edit', 3).next());
  });

  it('draws by name are as even as a stream is', () => {
    const draws = namedDraws(1, 'evenness');
    const hits = Array.from({ length: 10_000 }, (_, index) => draws.of('write', index).hits('crash', 0.3));
    expect(hits.filter((hit) => hit).length).toBeGreaterThan(2_850);
    expect(hits.filter((hit) => hit).length).toBeLessThan(3_150);
    const picks = Array.from({ length: 10_000 }, (_, index) =>
      draws.of('pick', index).among(['a', 'b', 'c', 'd'], String),
    );
    for (const letter of ['a', 'b', 'c', 'd']) {
      expect(picks.filter((pick) => pick === letter).length).toBeGreaterThan(2_350);
      expect(picks.filter((pick) => pick === letter).length).toBeLessThan(2_650);
    }
  });

  it('draws by name choose one of a list by its name: one more in the list takes only what is chosen then', () => {
    const draws = namedDraws(7, 'story');
    const shops = ['shop-1', 'shop-2', 'shop-3'];
    for (let index = 0; index < 200; index++) {
      const draw = draws.of('edit', index);
      const before = draw.among(shops, String);
      expect([before, 'shop-0']).toContain(draw.among(['shop-0', ...shops], String));
    }
  });

  it('draws by name count the calls of a run by their kind', () => {
    const [one, other] = [turnsOf(namedDraws(7, 'a run').of()), turnsOf(namedDraws(7, 'a run').of())];
    other('leases.take', 'another kind');
    expect([one('orders.put', '1').next(), one('orders.put', '1').next()]).toEqual([
      other('orders.put', '1').next(),
      other('orders.put', '1').next(),
    ]);
  });
});

/** The leases that a process takes, each with the moment of its answer, or the fault that it met. */
async function taken(draws: Draws, names: readonly string[]): Promise<Map<string, string>> {
  const time = createVirtualTime(0);
  const store = createMemoryStore();
  const none = () => undefined;
  const world: ProcessWorld = {
    ...{ time, store, draws, counts: noFaults(), logs: [], note: none, onWarning: none, onCursor: none },
    faults: () => ({ ...noWriteFaults, refusal: 0.4, leaseIgnored: 0.3 }),
    malls: () => ({}) as ReturnType<ProcessWorld['malls']>,
  };
  const { ports } = startProcess(world, 'p1', 0);
  const outcomes = new Map<string, string>();
  void (async () => {
    for (const name of names) {
      const begun = time.now();
      const outcome = await ports.leases.take(name, 'me', 0, 1).then(JSON.stringify, String);
      outcomes.set(name, `${outcome} after ${time.now() - begun} ms`);
    }
  })();
  await time.runUntil(minuteMs);
  return outcomes;
}

describe('what chance said, written down', () => {
  const told = (draws: Draws): unknown[] => {
    const run = draws.of('run', 'poll', 1);
    // Several have one name.
    const list = ['a', 'b', 'b', 'b', 'b'].map((name, place) => ({ name, place }));
    return [
      run.int(1, 1_000),
      run.pick(['x', 'y', null]),
      ...[1, 2, 3, 4].map((nth) => run.of(nth).among(list, ({ name }) => name).place),
      Array.from({ length: 20 }, (_, nth) => run.of('write', nth).hits('dies', 0.4)),
      run.of('write', 1).lasts(1, 30),
    ];
  };

  it.each([
    ['by name', true, () => namedDraws(7, 'story')],
    ['from one stream', false, () => drawsFrom(prng(7))],
  ])('a written draw and drawn %s is said again', (_, isNamed, own) => {
    const keeper = writeDown(isNamed);
    const first = told(keptDraws(keeper, own(), 'story'));
    expect(first).toEqual(told(own()));
    const again = readFrom(keeper.said, isNamed);
    expect(told(keptDraws(again, namedDraws(7, 'story'), 'story'))).toEqual(first);
  });

  it('written draws say of an unknown name that nothing befalls it and that it takes no time', () => {
    const run = keptDraws(readFrom(writeDown(true).said, true), namedDraws(7, 'story'), 'story').of('run');
    expect([run.of('write').hits('dies', 1), run.of('write').lasts(1, 30)]).toEqual([false, 0]);
    expect(run.int(1, 1_000)).toBe(namedDraws(7, 'story').of('run').int(1, 1_000));
  });
});

describe('the faults of writes', () => {
  const names = Array.from({ length: 40 }, (_, index) => `lease-${index}`);
  const withOneMore = ['one more', ...names];

  it('the faults of writes stay with their writes where one more is made before them', async () => {
    const before = await taken(namedDraws(7, 'story'), names);
    const after = await taken(namedDraws(7, 'story'), withOneMore);
    expect(new Set(before.values()).size).toBeGreaterThan(10);
    after.delete('one more');
    expect(after).toEqual(before);
  });

  it('the faults of writes move on to others in a world that draws from one stream', async () => {
    const before = await taken(drawsFrom(prng(7)), names);
    const after = await taken(drawsFrom(prng(7)), withOneMore);
    after.delete('one more');
    expect(after).not.toEqual(before);
  });
});

it('a world is the same each time, and with one person more who minds their own business', async () => {
  const played = async (isOneMore: boolean): Promise<object> => {
    const world = await createWorld(17, { trace: true });
    const act = (minute: number): void => {
      const person = world.startProcess('person', 0, world.turn('one more', minute));
      launch(
        world,
        person,
        minuteMs,
        async () => void (await person.ports.leases.take('their own', person.name, 0, 1)),
      );
    };
    for (let minute = 1; isOneMore && minute < 60; minute++)
      world.time.at(world.start + minute * minuteMs, () => act(minute));
    await play(world);
    expect(world.trace.length).toBeGreaterThan(500);
    return { trace: world.trace.filter((line) => !line.includes('one/more')), broken: brokenInvariants(world) };
  };
  expect(await played(true)).toEqual(await played(false));
});
