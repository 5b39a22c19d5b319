import type { Operation } from './operation.ts';
import type { Reply } from './reply.ts';
import type { Mishap, World } from './world.ts';

/** Answers a call while something goes wrong inside the mall; null where the call is none that it can go wrong with. */
export function twist(
  { world, operation, reply }: { world: World; operation: Operation | null; reply(): Reply },
  mishap: Mishap,
): Reply | null {
  const concerned = mishap.kind === 'reread-failed' ? 'setStock' : 'orderStatusChange';
  if (operation?.name !== concerned) return null;
  world.mishap = mishap;
  try {
    return reply();
  } finally {
    world.mishap = null;
  }
}
