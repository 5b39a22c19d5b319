// Loads a bundle and tells when its handler was there, in milliseconds since this process was started.
const [, , bundle, handlerName] = process.argv;
const loaded = require(bundle);
const readyAfter = performance.now();
if (typeof loaded[handlerName] !== 'function') throw new Error(`${bundle} has no handler ${handlerName}.`);
process.stdout.write(String(readyAfter));
process.exit();
