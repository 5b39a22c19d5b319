import { lookedAgain, type PushStep } from '../../core/model/index.ts';

/** What happened to a push, in the middle of a line. */
export function pushStepText(step: PushStep): string {
  if (step.what === 'read-back' && step.detail?.startsWith(lookedAgain)) {
    // It may not have found the change: what follows says so.
    return `looked at the mall again: ${step.detail.slice(lookedAgain.length)}`;
  }
  const detail = [step.code, step.detail].filter((part) => part !== undefined && part !== '').join(', ');
  return `${stepWords(step)}${detail === '' ? '' : `: ${detail}`}`;
}

function stepWords({ what, operation }: PushStep): string {
  switch (what) {
    case 'requested':
      return 'requested';
    case 'held':
      return 'held by a pause';
    case 'called':
      return operation === undefined ? 'called the mall' : `called the mall (${operation})`;
    case 'read-back':
      return 'seen at the mall';
    case 'retrying':
      return 'waits';
    case 'confirmed':
      return 'confirmed 反映済';
    case 'failed':
      return 'failed 要対応';
    case 'surplus-removed':
      return 'removed what was there twice';
    case 'retried-by-hand':
      return 'tried again by hand';
    case 'withdrawn':
      return 'withdrawn 取下げ済';
  }
}
