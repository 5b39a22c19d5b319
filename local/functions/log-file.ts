import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A file larger than this is set aside at the start, and the one set aside before is dropped. */
const setAsideBytes = 16 * 1024 * 1024;

/** Opens the log of a function, `logs/<function>.log`, which gets its lines as they are printed. */
export function openLog(folder: string, functionName: string): (line: string) => void {
  mkdirSync(join(folder, 'logs'), { recursive: true });
  const file = join(folder, 'logs', `${functionName}.log`);
  if (existsSync(file) && statSync(file).size > setAsideBytes) renameSync(file, `${file}.1`);
  return (line) => appendFileSync(file, `${line}\n`);
}
