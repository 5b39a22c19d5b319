import { describe, expect, it } from 'vitest';
import type { DueRow } from '../../../../core/model/due-row.ts';
import { type DueWork, rewriteDue, workThroughDue } from '../../../../core/session/due-work.ts';

/** A lamp that is to be switched at a mall of lamps. */
interface Lamp extends DueRow {
  readonly id: string;
  readonly dueAt?: number;
  readonly wanted: boolean;
  /** Until when a call whose end nobody knows may have started. */
  readonly openUntil?: number;
  readonly news?: true;
}

/** What a turn knows: which lamp, and what it was switched to; null where no call was made. */
interface Switched {
  readonly lamp: Lamp;
  readonly to: boolean | null;
}

const settings = { claimMs: 100, callsForMs: 60, writesAtOnce: 2, indexLagMs: 5 };

/** Lamps in a table, the lamps themselves, and a run over them. */
function room(...lamps: readonly (Partial<Lamp> & { readonly id: string })[]) {
  const table = new Map<string, Lamp>();
  for (const lamp of lamps) table.set(lamp.id, { version: 1, wanted: true, dueAt: 0, ...lamp });
  const shining = new Map<string, boolean>();
  const seen = { now: 1_000, finds: 0, writes: [] as Lamp[], news: [] as string[], lost: [] as string[] };
  const defects = new Map<string, unknown>();
  const put = async (lamp: Lamp): Promise<'stored' | 'changed'> => {
    if (table.get(lamp.id)?.version !== lamp.version - 1) return 'changed';
    table.set(lamp.id, lamp);
    seen.writes.push(lamp);
    return 'stored';
  };
  const work: DueWork<Lamp, Switched> = {
    rows: {
      idOf: ({ id }) => id,
      dueAt: ({ dueAt }) => dueAt ?? null,
      async due(now, most) {
        const due = [...table.values()].filter(
          ({ dueAt = now + 1, claim }) => dueAt <= now && !(claim && claim.until > now),
        );
        return due.slice(0, most);
      },
      get: async ({ id }) => table.get(id) ?? null,
      put,
      hasNews: ({ news }) => news === true,
      async publish(lamps) {
        for (const lamp of lamps) {
          seen.news.push(lamp.id);
          const { news: _, dueAt: __, ...rest } = changed(lamp);
          await put(rest);
        }
        return [];
      },
    },
    find(now, spare) {
      seen.finds++;
      return work.rows.due(now, 2 + spare);
    },
    isBroken: ({ id }) => defects.has(id),
    pick: async (found) => ({ rows: found.slice(0, 2) }),
    claim: (lamp, { claim, openUntil }) => ({ ...changed(lamp), claim, ...(openUntil === null ? {} : { openUntil }) }),
    async take(rows) {
      for (const { id, wanted } of rows) shining.set(id, wanted);
      return rows.map((lamp) => ({ lamp, to: lamp.wanted }));
    },
    rowOf: ({ lamp }) => lamp,
    settle(standing, { lamp }) {
      const { claim: _, dueAt, ...rest } = changed(standing);
      const isChanged = standing.version > lamp.version;
      return { ...rest, ...(isChanged || rest.news ? { dueAt } : {}) } as Lamp;
    },
    stray: (standing, { to }) => (to === null ? null : { ...changed(standing), openUntil: seen.now }),
    lost: ({ id }) => seen.lost.push(id),
    count: () => undefined,
  };
  const sleep = async (ms: number): Promise<void> => {
    seen.now += ms;
  };
  const ports = { clock: { now: () => seen.now, sleep } };
  const run = { ports, settings, runId: 'ours', defects, mayCall: () => seen.finds < 20 };
  return { table, shining, seen, defects, work, run, put, go: () => workThroughDue(run, work) };
}

const changed = (lamp: Lamp): Lamp => ({ ...lamp, version: lamp.version + 1 });

describe('loop of due work', () => {
  it('leaves a row in its place of the index while it is claimed, and takes it out with the outcome', async () => {
    const { go, seen, table, shining } = room({ id: 'hall' });
    await go();
    expect(seen.writes).toMatchObject([{ dueAt: 0, claim: { run: 'ours', until: 1_100 } }, { version: 3 }]);
    expect([shining.get('hall'), table.get('hall')]).toEqual([true, { id: 'hall', version: 3, wanted: true }]);
  });

  it('works through more rows than a turn takes, past those of others and those that met a defect', async () => {
    const theirs = { claim: { run: 'theirs', until: 1_050 } };
    const { go, shining, defects, seen } = room(
      ...['a', 'b', 'c'].map((id) => ({ id, ...theirs })),
      ...['d', 'e', 'f', 'g'].map((id) => ({ id })),
    );
    defects.set('d', new Error('of ours'));
    expect(await (await go()).isMoreDue()).toBe(false);
    expect([[...shining.keys()], seen.finds]).toEqual([['e', 'f', 'g'], 3]);
  });

  it('waits once for an index that shows nothing, and ends', async () => {
    const { go, seen } = room();
    await go();
    expect([seen.finds, seen.now]).toEqual([2, 1_005]);
  });

  it('applies what it did to a row that was changed in between, which stays due', async () => {
    const { go, work, put, table, seen } = room({ id: 'hall' });
    const take = work.take;
    Object.assign(work, {
      take: async (rows: readonly Lamp[], choice: { rows: readonly Lamp[] }) => {
        const turns = await take(rows, choice);
        if (seen.writes.length === 1) await put({ ...changed(table.get('hall') as Lamp), wanted: false });
        return turns;
      },
    });
    await go();
    const [, edit, settled, claimed, end] = seen.writes;
    expect([edit?.claim?.run, settled?.claim, settled?.dueAt, claimed?.claim?.run]).toEqual([
      'ours',
      undefined,
      0,
      'ours',
    ]);
    expect([end, seen.lost]).toEqual([{ id: 'hall', version: 6, wanted: false }, []]);
  });

  it('notes only its call where another worker has claimed the row', async () => {
    const { go, work, put, table } = room({ id: 'hall' });
    const take = work.take;
    Object.assign(work, {
      take: async (rows: readonly Lamp[], choice: { rows: readonly Lamp[] }) => {
        const turns = await take(rows, choice);
        await put({ ...changed(table.get('hall') as Lamp), claim: { run: 'theirs', until: 2_000 } });
        return turns;
      },
    });
    await go();
    expect(table.get('hall')).toMatchObject({ dueAt: 0, claim: { run: 'theirs' }, openUntil: 1_000 });
  });

  it('takes a claim that is over for a call that may have started while its run could call', async () => {
    const { go, seen } = room({ id: 'hall', claim: { run: 'dead', until: 990 } });
    await go();
    expect(seen.writes[0]).toMatchObject({ claim: { run: 'ours' }, openUntil: 950 });
  });

  it('publishes news that a run found or made, and once a run what the bus refuses', async () => {
    const { go, seen, table } = room({ id: 'a', news: true, dueAt: 2_000 }, { id: 'b', news: true, dueAt: 0 });
    await go();
    expect([seen.news, table.get('b')?.dueAt]).toEqual([['b'], undefined]);
    const refusing = room({ id: 'c', news: true });
    const sent: string[] = [];
    Object.assign(refusing.work.rows, {
      publish: async (lamps: readonly Lamp[]) => {
        const ids = lamps.map(({ id }) => id);
        sent.push(...ids);
        return ids;
      },
    });
    Object.assign(refusing.work, { pick: async () => ({ rows: [] }) });
    const { refused, isMoreDue } = await refusing.go();
    expect([[...refused], sent, refusing.table.get('c')?.news, await isMoreDue()]).toEqual([
      ...[['c'], ['c'], true, false],
    ]);
  });
});

it('changes due rows, none that a worker has claimed, and publishes the news of those that it leaves', async () => {
  const { work, run, seen } = room(
    { id: 'a' },
    { id: 'b', claim: { run: 'theirs', until: 2_000 } },
    { id: 'c', claim: { run: 'dead', until: 90 }, news: true },
  );
  const asked: unknown[] = [];
  const written = await rewriteDue(run, work.rows, (lamp, { openUntil }) => {
    asked.push([lamp.id, openUntil]);
    return lamp.id === 'a' ? changed(lamp) : null;
  });
  expect([asked, written.map(({ id }) => id), seen.news]).toEqual([
    [
      ['a', null],
      ['c', 50],
    ],
    ['a'],
    ['c'],
  ]);
});
