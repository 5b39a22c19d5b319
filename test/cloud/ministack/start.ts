import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type Server, startServer } from '../processes.ts';

const launcher = fileURLToPath(new URL('./launch.py', import.meta.url));

/** The account and region that everything is deployed to. MiniStack's own account number; the region is the standard one. */
export const account = '000000000000';
export const region = 'ap-northeast-1';

/** A running MiniStack. */
export interface MiniStack extends Server {
  readonly url: string;
}

/**
 * Starts MiniStack on a free port of 127.0.0.1. What it deploys runs as child processes under `node`, which must be the
 * version the functions are made for: it is taken from the PATH.
 *
 * @param folder where it may write; it is made for one run and removed after it
 */
export async function startMiniStack(python: string, folder: string, path: string): Promise<MiniStack> {
  const port = await freePort();
  const server = await startServer(python, [launcher], {
    cwd: folder,
    env: {
      PATH: path,
      HOME: folder,
      TMPDIR: folder,
      LANG: 'C.UTF-8',
      PYTHONUNBUFFERED: '1',
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      MINISTACK_REGION: region,
      // Both would listen on ports of their own, on every address of the machine.
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      LAMBDA_EXECUTOR: 'local',
      // Else it is measured by this machine's memory, and the doctor finds a small one wanting.
      LAMBDA_ACCOUNT_CONCURRENCY: '1000',
      // Every call's signature is checked, and whether its caller's policies allow it: functions run with their own roles.
      AUTH: 'true',
    },
    isReady: (printed) => printed.includes('Running on http://127.0.0.1'),
  });
  return { ...server, url: `http://127.0.0.1:${port}` };
}

/** A port that was free a moment ago. MiniStack takes no 0. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
