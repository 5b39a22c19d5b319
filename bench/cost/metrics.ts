import { measuredLines } from '../../core/watch/measured-lines.ts';

/**
 * How many metrics of ours an installation has that works with so many malls: each figure once a mall, or once of the function that
 * writes it. CloudWatch bills each for the hours in which it was written, so this is the most that a month can have.
 */
export function metricsOf(malls: number): number {
  // Two functions may write the same figure of a mall: it is one metric.
  const ofMalls = new Set<string>();
  const ofFunctions = new Set<string>();
  for (const { from, ofEach, figures } of Object.values(measuredLines)) {
    for (const name of Object.keys(figures)) {
      if (ofEach === 'mall') ofMalls.add(name);
      else ofFunctions.add(`${name} of ${from}`);
    }
  }
  return ofMalls.size * malls + ofFunctions.size;
}
