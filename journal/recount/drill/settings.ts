import type { RunEntry } from '../../entry.ts';
import { count, flag, listOf, misfits, moment, number, objectOf, oneOf, optional, text } from '../shape.ts';

/** A fault of the mall as it was planned for the day. */
export interface PlannedFault {
  readonly kind: string;
  readonly api?: string;
  readonly operations?: readonly string[];
  readonly writesOnly?: boolean;
  readonly shopUrl?: string;
  readonly probability?: number;
  readonly times?: number;
  readonly from?: number;
  readonly until?: number;
}

/** What a drill's run says of the day: what went out, when, how, and whose key was refused. */
export interface DrillSettings {
  readonly incident: string;
  readonly from: number;
  readonly to: number;
  readonly greyFrom?: number;
  readonly out: readonly string[];
  readonly planned: readonly string[];
  readonly faults: readonly PlannedFault[];
  readonly keyless: readonly { readonly shop: string; readonly from: number; readonly to: number }[];
}

/** Reads the settings of a drill's run, or says everything that is wrong with them. */
export function drillSettings({ settings, seed }: RunEntry): DrillSettings | readonly string[] {
  const fault = objectOf({
    kind: text,
    api: optional(text),
    operations: optional(listOf(text)),
    writesOnly: optional(flag),
    shopUrl: optional(text),
    probability: optional(number),
    times: optional(count),
    from: optional(moment),
    until: optional(moment),
  });
  const problems = misfits(settings, {
    incident: text,
    design: oneOf('tsunagi', 'naive'),
    from: moment,
    to: moment,
    greyFrom: optional(moment),
    out: listOf(text),
    planned: listOf(text),
    faults: listOf(fault),
    keyless: listOf(objectOf({ shop: text, from: moment, to: moment })),
  });
  if (seed === undefined) problems.push('seed: got nothing, expected the number of the day');
  return problems.length > 0 ? problems : (settings as unknown as DrillSettings);
}
