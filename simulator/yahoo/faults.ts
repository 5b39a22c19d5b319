import type { ActiveFault, Fault } from '../faults/fault.ts';

/** Every way this mall can be broken. What each does is in `docs/malls/yahoo-simulator.md`. */
export const YAHOO_FAULT_KINDS = [
  'refuse',
  'reset',
  'timeout-before',
  'timeout-after',
  'apply-later',
  'slow',
  'server-error-xml',
  'server-error-html',
  'bad-gateway',
  'gateway-timeout',
  'html-200',
  'maintenance',
  'system-error',
  'refusal',
  'throttle',
  'auth-flap',
  'lost-write',
  'busy',
  'reread-failed',
  'stock-link-error',
  'cancel-later',
  'grey',
  'page-shift',
] as const;
export type YahooFaultKind = (typeof YAHOO_FAULT_KINDS)[number];
export type YahooFault = Fault<YahooFaultKind>;
export type ActiveYahooFault = ActiveFault<YahooFaultKind>;
