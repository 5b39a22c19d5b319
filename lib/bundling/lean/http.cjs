/** In a bundle: undici asks for the longest header that Node takes and for Node's own kind of answer. It has no other use for a second HTTP. */
module.exports = { maxHeaderSize: 16_384, IncomingMessage: class {} };
