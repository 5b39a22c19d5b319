import { codeError, type Reply, xml } from '../reply.ts';
import type { World } from '../world.ts';
import { leaf, tree } from '../xml/tree.ts';

/** An order function refuses. In which envelope is a setting: no sample of the mall shows a refusal of these functions. */
export function orderError(world: World, status: number, code: string, message: string): Reply {
  if (world.settings.answers.orderError === 'error') return codeError(status, code, message);
  const result = tree('Result', [leaf('Status', 'NG'), tree('Error', [leaf('Code', code), leaf('Message', message)])]);
  return xml(status, tree('ResultSet', [result], counts(0)));
}

/** orderList says NG in its own envelope. */
export function listError(world: World, message: string): Reply {
  const { listErrorStatus, orderParameter } = world.settings.assumed;
  const error = tree('Error', [leaf('Code', orderParameter), leaf('Message', message)]);
  return xml(listErrorStatus, tree('Result', [leaf('Status', 'NG'), error]));
}

export function parameterError(world: World, message: string): Reply {
  return orderError(world, 400, world.settings.assumed.orderParameter, message);
}

/** The attributes of a ResultSet about one order. */
export function counts(ok: 0 | 1): Record<string, number> {
  return { totalResultsAvailable: 1, totalResultsReturned: 1, ok, ng: 1 - ok };
}
