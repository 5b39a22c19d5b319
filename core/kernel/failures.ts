/**
 * The evidence of a call about the mall. `answered`: it works. `failed`: it does not. `throttled`: it works and wants fewer calls. `key`: it works
 * and refuses this shop. `ours`: the call did not reach the mall.
 */
export type Verdict = 'answered' | 'failed' | 'throttled' | 'key' | 'ours';

/** What a failure means: the one table that every rule about errors reads. */
export interface FailureClass {
  /**
   * Where the trouble is. `mall`: the mall itself. `content`: one order or item of the call can be the cause. `key`: the shop's key, or a function
   * that the shop has not switched on. `us`: our side, before the call or around it.
   */
  readonly blame: 'mall' | 'content' | 'key' | 'us';
  /** Its evidence about the mall's health. */
  readonly verdict: Verdict;
  /**
   * Whether a call that changes something may have been applied, or may still be: then nothing is sent again before the mall was read.
   * `no` only if the mall certainly did not act. `by-status`: only under a status of 500 and above, or an unknown one.
   */
  readonly applied: 'maybe' | 'no' | 'by-status';
  /** False if there was no complete answer: it may also be our own network. */
  readonly heard: boolean;
}

/** Failures before or around the call: a client of a mall never ends a call with one of these. */
const us: FailureClass = { blame: 'us', verdict: 'ours', applied: 'no', heard: true };
/** Trouble of the mall: none of these answers shows how far the call got. */
const mall: FailureClass = { blame: 'mall', verdict: 'failed', applied: 'maybe', heard: true };
/** The gateway in front of the functions rejected the call. */
const key: FailureClass = { blame: 'key', verdict: 'key', applied: 'no', heard: true };
/** The mall read the request and answered. */
const content: FailureClass = { blame: 'content', verdict: 'answered', applied: 'maybe', heard: true };

/** The closed list of failure codes. The part before the dot is where the failure is. */
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
  // The same of a standing call, which holds nothing of one order or item: whoever makes it is refused.
  'mall.refusing': { ...mall, applied: 'no' },
  'key.refused': key,
  'key.function-off': key,
  // Our side could not open the credential.
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
