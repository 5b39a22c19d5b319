import type { TimeBudget } from '../../core/ports/index.ts';
import type { InvocationContext } from './invocation.ts';

export interface BudgetOptions {
  /** Real milliseconds kept back for finishing what is under way when the budget ends. */
  readonly marginMs: number;
  /** How many times faster than real time the run's clock goes; 1 on Lambda, more on the desk. */
  readonly speed: number;
}

/** The run's budget: what Lambda still allows, less the margin, in milliseconds of the run's own clock. */
export function invocationBudget(context: InvocationContext, { marginMs, speed }: BudgetOptions): TimeBudget {
  return { remainingMs: () => (context.getRemainingTimeInMillis() - marginMs) * speed };
}
