import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { messageOf, stopProcess } from '../measure/child.ts';
import type { Bundle } from './bundles.ts';

/** What one run of a function cost its process. */
interface RunCost {
  readonly ms: number;
  /** User and system time of the whole process. */
  readonly cpuMs: number;
  /** The most memory the process ever had resident, in MB. */
  readonly peakMb: number;
  /** Messages of the event that the function gave back to be handed out again. */
  readonly failed: readonly string[];
}

/** A function's bundle in a process of its own. */
export interface FunctionProcess {
  /** Runs it once. Throws what the handler threw. */
  run(event: object, limitMs?: number): Promise<RunCost>;
  /** What it printed, line by line. */
  readonly lines: readonly string[];
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('./run-bundle.cjs', import.meta.url));

/** What Lambda starts Node with: a twentieth of a function's memory for each half of the young space, nine tenths for the old one. */
function heapFlags(memoryMiB: number): string[] {
  return [
    `--max-semi-space-size=${Math.floor(memoryMiB / 20)}`,
    `--max-old-space-size=${Math.floor((memoryMiB * 9) / 10)}`,
  ];
}

/**
 * Starts a process that has loaded the bundle. Nothing of this process's environment is passed on.
 *
 * @param standardLimitMs what a run may take, in milliseconds of the machine, where it is not told
 */
export async function startFunction(
  bundle: Bundle,
  environment: Readonly<Record<string, string>>,
  standardLimitMs: number,
): Promise<FunctionProcess> {
  const lines: string[] = [];
  const child = fork(program, [bundle.file, bundle.handler], {
    env: { ...bundle.variables, ...environment },
    execArgv: heapFlags(bundle.memoryMiB),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const whyNone = (): string => `The function's process ended.\n${lines.slice(-5).join('\n')}`;
  for (const stream of [child.stdout, child.stderr]) {
    stream
      ?.setEncoding('utf8')
      .on('data', (text: string) => lines.push(...text.split('\n').filter((line) => line !== '')));
  }
  await messageOf(child, whyNone);
  return {
    lines,
    async run(event, limitMs = standardLimitMs) {
      child.send({ event, limitMs });
      const { error, ...cost } = (await messageOf(child, whyNone)) as RunCost & { readonly error: string | null };
      if (error !== null) throw new Error(`${bundle.name} failed: ${error}\n${lines.slice(-3).join('\n')}`);
      return cost;
    },
    stop: () => stopProcess(child),
  };
}
