import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Tier } from './tiers.ts';

/** What became of a tier's tests. */
export interface TierCount {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What failed, and what was skipped: a line each. */
  readonly named: readonly string[];
}

const root = fileURLToPath(new URL('../../', import.meta.url));

/** How a tier runs beside another one. */
export interface Beside {
  /** Before each line that it prints, where two tiers print at a time. */
  readonly mark: string;
  /** Whether it yields the processor to other processes. */
  readonly givesWay: boolean;
}

/** Runs a tier, its output going to the terminal, and counts its tests. */
export async function runTier(tier: Tier, beside: Beside | null = null): Promise<TierCount> {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-test-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  try {
    const [tool = '', ...args] = tier.command;
    const code = await exitCodeOf(tool, tier.counted === 'by-report' ? [...args, ...reporters] : args, beside);
    if (tier.counted === 'as-one') {
      return code === 0
        ? { passed: 1, failed: 0, skipped: 0, named: [] }
        : { passed: 0, failed: 1, skipped: 0, named: [`${tier.name} ended with exit code ${code}`] };
    }
    return countOf(readReport(report), code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const running = new Set<ChildProcess>();

/** Ends the running tiers, because the caller wants to end the tests. */
export function endTiers(): void {
  for (const child of running) child.kill('SIGTERM');
}

function exitCodeOf(tool: string, args: readonly string[], beside: Beside | null): Promise<number> {
  const program = tool === 'node' ? process.execPath : join(root, 'node_modules', '.bin', tool);
  const command = [program, ...args];
  const [file = '', ...rest] = beside?.givesWay && process.platform !== 'win32' ? ['nice', ...command] : command;
  return new Promise((resolve) => {
    const output = beside === null ? 'inherit' : 'pipe';
    const child = spawn(file, rest, { cwd: root, stdio: ['ignore', output, output] });
    running.add(child);
    const streams = [child.stdout, child.stderr].flatMap((stream) => stream ?? []);
    for (const input of streams) {
      createInterface({ input }).on('line', (line) => process.stdout.write(`${beside?.mark ?? ''}${line}\n`));
    }
    child.on('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(127);
    });
    child.on('exit', async (code) => {
      running.delete(child);
      // A process that it left behind may keep its output open, and with it this one: the last lines arrive within a moment.
      await setTimeout(streams.length === 0 ? 0 : 500);
      for (const stream of streams) stream.destroy();
      resolve(code ?? 1);
    });
  });
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

function readReport(path: string): VitestReport | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as VitestReport;
  } catch {
    return null;
  }
}

/** A run that failed without a failing test (a file that does not load, an unhandled rejection) counts as one failure. */
function countOf(report: VitestReport | null, code: number): TierCount {
  if (!report) return { passed: 0, failed: 1, skipped: 0, named: [`there is no report, exit code ${code}`] };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = report;
  const isElse = numFailedTests === 0 && code !== 0;
  const named = [...notPassed(report), ...(isElse ? [`no test failed, and the exit code is ${code}`] : [])];
  return {
    passed: numPassedTests,
    failed: isElse ? 1 : numFailedTests,
    skipped: numPendingTests + numTodoTests,
    named,
  };
}

/** Every test that did not pass, with what it says before a stack, so that the end of the output is enough to go on from. */
function notPassed({ testResults }: VitestReport): string[] {
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const file = relative(root, name);
    const tests = assertionResults
      .filter(({ status }) => status !== 'passed')
      .map(({ status, fullName, failureMessages }) => {
        const why = beginning(failureMessages?.[0] ?? '');
        return `${file}: ${fullName}: ${status}${why === '' ? '' : `: ${why}`}`;
      });
    return tests.length === 0 && message !== '' ? [`${file}: ${beginning(message)}`] : tests;
  });
}

/** The first paragraph of a message, in one line: of a property that failed, its seed and the input as well. */
function beginning(text: string): string {
  const [paragraph = ''] = text.trim().split(/\n\s*(?:\n|at )/);
  return paragraph.split('\n').join(' ').slice(0, 400);
}
