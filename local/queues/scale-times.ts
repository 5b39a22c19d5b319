/** The members of SQS requests that are seconds, in the request itself or in its entries. */
const durations = ['VisibilityTimeout', 'DelaySeconds', 'WaitTimeSeconds'] as const;

/**
 * Turns the seconds of a request from cloud time into the machine's, in place. Rounded up to whole seconds, as the emulator
 * counts: a message comes back a little late rather than early.
 */
export function scaleTimes(request: unknown, speed: number): void {
  if (typeof request !== 'object' || request === null) return;
  const fields = request as Record<string, unknown>;
  for (const name of durations) {
    const seconds = fields[name];
    if (typeof seconds === 'number') fields[name] = scaleSeconds(seconds, speed);
  }
  if (Array.isArray(fields.Entries)) for (const entry of fields.Entries) scaleTimes(entry, speed);
}

/** Seconds of the machine's time for seconds of cloud time, rounded up. */
export function scaleSeconds(seconds: number, speed: number): number {
  return Math.ceil(seconds / speed);
}
