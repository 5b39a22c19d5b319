import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/** As long as a signature of the keys that worlds use. */
const signature = Buffer.alloc(64);

/**
 * Lets this thread sign order calls to Yahoo!ショッピング with nothing: in a world signatures are removed before they are checked
 * (`proving/worlds/yahoo-mall.ts`), and making them was a fortieth of a seed's time. Tests of the client make real ones.
 */
export function signLoosely(): void {
  crypto.publicEncrypt = () => signature;
  syncBuiltinESMExports();
}
