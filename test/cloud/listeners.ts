import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * The addresses on which a process and all its descendants listen for TCP, as `127.0.0.1:4566`; null where the system does not
 * show it (only Linux has /proc).
 */
export function listenersOf(pid: number): string[] | null {
  if (!existsSync('/proc/net/tcp')) return null;
  const sockets = new Map([...listening('/proc/net/tcp'), ...listening('/proc/net/tcp6')]);
  return familyOf(pid).flatMap((member) => inodesOf(member).flatMap((inode) => sockets.get(inode) ?? []));
}

/** A process and its descendants. */
export function familyOf(pid: number): number[] {
  const parents = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = parentOf(name);
    if (parent !== null) parents.set(parent, [...(parents.get(parent) ?? []), Number(name)]);
  }
  const family = [pid];
  for (const member of family) family.push(...(parents.get(member) ?? []));
  return family;
}

/** A process may end between two looks at it. */
function parentOf(name: string): number | null {
  try {
    // The command's name, in brackets, may hold anything.
    return Number(readFileSync(`/proc/${name}/stat`, 'utf8').replace(/^.*\)/s, '').trim().split(' ')[1]);
  } catch {
    return null;
  }
}

function inodesOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
      return inode === undefined ? [] : [inode];
    });
  } catch {
    return [];
  }
}

/** Sockets in the state LISTEN by inode. https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html */
function listening(path: string): [inode: string, address: string][] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .slice(1)
    .flatMap((line): [string, string][] => {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      return state === '0A' ? [[inode, addressOf(local)]] : [];
    });
}

/** IPv4 is written as one little-endian word, IPv6 as four; of those only ::1 is worth a name. */
function addressOf(local: string): string {
  const [host = '', port = ''] = local.split(':');
  const digits = host.match(/../g) ?? [];
  const name =
    host.length === 8
      ? digits
          .reverse()
          .map((digit) => Number.parseInt(digit, 16))
          .join('.')
      : host === '00000000000000000000000001000000'
        ? '::1'
        : host;
  return `${name}:${Number.parseInt(port, 16)}`;
}
