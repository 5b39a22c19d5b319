import { randomUUID } from 'node:crypto';
import type { CloudClock } from '../clock.ts';
import { Environment } from './environment.ts';
import type { FunctionShape } from './function-shape.ts';
import type { Outcome } from './outcome.ts';

/** The report of an invocation that ended. Times are cloud time. */
export interface InvocationReport {
  readonly functionName: string;
  readonly requestId: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /**
   * How long it ran, as a share of its time limit: alarms compare the two, and where time is scaled the limit here is longer than the
   * template's.
   */
  readonly durationMs: number;
  /** A new environment had to be started for it. */
  readonly cold: boolean;
  readonly outcome: Outcome;
}

/** How one invocation is to be run. */
export interface InvokeOptions {
  readonly requestId?: string;
  /** Cloud time after which it is dropped instead of run. */
  readonly notAfterMs?: number;
}

/** Something that can be invoked: a function, or a function that is watched over. */
export interface Invokable {
  readonly shape: FunctionShape;
  /**
   * Runs the function once. When every environment is busy and no more may be started, it waits for its turn.
   *
   * @param payload JSON
   */
  invoke(payload: string, options?: InvokeOptions): Promise<Outcome>;
}

/** What functions are run with. */
export interface FunctionOptions {
  readonly clock: CloudClock;
  /** Variables that every function gets besides its own. */
  readonly variables: Readonly<Record<string, string>>;
  /** Time limit of one invocation by the machine's clock. */
  readonly limitRealMs: number;
  /** An environment ends when it was asked for nothing for so long, by the machine's clock; ten minutes without it. */
  readonly idleMs?: number;
  /** Port of the debugger. Such a function runs one at a time and has no time limit. */
  readonly inspectPort?: number;
  readonly print: (line: string) => void;
  readonly report: (report: InvocationReport) => void;
  /** Called for an invocation that cannot begin at once, because as many run as may. */
  readonly throttled?: () => void;
}

interface Waiting {
  readonly requestId: string;
  readonly payload: string;
  /** Cloud time after which it is not worth running any more. */
  readonly notAfterMs: number;
  readonly settle: (outcome: Outcome) => void;
}

/** A function with its environments: started when there is work and none is free, kept warm, replaced when they end. */
export class LocalFunction implements Invokable {
  readonly shape: FunctionShape;
  readonly #options: FunctionOptions;
  readonly #concurrencyMax: number;
  readonly #environments = new Set<Environment>();
  readonly #waiting: Waiting[] = [];
  /** Environments whose process is being started. */
  #starting = 0;
  #stopped = false;

  constructor(shape: FunctionShape, options: FunctionOptions) {
    this.shape = shape;
    this.#options = options;
    this.#concurrencyMax = options.inspectPort === undefined ? shape.concurrencyMax : 1;
  }

  /** Process ids of the environments. */
  get pids(): number[] {
    return [...this.#environments].flatMap(({ pid }) => pid ?? []);
  }

  invoke(payload: string, options: InvokeOptions = {}): Promise<Outcome> {
    const { requestId = randomUUID(), notAfterMs = Number.POSITIVE_INFINITY } = options;
    return new Promise((settle) => {
      const waiting: Waiting = { requestId, payload, notAfterMs, settle };
      this.#waiting.push(waiting);
      this.#serve();
      if (this.#waiting.includes(waiting)) this.#options.throttled?.();
    });
  }

  /** Ends every environment. What still ran fails. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const waiting of this.#waiting.splice(0)) waiting.settle({ kind: 'expired' });
    await Promise.all(
      [...this.#environments].map((environment) => {
        environment.kill();
        return environment.ended;
      }),
    );
  }

  #serve(): void {
    while (this.#waiting.length > 0 && !this.#stopped) {
      const free = [...this.#environments].find((environment) => environment.isFree);
      const mayStart = this.#environments.size + this.#starting < this.#concurrencyMax;
      if (free === undefined && !mayStart) return;
      const next = this.#waiting.shift();
      if (next === undefined) return;
      if (this.#options.clock.now() > next.notAfterMs) next.settle({ kind: 'expired' });
      else if (free !== undefined) void this.#run(free, next, false);
      else void this.#startFor(next);
    }
  }

  async #startFor(waiting: Waiting): Promise<void> {
    const { variables, limitRealMs, idleMs, inspectPort, print } = this.#options;
    this.#starting += 1;
    const environment = await Environment.start(this.shape, {
      variables,
      print,
      limitMs: inspectPort === undefined ? limitRealMs : null,
      ...(idleMs === undefined ? {} : { idleMs }),
      ...(inspectPort === undefined ? {} : { inspectPort }),
    });
    this.#starting -= 1;
    this.#environments.add(environment);
    void environment.ended.then(() => {
      this.#environments.delete(environment);
      this.#serve();
    });
    if (this.#stopped) environment.kill();
    await this.#run(environment, waiting, true);
  }

  async #run(environment: Environment, { requestId, payload, settle }: Waiting, cold: boolean): Promise<void> {
    const { clock, report, limitRealMs } = this.#options;
    const { name: functionName, timeoutMs } = this.shape;
    const [startedAtMs, beganAt] = [clock.now(), performance.now()];
    const outcome = await environment.invoke(requestId, payload);
    const durationMs = (timeoutMs * (performance.now() - beganAt)) / limitRealMs;
    report({ functionName, requestId, startedAtMs, endedAtMs: clock.now(), durationMs, cold, outcome });
    settle(outcome);
    // An environment that ended still counts until its process is gone, and then work is given out again.
    if (!environment.isEnded) this.#serve();
  }
}
