import { syncBuiltinESMExports } from 'node:module';
import zlib from 'node:zlib';

/** The longest stored block: https://www.rfc-editor.org/rfc/rfc1951#section-3.2.4 */
const blockMax = 0xffff;
/** Before each block: whether it is the last one, its length, and the same with all bits turned. */
const headBytes = 5;

/**
 * Lets this thread pack originals without pressing them, and unpack what was packed so: the same format, only larger. A
 * simulated run reads the same orders again and again, and pressing them was a sixth of a seed's time.
 */
export function packLoosely(): void {
  const { inflateRawSync } = zlib;
  zlib.deflateRawSync = (input) => stored(typeof input === 'string' ? Buffer.from(input) : (input as Uint8Array));
  zlib.inflateRawSync = (input, options) => storedIn(input as Uint8Array) ?? inflateRawSync(input, options);
  syncBuiltinESMExports();
}

/** Raw deflate made of stored blocks alone. */
function stored(body: Uint8Array): Buffer<ArrayBuffer> {
  const blocks = Math.max(1, Math.ceil(body.length / blockMax));
  const packed = Buffer.allocUnsafe(body.length + blocks * headBytes);
  for (let block = 0; block < blocks; block++) {
    const part = body.subarray(block * blockMax, (block + 1) * blockMax);
    const at = block * (blockMax + headBytes);
    packed.writeUInt8(block === blocks - 1 ? 1 : 0, at);
    packed.writeUInt16LE(part.length, at + 1);
    packed.writeUInt16LE(~part.length & 0xffff, at + 3);
    packed.set(part, at + headBytes);
  }
  return packed;
}

/** What one last stored block holds that is all of the bytes; null for anything else, which is left to zlib. */
function storedIn(packed: Uint8Array): Buffer<ArrayBuffer> | null {
  const { buffer, byteOffset, length } = packed;
  const view = Buffer.from(buffer as ArrayBuffer, byteOffset, length);
  if (length < headBytes || view[0] !== 1) return null;
  const isWhole =
    view.readUInt16LE(1) === length - headBytes && view.readUInt16LE(3) === (~(length - headBytes) & 0xffff);
  return isWhole ? view.subarray(headBytes) : null;
}
