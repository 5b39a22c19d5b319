import { readImports } from '../proving/layout/imports.ts';
import { layoutFigures, layoutProblems, lengthWarnings } from '../proving/layout/rules.ts';
import { sourceFiles, textOf } from '../proving/layout/sources.ts';

const graph = readImports();
const problems = layoutProblems(graph);
for (const problem of problems) process.stderr.write(`${problem}\n`);
const linesOf = new Map(sourceFiles().map((path) => [path, textOf(path).split('\n').length - 1]));
for (const warning of lengthWarnings(linesOf)) process.stderr.write(`Warning: ${warning}\n`);
process.stdout.write(`Layout: ${layoutFigures(graph)}.\n`);
process.exitCode = problems.length > 0 ? 1 : 0;
