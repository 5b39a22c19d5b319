import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { FunctionShape } from './function-shape.ts';
import { exited, type FunctionError, type Outcome, timedOut } from './outcome.ts';
import { type Invocation, type RuntimeApi, type RuntimeEvents, serveRuntimeApi } from './runtime-api.ts';

const preload = fileURLToPath(new URL('./runtime-preload.cjs', import.meta.url));
const runtime = fileURLToPath(import.meta.resolve('aws-lambda-ric'));

/**
 * Lambda gives a function ten seconds to load. Here it has a minute: a machine that does much else loads as slowly, and only what hangs takes
 * longer. So long it may also take between two invocations: a process that was stopped there would never ask for the next one.
 */
const initMs = 60_000;
/** Lambda ends what nobody has asked for some minutes, too. Here the memory of a busy minute would stay taken. */
const standardIdleMs = 600_000;

/** What an environment is started with, besides what its function says. */
export interface EnvironmentOptions {
  /** Variables that every function gets: endpoints, credentials, clock. */
  readonly variables: Readonly<Record<string, string>>;
  /** Time limit of one invocation by the machine's clock; none under a debugger. */
  readonly limitMs: number | null;
  /** It ends when it was asked for nothing for so long, by the machine's clock; never under a debugger. */
  readonly idleMs?: number;
  /** Port of the debugger, for functions that are looked into. */
  readonly inspectPort?: number;
  /** Gets every line the function prints. */
  readonly print: (line: string) => void;
}

type State =
  /** Loads the function, or tidies up after an invocation. An invocation that arrives now runs when the environment asks for work. */
  | { readonly kind: 'preparing'; readonly pending?: Given }
  | { readonly kind: 'idle' }
  | { readonly kind: 'busy'; readonly given: Given }
  | { readonly kind: 'ended' };

interface Given {
  readonly requestId: string;
  readonly payload: string;
  readonly settle: (outcome: Outcome) => void;
}

/** One execution environment: a process that loads the function once and runs one invocation at a time. */
export class Environment {
  /** Settles when the process is gone. */
  readonly ended: Promise<void>;
  readonly #shape: FunctionShape;
  readonly #options: EnvironmentOptions;
  readonly #api: RuntimeApi;
  readonly #child: ChildProcess;
  #state: State = { kind: 'preparing' };
  #timer: NodeJS.Timeout | undefined;
  #brokenBy: FunctionError | undefined;

  /** Starts the process. It can be given an invocation at once, which waits until the function is loaded. */
  static async start(shape: FunctionShape, options: EnvironmentOptions): Promise<Environment> {
    const relay: { to?: RuntimeEvents } = {};
    const api = await serveRuntimeApi({
      ready: () => relay.to?.ready(),
      broken: (error) => relay.to?.broken(error),
      done: (requestId, outcome) => relay.to?.done(requestId, outcome),
    });
    const environment = new Environment(shape, options, api);
    relay.to = {
      ready: () => environment.#ready(),
      broken: (error) => environment.#broken(error),
      done: (requestId, outcome) => environment.#done(requestId, outcome),
    };
    return environment;
  }

  private constructor(shape: FunctionShape, options: EnvironmentOptions, api: RuntimeApi) {
    this.#shape = shape;
    this.#options = options;
    this.#api = api;
    this.#child = spawn(process.execPath, argumentsOf(shape, options), {
      cwd: shape.bundle,
      env: { ...runtimeVariables(shape, api), ...shape.variables, ...options.variables },
      // A terminal's Ctrl-C reaches every process of its group; a function ends with its cloud, not before it.
      detached: true,
      // The last one is held open by this process alone: see runtime-preload.cjs.
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', options.print);
    }
    this.#child.stdio[3]?.on('error', () => {});
    this.ended = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => {
        this.#ended(code, signal);
        void api.stop().then(resolve);
      });
    });
    this.#expectReady();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** True when it can be given an invocation. */
  get isFree(): boolean {
    return this.#state.kind === 'idle' || (this.#state.kind === 'preparing' && this.#state.pending === undefined);
  }

  get isEnded(): boolean {
    return this.#state.kind === 'ended';
  }

  /** Runs one invocation. Only while free. */
  invoke(requestId: string, payload: string): Promise<Outcome> {
    return new Promise((settle) => {
      const given: Given = { requestId, payload, settle };
      if (!this.isFree)
        throw new Error(`An environment of ${this.#shape.name} was given work while ${this.#state.kind}.`);
      if (this.#state.kind === 'idle') this.#run(given);
      else this.#state = { kind: 'preparing', pending: given };
    });
  }

  /** Ends the process at once. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #expectReady(): void {
    if (this.#options.limitMs !== null) this.#timer = setTimeout(() => this.#notReady(), initMs).unref();
  }

  #ready(): void {
    const { limitMs, idleMs = standardIdleMs } = this.#options;
    clearTimeout(this.#timer);
    const pending = this.#state.kind === 'preparing' ? this.#state.pending : undefined;
    this.#state = { kind: 'idle' };
    if (pending !== undefined) this.#run(pending);
    else if (limitMs !== null) this.#timer = setTimeout(() => this.#end(), idleMs).unref();
  }

  /** Ends the process, which is given nothing from here on. */
  #end(): void {
    this.#state = { kind: 'ended' };
    this.kill();
  }

  #run(given: Given): void {
    clearTimeout(this.#timer);
    this.#state = { kind: 'busy', given };
    const limitMs = this.#options.limitMs;
    if (limitMs !== null) {
      this.#timer = setTimeout(() => {
        this.#end();
        given.settle({ kind: 'failed', error: timedOut(given.requestId, this.#shape.timeoutMs) });
      }, limitMs);
    }
    const invocation: Invocation = {
      requestId: given.requestId,
      functionArn: this.#shape.arn,
      payload: given.payload,
      deadlineMs: Date.now() + (limitMs ?? 24 * 3_600_000),
    };
    this.#api.give(invocation);
  }

  #done(requestId: string, outcome: Outcome): void {
    if (this.#state.kind !== 'busy' || this.#state.given.requestId !== requestId) return;
    clearTimeout(this.#timer);
    const { given } = this.#state;
    this.#state = { kind: 'preparing' };
    this.#expectReady();
    given.settle(outcome);
  }

  #broken(error: FunctionError): void {
    this.#brokenBy = error;
    this.kill();
  }

  #notReady(): void {
    this.#broken({
      errorType: 'Sandbox.Timedout',
      errorMessage: `The function was not ready after ${initMs / 1000} seconds.`,
    });
  }

  #ended(code: number | null, signal: string | null): void {
    clearTimeout(this.#timer);
    const given = unfinished(this.#state);
    this.#state = { kind: 'ended' };
    given?.settle({ kind: 'failed', error: this.#brokenBy ?? exited(given.requestId, code, signal) });
  }
}

function unfinished(state: State): Given | undefined {
  switch (state.kind) {
    case 'busy':
      return state.given;
    case 'preparing':
      return state.pending;
    case 'idle':
    case 'ended':
      return undefined;
  }
}

function argumentsOf(shape: FunctionShape, options: EnvironmentOptions): string[] {
  return [
    // What is left of the memory is for the rest of the process.
    `--max-old-space-size=${Math.max(64, Math.floor(shape.memoryMiB * 0.9))}`,
    ...(options.inspectPort === undefined
      ? []
      : [`--inspect=127.0.0.1:${options.inspectPort}`, '--enable-source-maps']),
    '--require',
    preload,
    runtime,
  ];
}

/** With what runtime-client.cjs calls the Runtime API. It takes it out of the environment before the function is loaded. */
const runtimeTokenName = 'TSUNAGI_RUNTIME_TOKEN';

/** The variables Lambda itself sets: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
function runtimeVariables(shape: FunctionShape, { address, token }: RuntimeApi): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    TZ: 'UTC',
    LANG: 'en_US.UTF-8',
    _HANDLER: shape.handler,
    LAMBDA_TASK_ROOT: shape.bundle,
    AWS_LAMBDA_RUNTIME_API: address,
    [runtimeTokenName]: token,
    AWS_LAMBDA_FUNCTION_NAME: shape.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(shape.memoryMiB),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${shape.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    ...(shape.logsAsJson ? { AWS_LAMBDA_LOG_FORMAT: 'JSON' } : {}),
  };
}
