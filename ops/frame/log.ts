import type { Log } from '../../core/ports/index.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** The log of a command: warnings and errors go to stderr as a line each; the rest is dropped. */
export function terminalLog(terminal: Pick<Terminal, 'say'>): Log {
  const line =
    (level: 'warning' | 'error'): Log['warn'] =>
    (event, fields = {}) => {
      const told = Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`);
      terminal.say([`${level}:`, event, ...told].join(' '));
    };
  return { info: () => undefined, warn: line('warning'), error: line('error') };
}
