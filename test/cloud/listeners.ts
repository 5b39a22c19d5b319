import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { familyOf } from './family.ts';

/**
 * The addresses on which a process and all its descendants listen for TCP, as `127.0.0.1:4566`; null where the system does not
 * show it (only Linux has /proc).
 */
export function listenersOf(pid: number): string[] | null {
  if (!existsSync('/proc/net/tcp')) return null;
  const sockets = new Map([...listening('/proc/net/tcp'), ...listening('/proc/net/tcp6')]);
  return familyOf(pid).flatMap((member) => inodesOf(member).flatMap((inode) => sockets.get(inode) ?? []));
}

function inodesOf(pid: number): string[] {
  const descriptors = orWhenGone(() => readdirSync(`/proc/${pid}/fd`), []);
  return descriptors.flatMap((fd) => {
    const target = orWhenGone(() => readlinkSync(`/proc/${pid}/fd/${fd}`), '');
    return /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? [];
  });
}

/** What reading gives; `gone` where the process has ended, or closed this one descriptor, since it was listed. */
function orWhenGone<T>(read: () => T, gone: T): T {
  try {
    return read();
  } catch {
    return gone;
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
  const bytes = (host.match(/../g) ?? []).map((digits) => Number.parseInt(digits, 16));
  const isLoopback6 = host === '00000000000000000000000001000000';
  const name = host.length === 8 ? bytes.reverse().join('.') : isLoopback6 ? '::1' : host;
  return `${name}:${Number.parseInt(port, 16)}`;
}
