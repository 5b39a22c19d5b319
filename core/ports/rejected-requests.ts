import type { RejectedRequest } from '../status/rejected.ts';

/** Where requests lie that could not be taken in, until somebody has read them. */
export interface RejectedRequests {
  /** Keeps one. Throws `queue.failing` when it could not be kept: then the event has to come again. */
  keep(rejected: RejectedRequest): Promise<void>;
}
