/** What a stage's resources are called. The stacks in `lib` name them, and a deployed stage is found by these names alone. */
export interface StageNames {
  /** The stack of everything that works and keeps nothing. */
  readonly stack: string;
  /** The stack of everything that must survive. */
  readonly dataStack: string;
  readonly scheduleGroup: string;
  /** The topics of the alarms. */
  readonly topics: readonly string[];
}

/** The alias of every function by which it is started, since release 0.2.0. */
export const liveAlias = 'live';

/** Begins the names of the stacks that work. */
export const stackNamesBegin = 'Tsunagi-';

/** The names of one stage. */
export function namesOf(stage: string): StageNames {
  return {
    stack: `${stackNamesBegin}${stage}`,
    dataStack: `TsunagiData-${stage}`,
    scheduleGroup: `tsunagi-${stage}`,
    topics: [`tsunagi-${stage}-ops`, `tsunagi-${stage}-tickets`],
  };
}
