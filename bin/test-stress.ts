/** `npm run test:stress`: the tests beside programs that keep the processor busy, again and again, to find those that hang on its speed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';

const whole = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('expected a whole number, 0 or more.');
  return value;
};
const atLeastOne = (text: string): number => {
  if (whole(text) === 0) throw new InvalidArgumentError('expected 1 or more.');
  return whole(text);
};
const command = new Command('test:stress')
  .description('Runs the tests beside busy loops, again and again, and says how long each time took and what failed.')
  .argument('[tiers...]', 'names of tiers; without any, what npm test runs')
  .option('--busy <loops>', 'processor cores to keep busy', whole, 1)
  .option('--times <times>', 'how often to run', atLeastOne, 3)
  .option('--json', 'print one line of JSON at the end instead of a table', false)
  .parse();
const { busy, times, json } = command.opts<{ busy: number; times: number; json: boolean }>();

// A loop ends with this process, however that ends: otherwise it would keep the machine busy forever.
const loop = `while (process.ppid === ${process.pid});`;
const children: ChildProcess[] = [];
for (let count = 0; count < busy; count++) {
  const child = spawn(process.execPath, ['-e', loop], { stdio: 'ignore' });
  // This process does not wait for it.
  child.unref();
  children.push(child);
}
process.once('exit', () => {
  for (const child of children) child.kill('SIGTERM');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

interface RunContext {
  readonly round: number;
  readonly minutes: number;
  readonly counted: string;
  readonly notPassed: readonly string[];
}
const rounds: RunContext[] = [];
for (let round = 1; round <= times; round++) {
  process.stderr.write(`── ${round} of ${times}, beside ${busy} busy loops\n`);
  rounds.push(await runOnce(round));
}
if (json) process.stdout.write(`${JSON.stringify({ busy, rounds })}\n`);
else {
  for (const { round, minutes, counted, notPassed } of rounds) {
    process.stdout.write(`${String(round).padStart(3)}  ${minutes.toFixed(1).padStart(5)} min  ${counted}\n`);
    for (const line of notPassed) process.stdout.write(`            ${line}\n`);
  }
}
process.exitCode = rounds.every(({ counted }) => / 0 failed/.test(counted)) ? 0 : 1;

function runOnce(round: number): Promise<RunContext> {
  const startedMs = performance.now();
  const program = fileURLToPath(new URL('test.ts', import.meta.url));
  const tests = spawn(process.execPath, [program, ...command.args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(tests);
  let text = '';
  tests.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    process.stderr.write(part);
  });
  return new Promise((resolve, reject) => {
    tests.once('error', reject);
    tests.once('close', (code) => {
      const counted = /^\d+ passed, \d+ failed.*$/m.exec(text.slice(text.lastIndexOf('s in all')))?.[0];
      const named = text.split('\nNot passed:\n')[1]?.split('\n\n')[0] ?? '';
      resolve({
        round,
        minutes: (performance.now() - startedMs) / 60_000,
        counted: counted ?? `ended with exit code ${code}, and counted nothing`,
        notPassed: named.split('\n').filter((line) => line !== ''),
      });
    });
  });
}
