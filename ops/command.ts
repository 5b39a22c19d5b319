import type { ImportSettings } from '../core/orders/settings.ts';
import type { Ports } from '../core/ports/index.ts';
import type { Parameters, ValuesOf } from './arguments/parameter.ts';
import type { ExitCode } from './exit.ts';
import type { Terminal } from './terminal/terminal.ts';

/** What a command works on. */
export interface Instance {
  /** Which installation it is, for people: `local (.tsunagi)`. */
  readonly place: string;
  readonly ports: Ports;
  readonly importSettings: ImportSettings;
  /** The calls a second that a new shop is given. */
  readonly callsPerSecond: number;
  close(): Promise<void>;
}

/** What a running command gets beside its arguments. */
export interface OpsContext extends Omit<Instance, 'close'> {
  readonly terminal: Terminal;
}

/** One example in a command's help: what to type after `ops`, and what it does. */
export type Example = readonly [typed: string, what: string];

interface Definition<Arguments extends Parameters, Options extends Parameters> {
  /** As it is typed: `orders show`. */
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** More for the command's own help, laid out for 80 columns. */
  readonly help?: string;
  readonly examples: readonly Example[];
  /** By their place, in this order. */
  readonly arguments: Arguments;
  readonly options: Options;
  /** Problems that only several values together can have. Values that could not be read are absent. */
  problemsOf?(values: Partial<ValuesOf<Arguments & Options>>): readonly string[];
  run(context: OpsContext, values: ValuesOf<Arguments & Options>): Promise<ExitCode>;
}

/** A command, whatever its arguments. */
export interface Command extends Required<Omit<Definition<Parameters, Parameters>, 'run' | 'problemsOf' | 'help'>> {
  readonly help: string;
  problemsOf(values: Readonly<Record<string, unknown>>): readonly string[];
  run(context: OpsContext, values: Readonly<Record<string, unknown>>): Promise<ExitCode>;
}

/** Declares a command: `run` gets what `arguments` and `options` read, by name and with their types. */
export function defineCommand<Arguments extends Parameters, Options extends Parameters>(
  definition: Definition<Arguments, Options>,
): Command {
  type Values = ValuesOf<Arguments & Options>;
  return {
    ...definition,
    help: definition.help ?? '',
    problemsOf: (values) => definition.problemsOf?.(values as Partial<Values>) ?? [],
    run: (context, values) => definition.run(context, values as Values),
  };
}
