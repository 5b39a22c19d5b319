import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A mutant that every test let pass. */
interface Survivor {
  readonly line: number;
  /** The kind of change, as the tool names it: `ConditionalExpression`. */
  readonly kind: string;
  readonly was: string;
  readonly became: string;
  /** False: no test ran through it. */
  readonly isCovered: boolean;
}

/** What became of the mutants of one file. */
export interface MutatedFile {
  readonly path: string;
  readonly caught: number;
  readonly survivors: readonly Survivor[];
  /** Of the CPU, with one worker. */
  readonly cpuSeconds: number;
}

/** Part of the report of StrykerJS: mutation-testing-report-schema 2. */
interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly ReportedMutant[] }>>;
}

interface ReportedMutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

interface Position {
  readonly line: number;
  readonly column: number;
}

/** Scenes of each kind that judge a mutant. */
const scenes = 25;

/**
 * Mutates one file and lets tests judge each mutant. `judges` are patterns of test files. Installs StrykerJS into the folder `.cache` first
 * where it is missing: an installation of the project has no use for its 150 packages. Throws where the tests fail without any mutant.
 */
export async function runMutants(root: string, path: string, judges: readonly string[]): Promise<MutatedFile> {
  const tool = await installed(root);
  const folder = mkdtempSync(join(root, '.cache', 'mutants-'));
  const report = join(folder, 'report.json');
  const vitest = join(folder, 'vitest.config.ts');
  const config = join(folder, 'stryker.json');
  try {
    writeFileSync(vitest, vitestConfig(root, judges));
    writeFileSync(config, JSON.stringify(strykerConfig(path, { folder, report, vitest })));
    // The shell says what those it waited for have taken, and what those had waited for.
    const output = await outputOf('sh', ['-c', '"$0" "$@"; times', process.execPath, tool, 'run', config], root);
    if (!existsSync(report)) throw new Error(`StrykerJS gave no report of ${path}. It printed:\n${output}`);
    const read = JSON.parse(readFileSync(report, 'utf8')) as Report;
    return { ...countOf(read, path), cpuSeconds: cpuSecondsIn(output) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function installed(root: string): Promise<string> {
  const folder = join(root, '.cache', 'mutation');
  const program = join(folder, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, 'proving/mutation/tool'), folder, { recursive: true });
  // Vitest, which its runner asks for, is the project's own.
  const output = await outputOf('npm', ['ci', '--legacy-peer-deps', '--no-audit', '--no-fund'], folder);
  if (!existsSync(program)) throw new Error(`StrykerJS could not be installed. npm printed:\n${output}`);
  return program;
}

function vitestConfig(root: string, judges: readonly string[]): string {
  const test = {
    include: judges,
    pool: 'threads',
    isolate: false,
    testTimeout: 300_000,
    env: { OPS_LANG: 'en', SCENES: String(scenes) },
  };
  return `export default ${JSON.stringify({ root: '.', test })};\n// ${root}\n`;
}

function strykerConfig(
  path: string,
  { folder, report, vitest }: { readonly folder: string; readonly report: string; readonly vitest: string },
): object {
  return {
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    mutate: [path],
    reporters: ['json'],
    jsonReporter: { fileName: report },
    vitest: { configFile: vitest, related: false },
    concurrency: 1,
    coverageAnalysis: 'perTest',
    // One that is read while a module loads would need a process of its own.
    ignoreStatic: true,
    tempDirName: join(folder, 'sandbox'),
    // TypeScript 7 has no interface that StrykerJS could read this file by.
    tsconfigFile: 'none.json',
    ignorePatterns: ['.cache', 'cdk.out', 'dist', 'docs/img'],
    timeoutMS: 60_000,
    allowConsoleColors: false,
  };
}

function countOf({ files }: Report, path: string): Omit<MutatedFile, 'cpuSeconds'> {
  const { mutants = [], source = '' } = files[path] ?? {};
  const lines = source.split('\n');
  const survivors = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  return {
    path,
    caught: mutants.filter(({ status }) => status === 'Killed' || status === 'Timeout').length,
    survivors: survivors.map(({ mutatorName, replacement = '', status, location: { start, end } }) => {
      const line = lines[start.line - 1] ?? '';
      const was =
        start.line === end.line ? line.slice(start.column - 1, end.column - 1) : `${line.slice(start.column - 1)} …`;
      return {
        line: start.line,
        kind: mutatorName,
        was: oneLine(was),
        became: oneLine(replacement),
        isCovered: status === 'Survived',
      };
    }),
  };
}

/** What the children of a shell took, as its `times` ends an output: a line of its own time, and one of theirs, user and system. */
export function cpuSecondsIn(output: string): number {
  const parts = [...(output.trimEnd().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  return Math.round(parts.reduce((sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds), 0));
}

const oneLine = (text: string): string => {
  const short = text.replace(/\s+/g, ' ').trim();
  return short.length > 60 ? `${short.slice(0, 59)}…` : short;
};

function outputOf(file: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    child.on('error', reject);
    child.on('close', () => resolve(output));
  });
}
