import { syncBuiltinESMExports } from 'node:module';
import zlib from 'node:zlib';

/** The longest stored block: https://www.rfc-editor.org/rfc/rfc1951#section-3.2.4 */
const blockMax = 0xffff;

/**
 * Lets this thread pack originals without pressing them: the same format, only larger, and unpacked by the same code. A
 * simulated run reads the same orders again and again, and pressing them was a sixth of a seed's time.
 */
export function packLoosely(): void {
  zlib.deflateRawSync = (input) => stored(Buffer.from(input as Uint8Array));
  syncBuiltinESMExports();
}

/** Raw deflate made of stored blocks alone. */
function stored(body: Buffer): Buffer<ArrayBuffer> {
  const parts: Buffer[] = [];
  let start = 0;
  do {
    const block = body.subarray(start, start + blockMax);
    start += blockMax;
    const head = Buffer.alloc(5);
    head.writeUInt8(start >= body.length ? 1 : 0, 0);
    head.writeUInt16LE(block.length, 1);
    head.writeUInt16LE(~block.length & 0xffff, 3);
    parts.push(head, block);
  } while (start < body.length);
  return Buffer.concat(parts);
}
