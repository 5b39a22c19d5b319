import { readImports } from '../proving/layout/imports.ts';
import { layoutFigures, layoutProblems } from '../proving/layout/rules.ts';

const graph = readImports();
const problems = layoutProblems(graph);
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`Layout: ${layoutFigures(graph)}.\n`);
process.exitCode = problems.length > 0 ? 1 : 0;
