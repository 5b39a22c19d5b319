import { mkdtempSync, rmSync } from 'node:fs';
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
  /** Removed at the end. */
  readonly folder: string;
  /** Runs a command of node_modules/.bin as a person does, with nothing in its environment but what a person has to set. */
  command(name: string, args: readonly string[], stdin?: string): Promise<Ended>;
  leave(): Promise<void>;
}

/** Starts the account and the mall, both on 127.0.0.1. */
export async function startPlace(python: string, { shops }: { readonly shops: number }): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-cloud-'));
  // The functions and the CDK run under the Node that runs the tests.
  const path = [dirname(process.execPath), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  const mall = await startMall({ shops });
  const ministack = await startMiniStack(python, folder, path).catch(async (error: unknown) => {
    await mall.stop();
    throw error;
  });
  const account = accountAt(ministack.url);
  const env = {
    PATH: path,
    // The CDK remembers accounts by their access keys in its home.
    HOME: folder,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    ...account.variables,
  };
  return {
    ministack,
    mall,
    account,
    folder,
    command: (name, args, stdin) =>
      run(name === 'node' ? process.execPath : join(root, 'node_modules', '.bin', name), args, {
        env,
        ...(stdin === undefined ? {} : { stdin }),
      }),
    async leave() {
      account.close();
      await Promise.all([ministack.stop(), mall.stop()]);
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
