import { setFlagsFromString } from 'node:v8';
import { packLoosely } from '../worlds/pack-loosely.ts';
import { signLoosely } from '../worlds/sign-loosely.ts';

/** In MB. The live objects of a minute fit many times into this nursery, so most of what a call allocates dies before it is moved. */
const nurseryMb = 64;

/**
 * Lets a process that does nothing but replay days spend its time on what is counted: what is packed is not pressed, order calls are
 * signed with nothing, and an error keeps only where it was made. A day of 200 shops takes two thirds of the time so.
 */
export function playLightly(): void {
  setFlagsFromString(`--min-semi-space-size=${nurseryMb}`);
  setFlagsFromString(`--max-semi-space-size=${nurseryMb}`);
  packLoosely();
  signLoosely();
  Error.stackTraceLimit = 1;
}
