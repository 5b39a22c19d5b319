import type { DeadLetters, Ports } from '../core/ports/index.ts';
import type { ImportSettings } from '../core/session/index.ts';
import type { Parameters, ValuesOf } from './arguments/parameter.ts';
import type { ExitCode } from './exit.ts';
import type { Installation } from './installation.ts';
import type { Terminal } from './terminal/terminal.ts';

/** What a command works on. */
export interface Instance {
  /** Which installation it is, for people: `local (.tsunagi)`, `stage prod, ap-northeast-1`. */
  readonly place: string;
  /** What somebody should know who works on it. */
  readonly notices?: readonly string[];
  /** The environment that its functions have. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  readonly ports: Ports;
  /** Whether mails go to merchants; absent where nothing tells. */
  readonly hasSender?: boolean;
  readonly importSettings: ImportSettings;
  /** The calls a second that a new shop is given. */
  readonly callsPerSecond: number;
  /** How many schedules each function has; shops are spread over the shards below it. */
  readonly shards: number;
  /** What its queues hold and gave up, of all or of the one that is named; absent where it has no such queues. */
  deadLetters?(queue?: string): Promise<readonly DeadLetters[]>;
  /** Requests by event that could not be taken in; null or absent where nothing keeps them. */
  rejectedRequests?(): Promise<number | null>;
  close(): Promise<void>;
}

/** What a running command gets beside its arguments. */
export interface OpsContext extends Omit<Instance, 'close'> {
  readonly terminal: Terminal;
}

/** What runs a command: it finds and opens the installation when the command asks for it, and closes it in the end. */
export interface Start {
  readonly terminal: Terminal;
  find(): Promise<Installation>;
  open(): Promise<OpsContext>;
}

/** What a command gets that looks after an installation, whole or broken. */
export interface CareContext {
  readonly terminal: Terminal;
  readonly installation: Installation;
}

/** One example in a command's help: what to type after `ops`, and what it does. */
export type Example = readonly [typed: string, what: string];

interface Definition<Context, Arguments extends Parameters, Options extends Parameters> {
  /** As it is typed: `orders show`. */
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** More for the command's own help, laid out for 80 columns. */
  readonly help?: string;
  readonly examples: readonly Example[];
  /** True where its output begins with the place; elsewhere the place is said before it. */
  readonly showsPlace?: boolean;
  /** By their place, in this order. */
  readonly arguments: Arguments;
  readonly options: Options;
  /** Problems that only several values together can have. Values that could not be read are absent. */
  problemsOf?(values: Partial<ValuesOf<Arguments & Options>>): readonly string[];
  run(context: Context, values: ValuesOf<Arguments & Options>): Promise<ExitCode>;
}

/** A command, whatever its arguments. */
export interface Command
  extends Required<Omit<Definition<never, Parameters, Parameters>, 'run' | 'problemsOf' | 'help' | 'showsPlace'>> {
  readonly showsPlace: boolean;
  readonly help: string;
  problemsOf(values: Readonly<Record<string, unknown>>): readonly string[];
  run(start: Start, values: Readonly<Record<string, unknown>>): Promise<ExitCode>;
}

/** Declares a command: `run` gets what `arguments` and `options` read, by name and with their types. */
export function defineCommand<Arguments extends Parameters, Options extends Parameters>(
  definition: Definition<OpsContext, Arguments, Options>,
): Command {
  return commandOf(definition, (start) => start.open());
}

/** Declares a command that looks after an installation: it gets the one that is meant unopened, because it may be broken. */
export function defineCare<Arguments extends Parameters, Options extends Parameters>(
  definition: Definition<CareContext, Arguments, Options>,
): Command {
  return commandOf(definition, async ({ terminal, find }) => ({ terminal, installation: await find() }));
}

function commandOf<Context, Arguments extends Parameters, Options extends Parameters>(
  definition: Definition<Context, Arguments, Options>,
  contextOf: (start: Start) => Promise<Context>,
): Command {
  type Values = ValuesOf<Arguments & Options>;
  return {
    ...definition,
    help: definition.help ?? '',
    showsPlace: definition.showsPlace ?? false,
    problemsOf: (values) => definition.problemsOf?.(values as Partial<Values>) ?? [],
    run: async (start, values) => definition.run(await contextOf(start), values as Values),
  };
}
