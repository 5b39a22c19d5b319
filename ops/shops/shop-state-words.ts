import { jstText } from '../../core/kernel/index.ts';
import type { ImportTrouble } from '../../core/model/index.ts';
import { durationText, jstIso } from '../terminal/time.ts';
import type { ShopState } from './shop-state.ts';

/** A shop's state in a word or two. */
export function stateText(state: ShopState): string {
  switch (state.kind) {
    case 'well':
      return 'well';
    case 'behind':
      return 'behind';
    case 'ahead':
      return 'cursor ahead of the clock';
    case 'waiting':
      return `starts ${jstText(state.importFrom)}`;
    case 'paused':
      return `paused: ${state.pause.cause}`;
  }
}

/** Why an import waits though the mall answers. */
export function troubleText(kind: ImportTrouble['kind']): string {
  switch (kind) {
    case 'refused':
      return 'all orders refused';
    case 'total-wrong':
      return 'orders counted wrongly';
  }
}

/** How far the cursor lies back. */
export function lagText(state: ShopState): string {
  return state.kind === 'waiting' || state.kind === 'ahead' ? '' : durationText(state.lagMs);
}

/** A shop's state for a program. */
export function stateJson(state: ShopState): object {
  switch (state.kind) {
    case 'well':
    case 'behind':
    case 'ahead':
      return { state: state.kind, lagSeconds: Math.round(state.lagMs / 1_000) };
    case 'waiting':
      return { state: state.kind, importFrom: jstIso(state.importFrom) };
    case 'paused':
      return { state: state.kind, cause: state.pause.cause, lagSeconds: Math.round(state.lagMs / 1_000) };
  }
}
