import type { OpenOrder } from '../ports/orders.ts';
import type { EpochMs } from '../units.ts';
import type { Window } from './windows.ts';

/**
 * One step of a state scan. `listed`: everything placed in a window, in one progress or (null) in any; `older`: open orders
 * that are too old to be listed and are read by number.
 */
export type ScanStep =
  | {
      readonly kind: 'listed';
      readonly name: string;
      readonly progress: string | null;
      readonly window: Window;
      /** The open orders of the whole shop, to compare the lists with. */
      readonly open: readonly OpenOrder[];
    }
  | { readonly kind: 'older'; readonly name: string; readonly orderNumbers: readonly string[] };

/** The steps of a scan, in an order that two runs agree on: late appearances, each progress, what is too old to be listed. */
export function scanSteps(
  alwaysScanned: readonly string[],
  open: readonly OpenOrder[],
  span: Window,
  lateFrom: EpochMs,
): ScanStep[] {
  const progressValues = [...new Set([...alwaysScanned, ...open.map((order) => order.progress)])].sort();
  const late = { from: Math.max(lateFrom, span.from), to: span.to };
  const older = open.filter((order) => order.orderedAt < span.from).map((order) => order.orderNumber);
  older.sort();
  return [
    { kind: 'listed', name: '1-late', progress: null, window: late, open },
    ...progressValues.map(
      (progress): ScanStep => ({ kind: 'listed', name: `2-${progress}`, progress, window: span, open }),
    ),
    { kind: 'older', name: '3-older', orderNumbers: older },
  ];
}

/** A place in a scan, as it is noted between two runs: a step, and the moment or the order number it goes on after. */
export function placeText(step: ScanStep, after: EpochMs | string): string {
  return `${step.name}@${after}`;
}

/** The steps that are left from a noted place; all of them when there is none. Steps are compared by name. */
export function stepsFrom(steps: readonly ScanStep[], place: string): ScanStep[] {
  const [name = '', after = ''] = place.split('@');
  return steps
    .filter((step) => step.name >= name)
    .map((step) => {
      if (step.name !== name) return step;
      if (step.kind === 'older') return { ...step, orderNumbers: step.orderNumbers.filter((number) => number > after) };
      const from = Math.max(step.window.from, Number(after));
      // A place beyond the window was noted by a clock that was far ahead.
      return from > step.window.to ? step : { ...step, window: { ...step.window, from } };
    });
}
