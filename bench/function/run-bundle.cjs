// Runs the handler of a function's bundle as often as its parent asks, and tells what each run cost this process.
// Plain JavaScript: stripping types would count as the function's own memory.
const [, , bundle, handlerName] = process.argv;

// Some work has its hours, and what the bench counts must not hang on the hour at which it runs.
const aheadMs = Number(process.env.BENCH_AHEAD_MS ?? 0);
if (aheadMs > 0) {
  const present = Date.now;
  globalThis.Date = class extends Date {
    constructor(...given) {
      super(...(given.length === 0 ? [present() + aheadMs] : given));
    }
    static now() {
      return present() + aheadMs;
    }
  };
}

const { [handlerName]: handler } = require(bundle);

process.on('message', async ({ event, limitMs }) => {
  const endsAt = Date.now() + limitMs;
  const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => endsAt - Date.now() };
  const before = process.cpuUsage();
  const started = performance.now();
  let error = null;
  let failed = [];
  try {
    const answer = await handler(event, context);
    failed = (answer?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  } catch (thrown) {
    error = String(thrown);
  }
  const { user, system } = process.cpuUsage(before);
  process.send({
    error,
    failed,
    ms: performance.now() - started,
    cpuMs: (user + system) / 1_000,
    peakMb: process.resourceUsage().maxRSS / 1_024,
  });
});
process.send('ready');
