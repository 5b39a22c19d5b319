import { describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { secondMs } from '../../../../core/kernel/time.ts';
import type { EvidenceEntry } from '../../../../core/model/health.ts';
import { collectEvidence, tallyOfCalls } from '../../../../core/session/each-shop.ts';

function collecting(isRamping = false) {
  const written: EvidenceEntry[] = [];
  const world = { now: 0, written };
  const evidence = collectEvidence({
    health: { record: async (entry) => void written.push(entry) },
    clock: { now: () => world.now, sleep: async () => undefined },
    gate: { isRamping: async () => isRamping },
    capability: 'import',
    runId: 'run-a',
  });
  return { world, evidence };
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
    const ramping = collecting(true);
    await ramping.evidence.add('rms', answered);
    await ramping.evidence.flush();
    expect(ramping.world.written).toHaveLength(1);
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
