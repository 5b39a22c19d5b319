import type { CloudClock } from '../clock.ts';
import type { Listeners } from '../listeners.ts';
import type { FunctionShape } from './function-shape.ts';
import { type InvocationReport, type Invokable, LocalFunction } from './local-function.ts';
import { openLog } from './log-file.ts';

/** A line that a function printed. */
export interface PrintedLine {
  readonly functionName: string;
  readonly line: string;
}

/** All functions of the cloud. */
export class Fleet {
  readonly #functions: readonly LocalFunction[];
  /** Invocations that were asked for and have not ended. */
  #running = 0;
  readonly #whenIdle: (() => void)[] = [];

  constructor(
    shapes: readonly FunctionShape[],
    options: {
      readonly folder: string;
      readonly clock: CloudClock;
      readonly variables: Readonly<Record<string, string>>;
      readonly inspect?: { readonly name: string; readonly port: number };
      readonly reports: Listeners<InvocationReport>;
      readonly lines: Listeners<PrintedLine>;
      readonly limitRealMsMin: number;
      readonly onThrottled?: (functionName: string) => void;
    },
  ) {
    const { folder, clock, variables, inspect, reports, lines, limitRealMsMin, onThrottled } = options;
    const inspected = inspect === undefined ? undefined : shapes[indexOf(shapes, inspect.name)];
    this.#functions = shapes.map((shape) => {
      const keep = openLog(folder, shape.name);
      const port = shape === inspected ? inspect?.port : undefined;
      return new LocalFunction(shape, {
        clock,
        variables,
        limitRealMs: Math.max(clock.real(shape.timeoutMs), limitRealMsMin),
        print: (line) => {
          keep(line);
          lines.tell({ functionName: shape.name, line });
        },
        report: (report) => reports.tell(report),
        throttled: () => onThrottled?.(shape.name),
        ...(port === undefined ? {} : { inspectPort: port }),
      });
    });
  }

  /** The function with this name, or with the name of its folder: `poll-orders` finds `tsunagi-dev-poll-orders`. */
  named(name: string): Invokable {
    const shapes = this.#functions.map(({ shape }) => shape);
    const fn = this.#functions[indexOf(shapes, name)] as LocalFunction;
    return { shape: fn.shape, invoke: (payload, options) => this.#track(fn.invoke(payload, options)) };
  }

  /** Process ids of all environments. */
  get pids(): number[] {
    return this.#functions.flatMap(({ pids }) => pids);
  }

  /** Resolves when nothing runs. */
  idle(): Promise<void> {
    if (this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#functions.map((fn) => fn.stop()));
  }

  async #track<T>(invocation: Promise<T>): Promise<T> {
    this.#running += 1;
    try {
      return await invocation;
    } finally {
      this.#running -= 1;
      if (this.#running === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
    }
  }
}

function indexOf(shapes: readonly FunctionShape[], name: string): number {
  const found = shapes.findIndex((shape) => shape.name === name || shape.name.endsWith(`-${name}`));
  if (found >= 0) return found;
  throw new Error(
    `The templates have no function "${name}". They have ${shapes.map((shape) => shape.name).join(', ')}.`,
  );
}
