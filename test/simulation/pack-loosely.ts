import { syncBuiltinESMExports } from 'node:module';
import zlib from 'node:zlib';

/**
 * Lets this thread pack originals without pressing them: the same format, only larger, and unpacked by the same code. A
 * simulated run reads the same orders again and again, and pressing them was a sixth of a seed's time.
 */
export function packLoosely(): void {
  const { deflateRawSync } = zlib;
  zlib.deflateRawSync = (input) => deflateRawSync(input, { level: 0, memLevel: 1 });
  syncBuiltinESMExports();
}
