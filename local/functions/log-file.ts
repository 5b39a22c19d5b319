import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A file that would become larger is set aside, and the one set aside before is dropped. */
const setAsideBytes = 16 * 1024 * 1024;

/**
 * Opens the log of a function, `logs/<function>.log`, which gets its lines as they are printed. What is full is set aside as `.log.1`, also while
 * the function runs, so both together stay below twice `mostBytes`.
 */
export function openLog(folder: string, functionName: string, mostBytes = setAsideBytes): (line: string) => void {
  const file = join(folder, 'logs', `${functionName}.log`);
  mkdirSync(dirname(file), { recursive: true });
  let bytes = existsSync(file) ? statSync(file).size : 0;
  return (line) => {
    const text = `${line}\n`;
    // A person may remove the logs at any time, to make room.
    if (!existsSync(file)) {
      mkdirSync(dirname(file), { recursive: true });
      bytes = 0;
    }
    if (bytes > 0 && bytes + Buffer.byteLength(text) > mostBytes) {
      renameSync(file, `${file}.1`);
      bytes = 0;
    }
    appendFileSync(file, text);
    bytes += Buffer.byteLength(text);
  };
}
