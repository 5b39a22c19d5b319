import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bundle, Bundles } from '../function/bundles.ts';
import { runProgram } from './child.ts';
import { median } from './statistics.ts';

const program = fileURLToPath(new URL('../function/load-bundle.cjs', import.meta.url));

/** What a process of Lambda has in its environment beside what the stack sets. */
const lambda = {
  AWS_REGION: 'ap-northeast-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_SESSION_TOKEN: 'bench',
};

/**
 * How long each function takes from the start of its process until its handler is loaded, an empty handler's time being 1: medians of what a
 * start took over the empty ones just before and just after it. A machine that others use changes its speed by half within seconds.
 */
export async function measureColdStarts(bundles: Bundles, rounds = 25): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-bench-'));
  try {
    const file = join(folder, 'index.js');
    writeFileSync(file, '"use strict";exports.handler=async()=>{};\n');
    const empty = { file, handler: 'handler', variables: {} };
    const load = ({ file, handler, variables }: Pick<Bundle, 'file' | 'handler' | 'variables'>): Promise<number> =>
      runProgram<number>(program, [file, handler], { ...variables, ...lambda });
    const ratios = new Map<string, number[]>([...bundles.labelled.keys()].map((label) => [label, []]));
    let emptyBefore = await load(empty);
    for (let round = -1; round < rounds; round++) {
      for (const [label, bundle] of bundles.labelled) {
        const time = await load(bundle);
        const emptyAfter = await load(empty);
        if (round >= 0) ratios.get(label)?.push((2 * time) / (emptyBefore + emptyAfter));
        emptyBefore = emptyAfter;
      }
    }
    return Object.fromEntries([...ratios].map(([name, values]) => [name, median(values)]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
