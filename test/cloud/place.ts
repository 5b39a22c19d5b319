import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { type Account, accountAt } from './account.ts';
import { type Mall, startMall } from './mall.ts';
import { type MiniStack, startMiniStack } from './ministack/start.ts';
import { type Ended, root, run } from './processes.ts';

/** Everything a deployment needs around it: an account, a mall, and a person's terminal. */
export interface Place {
  readonly ministack: MiniStack;
  readonly mall: Mall;
  readonly account: Account;
  /** The person's home. Removed at the end. */
  readonly home: string;
  /** A file of the person's. */
  file(name: string, text: string): string;
  /** Sets the parameters of the next deployments: in the person's own settings of the CDK, so that the project's stay. */
  setParameters(parameters: Readonly<Record<string, string | number>>): void;
  /** Types something into the person's terminal, in the project's folder. */
  shell(text: string, variables: Readonly<Record<string, string>>): Promise<Ended>;
  /** Ends everything. May be asked again. */
  leave(): Promise<void>;
}

/** Starts the account and the mall, both on 127.0.0.1. */
export async function startPlace(python: string, { shops }: { readonly shops: number }): Promise<Place> {
  const home = mkdtempSync(join(tmpdir(), 'tsunagi-cloud-'));
  // The functions, the CDK and the commands run under the Node that runs the tests.
  const path = [dirname(process.execPath), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  const mall = await startMall({ shops });
  const ministack = await startMiniStack(python, home, path).catch(async (error: unknown) => {
    await mall.stop();
    throw error;
  });
  const account = accountAt(ministack.url);
  const environment = {
    PATH: path,
    HOME: home,
    LANG: 'C.UTF-8',
    // The CDK writes to its own folder, prompts for nothing, and sends no telemetry.
    CDK_OUTPUT: join(home, 'cdk.out'),
    CDK_NOTICES: 'false',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    ...account.variables,
  };
  return {
    ministack,
    mall,
    account,
    home,
    file(name, text) {
      const path = join(home, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text, { mode: 0o600 });
      return path;
    },
    setParameters(parameters) {
      writeFileSync(join(home, '.cdk.json'), JSON.stringify({ context: parameters, requireApproval: 'never' }));
    },
    shell: (text, variables) =>
      run('bash', ['--norc', '--noprofile', '-euo', 'pipefail', '-c', text], { env: { ...environment, ...variables } }),
    async leave() {
      account.close();
      await Promise.all([ministack.stop(), mall.stop()]);
      rmSync(home, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
