const startedMs = performance.now();

/** Tells a person who waits what the tier is at. */
export function tell(what: string): void {
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  process.stderr.write(`   ${String(seconds).padStart(3)} s  ${what}\n`);
}
