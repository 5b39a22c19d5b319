import { createServer } from 'node:net';

/**
 * Throws when the port is taken. Node.js would run the function all the same, without a debugger, and say so in the
 * function's log only: https://nodejs.org/api/cli.html#--inspecthostport
 */
export async function debuggerPortMustBeFree(port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(takenError(port, cause)));
    server.listen(port, '127.0.0.1', resolve);
  });
  await new Promise((resolve) => server.close(resolve));
}

function takenError(port: number, cause: Error): Error {
  return new Error(
    `The debugger's port ${port} on 127.0.0.1 cannot be had: ${cause.message}. End what listens there, most likely another debugger, or leave out --inspect.`,
    { cause },
  );
}
