// Stands in for node:http2 in bundles. undici loads it at its start, and only speaks it where a pool allows it; ours do not.
module.exports = { constants: {} };
