import { posix } from 'node:path';
import { expect, it } from 'vitest';
import { sourceFiles, textOf } from './sources.ts';

/** Which top folders a folder may import, beside itself. `docs/ARCHITECTURE.md` says why. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  core: [],
  malls: ['core'],
  aws: ['core'],
  wiring: ['core', 'malls', 'aws'],
  functions: ['core', 'wiring'],
  ops: ['core', 'wiring'],
  lib: ['core'],
  simulator: [],
  journal: [],
  local: ['core', 'wiring', 'journal'],
  bench: ['core', 'malls', 'aws', 'wiring', 'simulator', 'test'],
  bin: ['core', 'malls', 'aws', 'wiring', 'functions', 'ops', 'lib', 'simulator', 'journal', 'local', 'bench', 'test'],
  test: [
    'core',
    'malls',
    'aws',
    'wiring',
    'functions',
    'ops',
    'lib',
    'simulator',
    'journal',
    'local',
    'bench',
    'bin',
    'releases',
  ],
};

/** Single files that may cross a border, with the reason. */
const exceptions: Readonly<Record<string, RegExp>> = {
  // A function's settings (memory, time limit, period) are read by the stack that deploys it.
  lib: /^functions\/[^/]+\/settings\.ts$/,
};

interface Import {
  readonly from: string;
  readonly to: string;
}

function importsOf(path: string): Import[] {
  const matches = [
    ...textOf(path).matchAll(/(?:^|\n)\s*(?:import|export|\} from)\b[^';]*'(\.[^']+)'|\bimport\('(\.[^']+)'\)/g),
  ];
  const specifiers = matches.map((match) => (match[1] ?? match[2]) as string);
  return specifiers.map((specifier) => ({ from: path, to: posix.join(posix.dirname(path), specifier) }));
}

function complaint({ from, to }: Import): string | null {
  const here = from.split('/')[0] as string;
  const there = to.split('/')[0] as string;
  if (here.endsWith('.ts') || there.endsWith('.json')) return null;
  const otherMall = here === 'malls' && there === 'malls' && mallOf(from) && mallOf(to) && mallOf(from) !== mallOf(to);
  if (otherMall) return `${from} imports ${to}: a mall never imports another mall; move what both need up to malls/.`;
  if (here === there || exceptions[here]?.test(to)) return null;
  if (mayImport[here]?.includes(there)) return null;
  const allowed = mayImport[here]?.join(', ') || 'nothing of ours';
  return `${from} imports ${to}: ${here}/ may import ${allowed}. Pass it in as an argument, or wire it in wiring/.`;
}

function mallOf(path: string): string | null {
  return /^malls\/([^/]+)\//.exec(path)?.[1] ?? null;
}

it('every import keeps to the rule of the layout', () => {
  const imports = sourceFiles().flatMap(importsOf);
  expect(imports.length).toBeGreaterThan(100);
  expect(imports.map(complaint).filter((text) => text !== null)).toEqual([]);
});

it('the rule refuses what it should', () => {
  expect(complaint({ from: 'core/import/plan.ts', to: 'aws/clients.ts' })).toMatch(/core\/ may import nothing of ours/);
  expect(complaint({ from: 'malls/yahoo/client.ts', to: 'malls/rms/client.ts' })).toMatch(/never imports another mall/);
  expect(complaint({ from: 'simulator/rms/index.ts', to: 'core/kernel/time.ts' })).toMatch(/nothing of ours/);
  expect(complaint({ from: 'lib/app.ts', to: 'functions/poll-orders/handler.ts' })).toMatch(/lib\/ may import core/);
  expect(complaint({ from: 'lib/app.ts', to: 'functions/poll-orders/settings.ts' })).toBeNull();
});
