import type { Log } from '../core/ports/index.ts';
import type { Terminal } from './terminal/terminal.ts';

/** The log of a command: what somebody should know goes to stderr as a line, the rest nowhere. */
export function terminalLog(terminal: Pick<Terminal, 'say'>): Log {
  const line =
    (level: 'warning' | 'error'): Log['warn'] =>
    (event, fields = {}) => {
      const told = Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`);
      terminal.say([`${level}:`, event, ...told].join(' '));
    };
  return { info: () => undefined, warn: line('warning'), error: line('error') };
}
