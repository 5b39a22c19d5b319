import type { LineProblem, MerchantPlan, ShopStep } from '../../core/tenants/index.ts';
import type { Examination } from './examine.ts';

/** What an examination comes to, in figures. */
export interface Summary {
  readonly merchantsToAdd: number;
  readonly merchantsToUpdate: number;
  readonly merchantsUnchanged: number;
  readonly shopsToAdd: number;
  readonly shopsUnchanged: number;
  readonly linesRefused: number;
}

export function summaryOf({ plans, problems }: Examination): Summary {
  const merchants = (kind: MerchantPlan['step']['kind']): number =>
    plans.filter(({ step }) => step.kind === kind).length;
  return {
    merchantsToAdd: merchants('add'),
    merchantsToUpdate: merchants('update'),
    merchantsUnchanged: merchants('unchanged'),
    shopsToAdd: additionsOf(plans).length,
    shopsUnchanged: plans.reduce((sum, { unchanged }) => sum + unchanged.length, 0),
    linesRefused: refusedLines(problems).size,
  };
}

/** Every shop that is to be added, by line. */
export function additionsOf(plans: readonly MerchantPlan[]): ShopStep[] {
  return plans.flatMap(({ shops }) => shops).sort((a, b) => a.line - b.line);
}

export function refusedLines(problems: readonly LineProblem[]): Set<number> {
  return new Set(problems.map(({ line }) => line));
}
