/** Work that takes long is done more seldom: it may take this share of the time. */
const shareMax = 0.1;

/**
 * Does something over and over, never twice at once. What fails is passed over: it fails because everything is being stopped,
 * or the next time succeeds. Returns how to stop it.
 *
 * @param everyMs by the machine's clock
 */
export function regularly(everyMs: number, work: () => unknown): () => void {
  let timer: NodeJS.Timeout;
  let isStopped = false;
  const round = async (): Promise<void> => {
    const beganAt = performance.now();
    try {
      await work();
    } catch {}
    if (!isStopped) timer = setTimeout(round, Math.max(everyMs, (performance.now() - beganAt) / shareMax));
  };
  timer = setTimeout(round, everyMs);
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
