import { describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { secondMs } from '../../../../core/kernel/time.ts';
import type { EvidenceEntry, Health } from '../../../../core/model/health.ts';
import { openWay, tallyOfCalls } from '../../../../core/session/each-shop.ts';

function collecting(healths: readonly Health[] = []) {
  const written: EvidenceEntry[] = [];
  const world = { now: 0, written };
  const standing = async () => ({ pauses: [], healths, maintenances: [] });
  const ports = {
    pauses: { standing },
    clock: { now: () => world.now, sleep: async () => undefined },
    health: { record: async (entry: EvidenceEntry) => void written.push(entry) },
  };
  const options = { capability: 'import', ramp: null } as const;
  const lost: unknown[] = [];
  const onLost = (error: unknown): void => void lost.push(error);
  const cache = { standing: { read: standing } };
  const { evidence } = openWay({ ports, cache, runId: 'run-a' }, { ...options, onLost });
  return { world, evidence, ports, lost };
}

const answered = { answered: 3, failed: 0, throttled: 0 };
const failed = { answered: 1, failed: 1, throttled: 0 };

describe('the evidence of a run', () => {
  it('is one entry, dated from its first call', async () => {
    const { world, evidence } = collecting();
    await evidence.add('rms', answered);
    world.now = 9 * secondMs;
    await evidence.add('rms', failed);
    await evidence.flush();
    await evidence.flush();
    expect(world.written).toEqual([
      { mall: 'rms', capability: 'import', at: 0, writer: 'run-a', answered: 4, failed: 1, throttled: 0 },
    ]);
  });

  it('is written every half a minute by a run that goes on', async () => {
    const { world, evidence } = collecting();
    for (world.now = 0; world.now <= 70 * secondMs; world.now += 10 * secondMs) await evidence.add('rms', failed);
    expect(world.written.map(({ at, failed: count }) => [at, count])).toEqual([
      [0, 4],
      [40 * secondMs, 4],
    ]);
  });

  it('is not worth a row where nothing failed, unless the mall is coming back', async () => {
    const { world, evidence } = collecting();
    await evidence.add('rms', { ...answered, throttled: 2 });
    await evidence.flush();
    expect(world.written).toEqual([]);
    const ramping = collecting([
      {
        mall: 'rms',
        capability: 'import',
        version: 1,
        state: {
          kind: 'trickle',
          since: 0,
          detectedAt: 0,
          answeredAt: 0,
          step: 0,
          stepSince: 0,
          silentRounds: 0,
          goodRounds: 0,
        },
      },
    ]);
    await ramping.evidence.add('rms', answered);
    await ramping.evidence.flush();
    expect(ramping.world.written).toHaveLength(1);
  });

  it('that cannot be stored ends no call, and is told of', async () => {
    const { evidence, ports, lost } = collecting();
    const broken = new Error('the store is away');
    ports.health.record = async () => {
      throw broken;
    };
    await evidence.add('rms', failed);
    await evidence.flush();
    expect(lost).toEqual([broken]);
  });

  it('counts calls: the last one ended as the visit did, the others were answered', () => {
    const error = (code: ConstructorParameters<typeof TsunagiError>[0]) => new TsunagiError(code, 'later', 'x');
    expect(tallyOfCalls(3, null)).toEqual(answered);
    expect(tallyOfCalls(2, error('mall.failing'))).toEqual(failed);
    expect(tallyOfCalls(2, error('mall.throttled'))).toEqual({ answered: 1, failed: 0, throttled: 1 });
    expect(tallyOfCalls(1, error('mall.refused'))).toEqual({ answered: 1, failed: 0, throttled: 0 });
    for (const code of ['key.refused', 'store.failing', 'shop.held'] as const) {
      expect(tallyOfCalls(1, error(code))).toEqual({ answered: 0, failed: 0, throttled: 0 });
    }
    expect(tallyOfCalls(0, error('mall.failing'))).toEqual({ answered: 0, failed: 0, throttled: 0 });
  });
});
