import { lambdaHooks } from '../../api/lambda.ts';
import { openHookPorts } from '../../wiring/hook-ports.ts';

/** For each post of a mall about a changed order: passes on, as a hint, what its shop signed. */
export const handler = lambdaHooks(openHookPorts('receive-hooks'));
