import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** AES-256. */
const keyBytes = 32;

/**
 * Reads the key that everything sealed in this data folder depends on, and creates it at the first start. It is in `kms.key`,
 * readable by its owner only. If it is lost, the shops' credentials must be entered again.
 */
export function readMasterKey(folder: string): Buffer {
  const file = join(folder, 'kms.key');
  try {
    writeFileSync(file, randomBytes(keyBytes).toString('base64'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  chmodSync(file, 0o600);
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length === keyBytes) return key;
  throw new Error(
    `${file} does not hold a key of ${keyBytes} bytes in base64. Put back the file that was there, or begin in another folder with --data.`,
  );
}
