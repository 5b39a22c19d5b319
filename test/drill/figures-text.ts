import type { DrillFigures } from './figures.ts';

/** A drill's figures for a person. */
export function figuresText({ orders, minutes, calls, mails, incidents }: DrillFigures): string[] {
  const lines: [string, string][] = [
    ['orders', `${orders.placed} placed, ${orders.lost} lost, ${orders.storedTwice} stored twice`],
    ['detected', minutesText(minutes.toDetect, 'after the first failure')],
    ['first order', minutesText(minutes.toFirstOrderAfterRecovery, 'after the end')],
    ['caught up', minutesText(minutes.toCaughtUp, 'after the end')],
    ['held', `${calls.byWorkersWhilePaused} calls by workers while all was held`],
    ['ramp', `${Math.round(calls.first5MinOfRampOverFull * 1_000) / 10} % of the full rate in its first five minutes`],
    ['mails', `${mails.affectedMin} to ${mails.affectedMax} to each affected merchant, ${mails.unaffected} to others`],
    ['incidents', String(incidents)],
  ];
  if (orders.placedByGrey > 0) {
    const { placedByGrey, storedDuringGrey, fetchableDuringGrey } = orders;
    const share = fetchableDuringGrey === 0 ? 0 : Math.round((storedDuringGrey / fetchableDuringGrey) * 1_000) / 10;
    const text = `${storedDuringGrey} of ${placedByGrey} orders of the outage were here before its end, ${share} % of what could be had`;
    lines.splice(3, 0, ['grey hours', text]);
  }
  return lines.map(([label, text]) => `${label.padEnd(12)} ${text}`);
}

function minutesText(minutes: number | null, after: string): string {
  return minutes === null ? '–' : `${minutes} min ${after}`;
}
