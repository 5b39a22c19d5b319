import { posix } from 'node:path';
import { sourceFiles, textOf } from './sources.ts';

/** Which sources each source imports, types included, by paths from the root. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** The imports of every TypeScript source of the project, tests included. */
export function readImports(): ImportGraph {
  return new Map(sourceFiles().map((path) => [path, importsIn(path, textOf(path))]));
}

/** The relative imports of a source: static, dynamic, type imports and re-exports. */
export function importsIn(path: string, text: string): string[] {
  const statements = /^\s*(?:import|export|\} from)\b[^;']*'(\.[^']+)'|\bimport\('(\.[^']+)'\)/gm;
  const specifiers = [...text.matchAll(statements)].map(([, fixed, dynamic]) => fixed ?? dynamic ?? '');
  return [...new Set(specifiers.map((specifier) => posix.join(posix.dirname(path), specifier)))];
}

/** Groups of sources that import each other in a circle (strongly connected components, by Tarjan), each sorted. */
export function cyclesOf(graph: ImportGraph): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const cycles: string[][] = [];
  const visit = (path: string): number => {
    const own = order.size;
    order.set(path, own);
    lowest.set(path, own);
    open.push(path);
    isOpen.add(path);
    for (const next of graph.get(path) ?? []) {
      const seen = order.has(next) ? (isOpen.has(next) ? order.get(next) : undefined) : visit(next);
      if (seen !== undefined) lowest.set(path, Math.min(lowest.get(path) ?? own, seen));
    }
    if (lowest.get(path) === own) {
      const members = open.splice(open.indexOf(path));
      for (const member of members) isOpen.delete(member);
      if (members.length > 1) cycles.push(members.sort());
    }
    return lowest.get(path) ?? own;
  };
  for (const path of graph.keys()) if (!order.has(path)) visit(path);
  return cycles;
}
