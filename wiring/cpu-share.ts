/** The memory at which a function has a whole core. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const coreMiB = 1_769;

/**
 * Starts to measure how much of its share of the processor a run uses. The returned function gives the result: 0 for a run that only
 * waited, 1 for one that never did.
 *
 * @param memoryMiB of the function; a process that is not a function has one core
 */
export function measureCpuShare(memoryMiB: number = Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? coreMiB)) {
  const before = process.cpuUsage();
  const beganAt = performance.now();
  return (): number => {
    const { user, system } = process.cpuUsage(before);
    const wholeMs = (performance.now() - beganAt) * Math.min(1, memoryMiB / coreMiB);
    return Math.min(1, (user + system) / 1_000 / Math.max(1, wholeMs));
  };
}
