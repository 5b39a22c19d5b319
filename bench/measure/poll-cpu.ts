import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minuteMs } from '../../core/kernel/index.ts';
import { openWorld } from '../cloud/world.ts';
import { selfSigned } from '../far-side/certificate.ts';
import type { Bundles } from '../function/bundles.ts';
import { startChild } from './child.ts';
import { median } from './statistics.ts';

/** How a far side treats connections. */
export interface Connection {
  readonly tls: boolean;
  readonly mode: 'keep-alive' | 'close';
}

/** What a poll of idle shops takes of a processor. */
export interface PollCpu extends Connection {
  /** CPU of the function's process, a shop, in milliseconds. */
  readonly cpuMsAShop: number;
  /** The same for undici's Pool alone, a call. */
  readonly cpuMsABareCall: number;
}

const poll = { shard: 0, shards: 1 };
const programOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/**
 * Lets the deployed function poll idle shops at a far side 100 ms away, and a bare Pool make as many calls to the same far
 * side, in turn. The first round of each is not counted.
 */
export async function measurePollCpu(
  bundles: Bundles,
  connection: Connection,
  { shops = 1_000, rounds = 5 } = {},
): Promise<PollCpu> {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-bench-'));
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const { key, cert } = selfSigned();
  writeFileSync(keyFile, key);
  writeFileSync(certFile, cert);
  const trust = { NODE_EXTRA_CA_CERTS: certFile };
  const files = connection.tls ? [keyFile, certFile] : [];
  const mall = await startChild(programOf('far-side/idle-mall.ts'), [connection.mode, ...files]);
  const mallUrl = String(mall.greeting);
  const bare = await startChild(programOf('poll/bare-calls.ts'), [mallUrl], trust);
  const bundle = bundles.named('poll-orders');
  const world = await openWorld({ mallUrl, bundle, ample: false, environment: trust });
  try {
    // Of just now: a thousand cursors moved at once would ask too much of the emulator on a busy machine.
    const cursor = Date.now() - minuteMs;
    for (let index = 0; index < shops; index++) {
      await world.addShop(`shop-${index}`, { serviceSecret: 'SP_bench', licenseKey: `SL_${index}` }, { cursor });
    }
    const fn = await world.start(bundle);
    await fn.run(poll);
    await bare.ask(shops);
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      ours.push((await fn.run(poll)).cpuMs / shops);
      theirs.push(Number(await bare.ask(shops)) / shops);
    }
    return { ...connection, cpuMsAShop: median(ours), cpuMsABareCall: median(theirs) };
  } finally {
    await world.stop();
    await bare.stop();
    await mall.stop();
    rmSync(folder, { recursive: true });
  }
}
