import type { Fault } from '../../simulator/rms/index.ts';
import type { YahooFault } from '../../simulator/yahoo/index.ts';
import type { FaultKind } from './fault-kinds.ts';
import type { World } from './world.ts';

/** What each of the mall's faults counts as here. */
const countedAs: { readonly [Kind in Fault['kind']]?: FaultKind } = {
  refuse: 'outage',
  'server-error-json': 'outage',
  'html-200': 'html',
  'server-error-html': 'html',
  'all-well': 'says-all-well',
  'timeout-before': 'timeout',
  'timeout-after': 'timeout',
  'system-error-200': 'server-error',
  'system-error-500': 'server-error',
  reset: 'reset',
  throttle: 'throttle',
  'page-shift': 'page-shift',
};

/** The same of those that strike only who changes orders. */
const writesCountedAs: { readonly [Kind in Fault['kind']]?: FaultKind } = {
  refuse: 'write-refused',
  reset: 'write-reset',
  'timeout-before': 'write-timeout',
  'timeout-after': 'write-timeout',
  'apply-later': 'write-applied-later',
  'server-error-json': 'write-error',
  'server-error-html': 'write-error',
  'html-200': 'write-html',
  throttle: 'write-throttled',
  'auth-flap': 'write-key-refused',
  'lost-write': 'write-lost',
};

/** The same for faults that strike only stock calls; for the malls beside RMS, for all faults. */
const stockCountedAs: { readonly [Kind in Fault['kind'] | YahooFault['kind']]?: FaultKind } = {
  refuse: 'stock-refused',
  reset: 'stock-reset',
  'timeout-before': 'stock-timeout',
  'timeout-after': 'stock-timeout',
  'apply-later': 'stock-applied-later',
  'server-error-json': 'stock-error',
  'server-error-html': 'stock-error',
  'system-error-500': 'stock-error',
  'system-error': 'stock-error',
  conflict: 'stock-error',
  busy: 'stock-error',
  'html-200': 'stock-html',
  'all-well': 'says-all-well',
  throttle: 'stock-throttled',
  'auth-flap': 'stock-key-refused',
  'lost-write': 'stock-lost',
  'reread-failed': 'stock-unproven',
  'new-code': 'stock-unproven',
  'stock-link-error': 'stock-unproven',
};

const besideCountedAs: Readonly<Record<string, FaultKind | undefined>> = stockCountedAs;

/** Counts the requests that the mall's faults really struck. */
export function countMallFaults(world: World): void {
  for (const { fault, applied } of world.rms.control.faults()) {
    const isOfStock = fault.operations?.some((operation) => operation.startsWith('inventory.')) ?? false;
    // Counted as the trouble that it is.
    if (fault.operations?.some((operation) => operation === 'getOrder' || operation === 'searchOrder')) continue;
    const ofSome = isOfStock ? stockCountedAs : writesCountedAs;
    const kind =
      fault.kind === 'refusal'
        ? 'orders-refused'
        : fault.operations === undefined
          ? countedAs[fault.kind]
          : ofSome[fault.kind];
    if (kind) world.counts[kind] += applied;
  }
  for (const { control, faultsCountAs } of world.beside) {
    for (const { fault, applied } of control.faults()) {
      const kind = faultsCountAs[fault.kind] ?? besideCountedAs[fault.kind];
      if (kind) world.counts[kind] += applied;
    }
  }
}
