import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bundle, Bundles } from '../function/bundles.ts';
import { runProgram } from './run-program.ts';
import { lowerQuartile } from './statistics.ts';

const program = fileURLToPath(new URL('../function/load-bundle.cjs', import.meta.url));

/** What a process of Lambda has in its environment beside what the stack sets. */
const lambda = {
  AWS_REGION: 'ap-northeast-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_SESSION_TOKEN: 'bench',
};

/**
 * How long each function takes from the start of its process until its handler is loaded, an empty handler's time being 1:
 * the lower quartiles of processes that are started in turn, the first of each not counted.
 */
export async function measureColdStarts(bundles: Bundles, rounds = 25): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-bench-'));
  try {
    const file = join(folder, 'index.js');
    writeFileSync(file, '"use strict";exports.handler=async()=>{};\n');
    const empty = { file, handler: 'handler', variables: {} };
    const load = ({ file, handler, variables }: Pick<Bundle, 'file' | 'handler' | 'variables'>): Promise<number> =>
      runProgram<number>(program, [file, handler], { ...variables, ...lambda });
    const times = new Map<string, number[]>(bundles.all.map(({ name }) => [name, []]));
    const emptyTimes: number[] = [];
    for (let round = -1; round < rounds; round++) {
      const emptyTime = await load(empty);
      if (round >= 0) emptyTimes.push(emptyTime);
      for (const bundle of bundles.all) {
        const time = await load(bundle);
        if (round >= 0) times.get(bundle.name)?.push(time);
      }
    }
    const base = lowerQuartile(emptyTimes);
    return Object.fromEntries([...times].map(([name, values]) => [name, lowerQuartile(values) / base]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
