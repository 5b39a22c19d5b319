/**
 * A call's evidence about the mall. `throttled`: works and wants fewer calls. `key`: works and refuses this shop. `ours`: the call did not
 * reach the mall.
 */
export type Verdict = 'answered' | 'failed' | 'throttled' | 'key' | 'ours';

export interface FailureClass {
  /**
   * Place of the trouble. `content`: one order or item of the call can be the cause. `key`: the shop's key or a switch of the shop. `us`:
   * before or around the call.
   */
  readonly blame: 'mall' | 'content' | 'key' | 'us';
  readonly verdict: Verdict;
  /**
   * Whether a change may have been applied, or may still be: nothing is sent again before the mall is read.
   * `no` only if the mall certainly did not act. `by-status`: maybe from status 500 up, or with none known.
   */
  readonly applied: 'maybe' | 'no' | 'by-status';
  /** False without a complete answer: our own network may be to blame. */
  readonly heard: boolean;
}

/** Failures with which no mall client ends a call. */
const us: FailureClass = { blame: 'us', verdict: 'ours', applied: 'no', heard: true };
/** Trouble of the mall. The answer does not show how far the call got. */
const mall: FailureClass = { blame: 'mall', verdict: 'failed', applied: 'maybe', heard: true };
/** Rejection by the gateway in front of the mall's functions. */
const key: FailureClass = { blame: 'key', verdict: 'key', applied: 'no', heard: true };
/** Answers of a mall that read the request. */
const content: FailureClass = { blame: 'content', verdict: 'answered', applied: 'maybe', heard: true };

/** The part before the dot says where the failure is. */
export const failureClasses = {
  'mall.unreachable': { ...mall, applied: 'no', heard: false },
  'mall.timeout': { ...mall, heard: false },
  'mall.reset': { ...mall, heard: false },
  // A 429 was not processed. Another status that an installation counts as throttling, such as 503, may come from anything in between.
  'mall.throttled': { ...mall, verdict: 'throttled', applied: 'by-status' },
  'mall.failing': mall,
  'mall.not-json': mall,
  // A truncated reply is no answer either.
  'mall.unreadable': { ...content, verdict: 'failed' },
  'mall.too-large': content,
  // The mall refused the whole call by a code.
  'mall.refused': { ...content, applied: 'no' },
  // `mall.refused` for a standing call, which holds no order or item: every caller is refused.
  'mall.refusing': { ...mall, applied: 'no' },
  'key.refused': key,
  'key.function-off': key,
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
