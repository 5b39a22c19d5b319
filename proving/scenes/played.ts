/** How a scene ended. */
export interface PlayedScene {
  /** What must hold and does not, a sentence each. */
  readonly broken: readonly string[];
  /** What happened, and how it ended: a line each. */
  readonly story: readonly string[];
}
