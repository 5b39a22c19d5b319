import { probeFunction } from '../../wiring/probe-function.ts';

/** Every minute: probes what each mall can do, judges how it stands, and asserts what follows from that. */
export const handler = probeFunction('health-probe');
