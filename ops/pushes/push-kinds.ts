import { type CancelReason, cancelReasons, type MallName, type PushKind, pushKinds } from '../../core/model/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';

/** The malls whose orders can be changed like this. */
export function mallsWith(kind: PushKind): readonly MallName[] {
  return mallDesks.names.filter((mall) => mallDesks.of(mall).status?.kinds.includes(kind));
}

/** The changes that some mall has. */
export const offeredKinds: readonly PushKind[] = pushKinds.filter((kind) => mallsWith(kind).length > 0);

/** The reasons for a cancel that some mall has. */
export const offeredReasons: readonly CancelReason[] = cancelReasons.filter((reason) =>
  mallsWith('cancel').some((mall) => hasReason(mall, reason)),
);

function hasReason(mall: MallName, reason: CancelReason): boolean {
  return mallDesks.of(mall).status?.cancelReasons.includes(reason) ?? false;
}

/** Width of the help of a command. */
const width = 84;

/** The reasons that each mall has, as lines for the help of a command. */
export function reasonsByMall(): string {
  return mallsWith('cancel')
    .flatMap((mall) =>
      linesOf(
        mall,
        offeredReasons.filter((reason) => hasReason(mall, reason)),
      ),
    )
    .join('\n');
}

function linesOf(name: string, words: readonly string[]): string[] {
  const lines = [`  ${name.padEnd(8)}`];
  for (const [index, word] of words.entries()) {
    const piece = index < words.length - 1 ? `${word}, ` : word;
    if (((lines.at(-1) as string) + piece).trimEnd().length > width) lines.push(' '.repeat(10));
    lines[lines.length - 1] += piece;
  }
  return lines.map((line) => line.trimEnd());
}
