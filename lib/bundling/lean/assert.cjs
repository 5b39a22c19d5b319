/** In a bundle: undici asserts with values and messages alone. Node's own assertions load what colours a difference on a terminal. */
module.exports = function assert(value, message) {
  if (!value) throw message instanceof Error ? message : new Error(message ?? 'An assertion of undici failed.');
};
