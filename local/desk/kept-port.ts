import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Serves at the port that a file has from the last start, as long as no other program has it; else at any free one, which the file has then. */
export async function atKeptPort<Served>(
  file: string,
  serve: (port: number) => Promise<Served>,
  addressOf: (served: Served) => string,
): Promise<Served> {
  const kept = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  const port = Number.isInteger(kept) && kept > 0 && kept < 65_536 ? kept : 0;
  const served = await serve(port).catch((error: NodeJS.ErrnoException) => {
    if (port === 0 || (error.code !== 'EADDRINUSE' && error.code !== 'EACCES')) throw error;
    return serve(0);
  });
  writeFileSync(file, `${new URL(addressOf(served)).port}\n`, { mode: 0o600 });
  return served;
}
