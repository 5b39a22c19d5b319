import { minuteMs } from '../../core/kernel/index.ts';
import { countOf, unitsRead, unitsWritten } from '../cloud/record.ts';
import { slowClock } from '../cloud/slow-clock.ts';
import { openWorld } from '../cloud/world.ts';
import { startStaticMall } from '../far-side/static-mall.ts';
import type { Bundles } from '../function/bundles.ts';

/** What a poll of shops to which nothing happens costs. */
export interface IdlePoll {
  readonly shops: number;
  /** Calls to RMS, a shop. */
  readonly rmsCalls: number;
  /** Bytes of a call's request, of HTTP. */
  readonly requestBytes: number;
  /** Requests of one run that read tables, and what they cost in read units. */
  readonly readsARun: number;
  readonly readUnitsARun: number;
  /** Writes of one run, and what they cost in write units. */
  readonly writesARun: number;
  readonly writeUnitsARun: number;
  readonly logLines: number;
  /** Calls to KMS of a process's first run, and of a later one. */
  readonly kmsCalls: { readonly first: number; readonly later: number };
}

const poll = { shard: 0, shards: 1 };

/** Lets the deployed function poll idle shops of one shard: once to start with, and once to be counted. */
export async function measureIdlePoll(bundles: Bundles, shops = 1_000): Promise<IdlePoll> {
  const clock = slowClock();
  const mall = await startStaticMall(clock.now);
  const bundle = bundles.named('poll-orders');
  const world = await openWorld({ mallUrl: mall.url, bundle, ample: false, clock });
  const { record } = world.services;
  try {
    // Of just now: a thousand cursors moved at once would ask too much of the emulator on a busy machine.
    const cursor = clock.now() - minuteMs;
    for (let index = 0; index < shops; index++) {
      await world.addShop(`shop-${index}`, { serviceSecret: 'SP_bench', licenseKey: `SL_${index}` }, { cursor });
    }
    record.clear();
    const fn = await world.start(bundle);
    await fn.run(poll);
    const first = countOf(record.requests, 'kms');
    record.clear();
    mall.takeCalls();
    const linesBefore = fn.lines.length;
    await fn.run(poll);
    const { calls, bytes } = mall.takeCalls();
    const rmsCalls = Object.values(calls).reduce((sum, count) => sum + count, 0);
    return {
      shops,
      rmsCalls: rmsCalls / shops,
      requestBytes: bytes / rmsCalls,
      readsARun: countOf(record.requests, 'read'),
      readUnitsARun: unitsRead(record.requests),
      writesARun: countOf(record.requests, 'write'),
      writeUnitsARun: unitsWritten(record.requests),
      logLines: fn.lines.length - linesBefore,
      kmsCalls: { first, later: countOf(record.requests, 'kms') },
    };
  } finally {
    await world.stop();
    await mall.stop();
  }
}
