import { InputError, TsunagiError } from '../../core/kernel/index.ts';
import type { Log } from '../../core/ports/index.ts';
import { t, translated } from '../../language/index.ts';
import type { Terminal } from '../terminal/index.ts';
import { type ExitCode, exit } from './command.ts';
import { NoInstance } from './instance.ts';

export function tellFailure(terminal: Terminal, error: unknown): ExitCode {
  terminal.endProgress();
  if (error instanceof InputError) {
    terminal.say(translated(error.words));
    return exit.wrongUsage;
  }
  if (error instanceof TsunagiError) {
    const { requestId } = error.context;
    const request = requestId === undefined ? '' : t` (request ${requestId})`;
    terminal.say(`${translated(error.words)}${request} [${error.code}]`);
    return exit.failed;
  }
  terminal.say(...(error instanceof NoInstance ? [error.message] : unexpected(error)));
  return exit.failed;
}

function unexpected(error: unknown): string[] {
  if (!(error instanceof Error)) return [t`This command failed in a way it does not know.`];
  if ('code' in error && 'syscall' in error) return [error.message];
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  // What a parser complains about quotes the text it read, which may be an order.
  const message = error instanceof SyntaxError ? t`its message may quote an order and is left out` : error.message;
  return [
    t`This command failed in a way it does not know. Please report these lines:`,
    `${error.name}: ${message}`,
    ...frames.slice(0, 8),
  ];
}

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
