import { type MeasuredEvent, measuredLines } from '../../core/watch/measured-lines.ts';

/**
 * How many metrics of ours an installation has that works with so many malls: each figure once a mall, or once of the function that
 * writes it. CloudWatch bills each for the hours in which it was written, so this is the most that a month can have.
 */
export function metricsOf(malls: number): number {
  return (Object.keys(measuredLines) as MeasuredEvent[]).reduce((total, event) => {
    const { ofEach, figures } = measuredLines[event];
    return total + Object.keys(figures).length * (ofEach === 'mall' ? malls : 1);
  }, 0);
}
