import { probeFunction } from '../../wiring/probe-function.ts';

/** Every minute: probes each capability of each mall, judges its health, and asserts incidents and their news. */
export const handler = probeFunction('health-probe');
