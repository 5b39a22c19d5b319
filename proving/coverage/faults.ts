import type { Fault } from '../../simulator/index.ts';

/** What the tables call the faults of single calls, by the malls' kinds; the malls word one fault in many ways. */
const callFaults: Readonly<Record<string, string>> = {
  refuse: 'refused connection',
  reset: 'reset',
  'timeout-before': 'time-out before applying',
  'timeout-after': 'time-out after applying',
  'apply-later': 'applied later',
  'feed-late': 'applied later',
  'server-error-html': 'HTML',
  'html-200': 'HTML',
  'bad-gateway': 'HTML',
  'gateway-timeout': 'HTML',
  'all-well': 'all well, from elsewhere',
  throttle: 'throttled',
  'too-many-requests': 'throttled',
  'volume-cap': 'throttled',
  'auth-flap': 'key refused',
  'access-denied': 'key refused',
  'lost-write': 'accepted, and nothing done',
  'feed-cancelled': 'accepted, and nothing done',
  'feed-fatal': 'accepted, and nothing done',
  refusal: 'refused',
  'data-refused': 'refused',
  'invalid-input': 'refused',
  'whole-refused': 'refused',
  invalid: 'refused',
  stale: 'refused',
  'key-failed': 'refused',
  'key-in-progress': 'refused',
  'delivered-twice': 'delivered twice',
  'page-shift': 'page shifted',
  grey: 'half open',
  slow: 'slow',
};

/** The same of a write. */
const writeFaults: Readonly<Record<string, string>> = {
  'crash-before-write': 'process dies before',
  'crash-after-write': 'process dies after',
  'lost-reply': 'reply lost, written twice',
  stalled: 'process stalls before',
};

/** What a fault of a call is called: a mall's own errors are all called that. */
export function callFaultName({ kind, applied }: Pick<Fault, 'kind' | 'applied'>): string {
  return `${callFaults[kind] ?? 'error'}${applied === true ? ', applied' : ''}`;
}

/** What a fault of a write is called: whatever refuses one is called that. */
export function writeFaultName(kind: string): string {
  return writeFaults[kind] ?? 'refused';
}
