import { parseArgs } from 'node:util';
import { recount, recountText } from '../journal/index.ts';

const help = `npm run recount -- FILE [--json]

Computes the figures of a run again, from nothing but the journal that it wrote with --journal FILE.

  --json          one line of figures at the end
  --help          this text

Ends with 0 when nothing is missing, double or diverged, with 1 when something is, with 2 when the journal cannot be
recounted. The entries of a journal and what each figure means: docs/reference/journal.md
`;

process.exitCode = await run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  return 2;
});

async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) {
    throw new Error(`Got ${positionals.length} files, expected one journal.\n\n${help}`);
  }
  const result = await recount(path);
  if (values.json) process.stdout.write(`${JSON.stringify(result.figures)}\n`);
  else process.stdout.write(`${recountText(result)}\n`);
  return result.findings.length > 0 ? 1 : 0;
}
