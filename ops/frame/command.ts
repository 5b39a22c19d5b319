import { t } from '../../language/index.ts';
import { flag, type Parameters, type ValuesOf } from '../arguments/parameter.ts';
import type { Terminal } from '../terminal/index.ts';
import type { Installation } from './installation.ts';
import type { Instance } from './instance.ts';

export interface OpsContext extends Omit<Instance, 'close'> {
  readonly terminal: Terminal;
  readonly serveConsole: ServeConsole;
}

/** Serves an open installation as pages, to this machine alone; `entrance` is the address that lets one browser in. Throws where the port is taken. */
export type ServeConsole = (
  instance: Omit<Instance, 'close'>,
  options: {
    readonly port: number;
    readonly mayChange: boolean;
    readonly by: string | undefined;
    record(line: string): void;
  },
) => Promise<{ entrance(): string; close(): Promise<void> }>;

export interface Start {
  readonly terminal: Terminal;
  find(): Promise<Installation>;
  open(): Promise<OpsContext>;
}

export interface CareContext {
  readonly terminal: Terminal;
  readonly installation: Installation;
}

export type Example = readonly [typed: string, what: string];

interface Definition<Context, Arguments extends Parameters, Options extends Parameters> {
  /** As it is typed: `orders show`. */
  readonly name: string;
  readonly summary: string;
  /** More for the command's own help: paragraphs and lists, which are laid out for the terminal. */
  readonly help?: string;
  readonly examples: readonly Example[];
  /** True where its output begins with the place; elsewhere the place is said before it. */
  readonly showsPlace?: boolean;
  /** By their place, in this order; none when absent. */
  readonly arguments?: Arguments;
  /** Beside `--json`, which every command takes; one that means more by it names it itself. */
  readonly options?: Options;
  /** True where its result is a file and no figures, so that there is nothing to give as JSON. */
  readonly withoutJson?: boolean;
  /** Problems that only several values together can have. Values that could not be read are absent: `isGiven` says whether something is missing. */
  problemsOf?(
    values: Partial<ValuesOf<Arguments & Options>>,
    isGiven: IsGiven<Extract<keyof Arguments | keyof Options, string>>,
  ): readonly string[];
  run(context: Context, values: ValuesOf<Arguments & Options & typeof ofEveryCommand>): Promise<ExitCode | undefined>;
}

export type IsGiven<Name extends string> = (name: Name) => boolean;

const ofEveryCommand = { json: flag('one line of JSON') };
type None = Readonly<Record<never, never>>;

export interface Command
  extends Required<
    Omit<Definition<never, Parameters, Parameters>, 'run' | 'problemsOf' | 'help' | 'showsPlace' | 'withoutJson'>
  > {
  readonly showsPlace: boolean;
  readonly help: string;
  problemsOf(values: Readonly<Record<string, unknown>>, isGiven: IsGiven<string>): readonly string[];
  run(start: Start, values: Readonly<Record<string, unknown>>): Promise<ExitCode>;
}

/** Declares a command: `run` gets what `arguments` and `options` read, by name and with their types. */
export function defineCommand<Arguments extends Parameters = None, Options extends Parameters = None>(
  definition: Definition<OpsContext, Arguments, Options>,
): Command {
  return commandOf(definition, (start) => start.open());
}

/** Declares a command that looks after an installation: it gets the one that is meant unopened, because it may be broken. */
export function defineMaintenanceCommand<Arguments extends Parameters = None, Options extends Parameters = None>(
  definition: Definition<CareContext, Arguments, Options>,
): Command {
  return commandOf(definition, async ({ terminal, find }) => ({ terminal, installation: await find() }));
}

export function definePlainCommand<Arguments extends Parameters = None, Options extends Parameters = None>(
  definition: Definition<Pick<CareContext, 'terminal'>, Arguments, Options>,
): Command {
  return commandOf(definition, async ({ terminal }) => ({ terminal }));
}

function commandOf<Context, Arguments extends Parameters, Options extends Parameters>(
  definition: Definition<Context, Arguments, Options>,
  contextOf: (start: Start) => Promise<Context>,
): Command {
  type Values = ValuesOf<Arguments & Options & typeof ofEveryCommand>;
  const { arguments: places = {}, options = {}, withoutJson = false } = definition;
  return {
    ...definition,
    arguments: places,
    // Last in help, unless the command has a place for it.
    options: withoutJson ? options : { ...options, json: ofEveryCommand.json, ...options },
    help: definition.help ?? '',
    showsPlace: definition.showsPlace ?? false,
    problemsOf: (values, isGiven) => definition.problemsOf?.(values as Partial<Values>, isGiven) ?? [],
    run: async (start, values) => (await definition.run(await contextOf(start), values as Values)) ?? exit.ok,
  };
}

export const exit = { ok: 0, failed: 1, wrongUsage: 2, refused: 3 } as const;
export type ExitCode = (typeof exit)[keyof typeof exit];

export const exitHelp = (): string =>
  [
    t`Exit codes:`,
    t`  0  done`,
    t`  1  failed: what happened and what to do is on stderr`,
    t`  2  wrong usage: every problem of the arguments is on stderr`,
    t`  3  refused: a pause holds the shop`,
  ].join('\n');

export const exitHelpShort = (): string => t`Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused by a pause.`;
