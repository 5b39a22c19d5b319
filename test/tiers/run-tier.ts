import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tier } from './tiers.ts';

/** What became of a tier's tests. */
export interface TierCount {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Runs a tier, its output going to the terminal, and counts its tests. */
export async function runTier(tier: Tier): Promise<TierCount> {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-test-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  try {
    const [tool = '', ...args] = tier.command;
    const code = await exitCodeOf(tool, tier.counted === 'by-report' ? [...args, ...reporters] : args);
    if (tier.counted === 'as-one') return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
    return countOf(readReport(report), code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function exitCodeOf(tool: string, args: readonly string[]): Promise<number> {
  const command = tool === 'node' ? process.execPath : join(root, 'node_modules', '.bin', tool);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
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
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const failed = report.numFailedTests === 0 && code !== 0 ? 1 : report.numFailedTests;
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests + report.numTodoTests };
}
