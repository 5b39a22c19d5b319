'use strict';
/** Loaded into every execution environment before AWS's runtime. */
const { registerHooks } = require('node:module');
const { pathToFileURL } = require('node:url');
const { Worker } = require('node:worker_threads');

const client = pathToFileURL(require.resolve('./runtime-client.cjs')).href;
/** What the runtime gets our client for. */
const replaced = new Set(['./rapid-client.node', 'node:http']);
registerHooks({
  resolve: (specifier, context, next) =>
    replaced.has(specifier) && context.parentURL?.includes('/aws-lambda-ric/')
      ? { url: client, format: 'commonjs', shortCircuit: true }
      : next(specifier, context),
});

// The environment ends when its cloud does, even by kill -9, and even while a handler keeps the main thread busy: file
// descriptor 3 is a pipe whose other end only the cloud holds. A pipe that breaks instead of closing ends the environment, too:
// otherwise the end of the watching thread would go unnoticed.
const watch = `
  const end = () => process.kill(process.pid, 'SIGKILL');
  process.on('uncaughtException', end);
  new (require('node:net').Socket)({ fd: 3 }).on('error', end).on('close', end).resume();
`;
const watcher = new Worker(watch, { eval: true, env: {}, execArgv: [] });
/**
 * Settles when the watching thread runs; no invocation is fetched before. Until then the thread needs the working directory and may fail:
 * a handler that keeps the main thread busy would hide the failure, and the environment would outlive its cloud.
 */
exports.watching = new Promise((resolve) => {
  watcher.once('online', () => {
    watcher.unref();
    resolve();
  });
  watcher.once('error', () => process.kill(process.pid, 'SIGKILL'));
});
