/**
 * What a call says of the mall. `answered`: it works, whatever it said. `failed`: it does not. `throttled`: it works and
 * wants fewer calls. `key`: it works and refuses this shop. `ours`: the call never came to the mall's verdict.
 */
export type Verdict = 'answered' | 'failed' | 'throttled' | 'key' | 'ours';

/** What a failure means, whatever its cause: the one table that every rule about errors reads. */
export interface FailureClass {
  /**
   * Where the trouble is. `mall`: it is not well. `content`: one order or item of the call can be to blame. `key`: the shop's key, or a
   * function that the shop has not switched on. `us`: our side, before the mall was asked or beside it.
   */
  readonly blame: 'mall' | 'content' | 'key' | 'us';
  /** What it says of the mall's health. */
  readonly verdict: Verdict;
  /**
   * Whether a call that changes something may have been applied, or may still be: then nothing is sent again before the mall was read.
   * `no` only where it is sure that the mall did not act. `by-status`: only under a status of 500 and above, or an unknown one.
   */
  readonly applied: 'maybe' | 'no' | 'by-status';
  /** False where no whole answer was heard: it may as well be our own network. */
  readonly heard: boolean;
}

/** Failures before the call, or beside it: a client of a mall never ends a call with one of these. */
const us: FailureClass = { blame: 'us', verdict: 'ours', applied: 'no', heard: true };
/** The mall's trouble: none of these answers says how far it had come. */
const mall: FailureClass = { blame: 'mall', verdict: 'failed', applied: 'maybe', heard: true };
/** The gateway stands before the functions, and turned the call away. */
const key: FailureClass = { blame: 'key', verdict: 'key', applied: 'no', heard: true };
/** The mall read the request and answered. */
const content: FailureClass = { blame: 'content', verdict: 'answered', applied: 'maybe', heard: true };

/** The closed list of failure codes. The part before the dot says where the failure lies. */
export const failureClasses = {
  // There was no connection, so nothing was sent.
  'mall.unreachable': { ...mall, applied: 'no', heard: false },
  'mall.timeout': { ...mall, heard: false },
  'mall.reset': { ...mall, heard: false },
  // 429 says that the call was not looked at. Where an installation counts another status as throttling, 503 say, anything between us
  // and the mall may have sent it.
  'mall.throttled': { ...mall, verdict: 'throttled', applied: 'by-status' },
  'mall.failing': mall,
  'mall.not-json': mall,
  // A reply that breaks off is no answer either.
  'mall.unreadable': { ...content, verdict: 'failed' },
  'mall.too-large': content,
  // The mall read the call and said no to all of it, by a code.
  'mall.refused': { ...content, applied: 'no' },
  'key.refused': key,
  'key.function-off': key,
  // Our side could not open it.
  'key.unreadable': { ...key, verdict: 'ours' },
  'store.failing': us,
  'bus.failing': us,
  'queue.failing': us,
  'mail.failing': us,
  'aws.no-region': us,
  'aws.no-credentials': us,
  'aws.not-allowed': us,
  'aws.unreachable': us,
  'aws.failing': us,
  'input.invalid': us,
  'shop.unknown': us,
  'shop.held': us,
  'order.unknown': us,
  'order.changing': us,
  'push.unknown': us,
  'push.changing': us,
} as const satisfies Record<string, FailureClass>;

export type ErrorCode = keyof typeof failureClasses;
