import { type MeasuredEvent, measuredLines } from '../../core/kernel/index.ts';

/** Metrics of ours by when they are written; CloudWatch bills each for the hours in which it was. */
export interface MetricParts {
  /** In every run, of each mall. */
  readonly ofEachMall: number;
  /** In every run, of each mall that has shops. */
  readonly ofMallsWithShops: number;
  /** Whenever orders come, of the whole stage. */
  readonly ofTheStage: number;
  /** In every run where there are several shards, of the whole stage. */
  readonly ofShards: number;
  /** Only while something is wrong: of each mall, and of the whole stage. */
  readonly ofTrouble: { readonly ofEachMall: number; readonly ofTheStage: number };
}

/** The lines that are written while nothing is wrong. */
const regular = {
  'mall.measured': 'ofEachMall',
  'shops.measured': 'ofMallsWithShops',
  'waits.measured': 'ofMallsWithShops',
  'poll.done': 'ofTheStage',
  'shards.measured': 'ofShards',
  'work.measured': 'ofTheStage',
  'mails.idle': 'ofTheStage',
} as const satisfies Partial<Record<MeasuredEvent, keyof MetricParts>>;

/**
 * Counts the metrics that the functions' lines make.
 *
 * @param only the figures that become metrics; all of them where it is left out
 * @param isOfStage whether each figure is one metric of the whole stage
 */
export function metricParts(only?: ReadonlySet<string>, isOfStage = false): MetricParts {
  const found = {
    ofEachMall: 0,
    ofMallsWithShops: 0,
    ofTheStage: 0,
    ofShards: 0,
    ofTrouble: { ofEachMall: 0, ofTheStage: 0 },
  };
  // Two functions may write the same figure of a mall: it is one metric.
  const known = new Set<string>();
  // Lines that are written while nothing is wrong come first, so that a figure that others write, too, counts as theirs.
  const lines = Object.entries(measuredLines).sort(
    ([one], [other]) => Number(Object.hasOwn(regular, other)) - Number(Object.hasOwn(regular, one)),
  );
  for (const [event, line] of lines) {
    if ('onlyOfStage' in line && !isOfStage) continue;
    const { from, figures } = line;
    const ofEach = isOfStage ? 'stage' : line.ofEach;
    for (const name of Object.keys(figures)) {
      const metric = ofEach === 'function' ? `${name} of ${from}` : name;
      if (known.has(metric) || !(only?.has(name) ?? true)) continue;
      known.add(metric);
      if (Object.hasOwn(regular, event)) found[isOfStage ? 'ofTheStage' : regular[event as keyof typeof regular]] += 1;
      else found.ofTrouble[ofEach === 'mall' ? 'ofEachMall' : 'ofTheStage'] += 1;
    }
  }
  return found;
}

/** How many of them an installation has in which nothing is wrong. */
export function metricsWritten(
  parts: MetricParts,
  { malls, shops, shards }: { readonly malls: number; readonly shops: number; readonly shards: number },
): number {
  const ofMalls = parts.ofEachMall * malls + parts.ofMallsWithShops * Math.min(malls, shops);
  return ofMalls + parts.ofTheStage + (shards > 1 ? parts.ofShards : 0);
}
