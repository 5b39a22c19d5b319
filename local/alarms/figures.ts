/** A metric: its namespace, its name and its dimensions. */
export interface MetricKey {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Longer than any alarm looks back: three periods of six hours. */
const keptMs = 19 * 3_600_000;

/** A figure is put down at most this long after its moment. */
const latestMs = 15 * 60_000;

/** The figures of a metric, the newest last, and their moments: two lists of numbers take a third of what a list of pairs does. */
interface Taken {
  readonly atMs: number[];
  readonly values: number[];
}

/** The figures that were taken, of the last hours: what CloudWatch is to alarms. */
export class Figures {
  readonly #taken = new Map<string, Taken>();

  /** Takes a figure down, or several of one moment. */
  put(key: MetricKey, atMs: number, ...values: readonly number[]): void {
    const name = nameOf(key);
    const taken = this.#taken.get(name) ?? { atMs: [], values: [] };
    this.#taken.set(name, taken);
    for (const value of values) {
      taken.atMs.push(atMs);
      taken.values.push(value);
    }
    const old = taken.atMs.findIndex((moment) => moment >= atMs - keptMs);
    if (old <= 0) return;
    taken.atMs.splice(0, old);
    taken.values.splice(0, old);
  }

  /** A statistic over the figures from one moment until before another; null when there is none. */
  statistic(key: MetricKey, statistic: string, fromMs: number, toMs: number): number | null {
    const values: number[] = [];
    const taken = this.#taken.get(nameOf(key)) ?? { atMs: [], values: [] };
    for (let index = taken.atMs.length - 1; index >= 0; index--) {
      const [atMs, value] = [taken.atMs[index] as number, taken.values[index] as number];
      // The newest are wanted most. They stand nearly in order: a figure may come as late as a run takes.
      if (atMs < fromMs - latestMs) break;
      if (atMs >= fromMs && atMs < toMs) values.push(value);
    }
    return values.length === 0 ? null : reduce(values, statistic);
  }

  /** The names of all metrics that there are figures of. */
  names(): ReadonlySet<string> {
    return new Set([...this.#taken.keys()].map((name) => name.split('\n')[1] ?? ''));
  }
}

function nameOf({ namespace, name, dimensions }: MetricKey): string {
  const told = Object.entries(dimensions).map(([key, value]) => `${key}=${value}`);
  return [namespace, name, ...told.sort()].join('\n');
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html */
function reduce(values: readonly number[], statistic: string): number {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (statistic) {
    case 'Sum':
      return sum;
    case 'SampleCount':
      return values.length;
    case 'Average':
      return sum / values.length;
    case 'Maximum':
      return Math.max(...values);
    case 'Minimum':
      return Math.min(...values);
  }
  const percent = /^p(\d+(?:\.\d+)?)$/.exec(statistic)?.[1];
  if (percent === undefined) throw new Error(`The statistic ${statistic} is not known here.`);
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((Number(percent) / 100) * sorted.length) - 1)] as number;
}
