/** `npm run mutate`: changes one spot of a file at a time, and counts the changes that no test notices. */
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { judgesOf, mutableFiles } from '../proving/mutation/judges.ts';
import { mutantTable } from '../proving/mutation/mutant-table.ts';
import { type MutatedFile, runMutants } from '../proving/mutation/run-mutants.ts';
import { prng, seedOf } from '../simulator/index.ts';

const root = fileURLToPath(new URL('../', import.meta.url));

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('Expected a whole number from 1 on.');
  return Number(text);
}

const options = new Command('mutate')
  .description(
    'Changes one spot of a file at a time, lets the tests of its folder, scenes and laws judge each change, and lists those that all of them let pass (docs/reference/mutants.md). A file takes up to half an hour.',
  )
  .option('--seed <n>', 'chooses the files', wholeNumber, 1)
  .option('--files <n>', 'how many files', wholeNumber, 1)
  .option('--file <path...>', 'these files, and not those of a seed')
  .option('--json', 'print one line of JSON at the end instead of tables', false)
  .parse()
  .opts<{ seed: number; files: number; file?: string[]; json: boolean }>();

const known = mutableFiles(root);
const strange = (options.file ?? []).filter((path) => !known.includes(path));
if (strange.length > 0) {
  console.error(
    `${strange.join(', ')}: expected files of 60 to 350 lines in core, malls, aws, wiring, language, views, console or ops.`,
  );
  process.exit(2);
}

const chance = prng(seedOf(options.seed, 'mutants'));
const drawn = [...known];
const chosen =
  options.file ?? Array.from({ length: options.files }, () => drawn.splice(chance.int(0, drawn.length - 1), 1)).flat();

const results: MutatedFile[] = [];
for (const path of chosen) {
  console.error(`${path} …`);
  const result = await runMutants(root, path, judgesOf(root, path));
  results.push(result);
  if (!options.json) console.log(mutantTable([result]));
}
if (options.json) console.log(JSON.stringify(results));
else if (results.length > 1) console.log(mutantTable(results, { survivors: false }));
