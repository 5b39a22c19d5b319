import { expect, it } from 'vitest';
import { reconcileShard } from '../../../../core/jobs/reconcile.ts';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { createProcessCache } from '../../../../core/session/import-session.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import { distinct, plantedAtRms } from '../../../../proving/privacy/planted.ts';
import { createSearch } from '../../../../proving/privacy/search.ts';
import { writtenOut } from '../../../../proving/privacy/written.ts';
import { openWorld, start } from '../../ops/world.ts';

/** The number of days between two simulated nights. */
const nights = 3;
const { retentionMs } = defaultImportSettings;

it('of every order, settled, left open, changed or unreadable, nothing of its buyer is left once its time is over', async () => {
  const world = openWorld();
  // A shop with an expired key is not read any more, which is not the subject of this test.
  world.rms.control.changeSettings({ auth: { keyLifeDays: 2_000 } });
  const shop = await world.addShop('kado-no-mise');
  const { control } = world.rms;
  const numbers = control.addOrders(shop.code, { count: 24, at: start - 40 * minuteMs, kind: 'random' });
  const [open = '', unreadable = '', ...settled] = numbers;
  control.spoilOrder(unreadable, 'wrong-type');
  world.pass(minuteMs);
  await world.poll(shop);
  for (const number of settled.slice(0, 8)) control.editOrder(shop.code, number);
  await world.ops('import --shop kado-no-mise --from -3h --to now');
  for (const number of settled) control.moveOrder(shop.code, number, 700);
  control.moveOrder(shop.code, open, 300);

  const people = distinct(plantedAtRms(world.rms).filter(({ what }) => what !== 'key'));
  const search = createSearch(people);
  const left = () => search('the tables', writtenOut(Object.entries(world.store)));
  expect(people.length).toBeGreaterThan(150);
  expect(left().length).toBeGreaterThan(100);
  expect(world.store.revisionsByOrder.size).toBeGreaterThan(5);

  const cache = createProcessCache(world.ports.clock);
  // A quarter past the hour of the night in which orders are read again.
  const playUntil = async (days: number): Promise<void> => {
    for (; world.now() < start + days * dayMs; world.pass(nights * dayMs - (world.now() % dayMs) + 18 * hourMs)) {
      const end = world.now() + hourMs;
      await reconcileShard(
        {
          ports: world.ports,
          settings: defaultImportSettings,
          cache,
          budget: { remainingMs: () => end - world.now() },
          runId: world.ports.random.id(),
          share: 'scan',
        },
        0,
        1,
      );
    }
  };
  const rows = () => [...(world.store.rowsByShop.get(shop.key)?.values() ?? [])];
  // Settled orders are erased 63 days after they were placed plus the retention. They are kept until shortly before.
  await playUntil(63 + retentionMs / dayMs - 3);
  expect(rows().every((row) => row.kind !== 'stored' || row.erasedAt === undefined)).toBe(true);
  await playUntil(63 + retentionMs / dayMs + 3 * nights);
  const erased = rows().filter((row) => row.kind === 'stored' && row.erasedAt !== undefined);
  expect(erased.map(({ orderNumber }) => orderNumber).sort()).toEqual([...settled].sort());
  // An order that was never finished is erased when the mall no longer shows it.
  await playUntil(730 + retentionMs / dayMs + 3 * nights);
  expect(rows().find(({ orderNumber }) => orderNumber === open)).toMatchObject({ erasedAt: expect.any(Number) });

  expect(left().map(({ what, value }) => `${what} ${value}`)).toEqual([]);
  expect(rows()).toHaveLength(numbers.length);
  expect(world.store.claimsById.size).toBeGreaterThan(20);
});
