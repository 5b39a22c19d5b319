import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** A process and its descendants; the process alone where the system does not show them (only Linux has /proc). */
export function familyOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  if (existsSync('/proc/self/stat')) {
    for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
      const parent = statOf(Number(name))?.parent;
      if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    }
  }
  const family = [pid];
  for (const member of family) family.push(...(children.get(member) ?? []));
  return family;
}

/** Whether a process still does something. One that has ended, and whose parent has not asked for its exit code, does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return statOf(pid)?.state !== 'Z';
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html. Null when the process has ended in between. */
function statOf(pid: number): { readonly state: string; readonly parent: number } | null {
  try {
    // The command's name stands in brackets, and may hold anything.
    const [state = '', parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, '').trim().split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return null;
  }
}
