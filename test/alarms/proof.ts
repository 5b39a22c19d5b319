/** An alarm that was seen to go off and to be over again. Moments are those of its scenario's own clock. */
export interface Proof {
  /** Its name without that of the stage: `page-rms-mall-down`. */
  readonly alarm: string;
  readonly brokenAt: number;
  readonly firedAt: number;
  readonly mendedAt: number;
  readonly clearedAt: number;
}

/** What another profile makes of the same trouble. */
export interface Variant {
  /** The alarm that goes off there. */
  readonly alarm: string;
  /** Parameters of the deployment. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Plays until an alarm went off and was over. Throws when it stood before, did not go off, or stays. */
export type Scenario = (as?: Variant) => Promise<Proof>;

/** The proofs as a table for people. */
export function proofTable(proofs: readonly Proof[]): string {
  const after = (from: number, to: number): string => {
    const minutes = (to - from) / 60_000;
    return minutes < 180 ? `${minutes.toFixed(0)} min` : `${(minutes / 60).toFixed(1)} h`;
  };
  const time = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  const rows = proofs.map(({ alarm, brokenAt, firedAt, mendedAt, clearedAt }) => [
    alarm,
    `${time(firedAt)} (${after(brokenAt, firedAt)} after it broke)`,
    `${time(clearedAt)} (${after(mendedAt, clearedAt)} after it was mended)`,
  ]);
  const all = [['alarm', 'fired', 'cleared'], ...rows];
  const widths = [0, 1].map((column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all
    .map(([alarm = '', fired = '', cleared = '']) =>
      [alarm.padEnd(widths[0] ?? 0), fired.padEnd(widths[1] ?? 0), cleared].join('  '),
    )
    .join('\n');
}
