/**
 * What of an end is compared where two trees play one program, by its parts. Left out is what may differ between two good trees: moments, tries,
 * durations in mails, and how often a revision was announced before its last.
 */
export type ComparedEnd = Readonly<Record<string, readonly string[]>>;

/** In what two ends of one program differ: a sentence each. */
export function differencesOf(before: ComparedEnd, now: ComparedEnd): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((part) => {
    const [gone, come] = [lacking(before[part], now[part]), lacking(now[part], before[part])];
    return [
      ...gone.map((line) => `${part}: before alone ${line}`),
      ...come.map((line) => `${part}: now alone ${line}`),
    ];
  });
}

/** The lines of one end that the other has not, or not as often. */
function lacking(ofOne: readonly string[] = [], ofOther: readonly string[] = []): string[] {
  const left = Map.groupBy(ofOther, (line) => line);
  return ofOne.filter((line) => left.get(line)?.pop() === undefined);
}

/** The words of a mail without moments and durations. */
export const withoutTimes = (text: string): string =>
  text.replaceAll(/\d+\/\d+|\d+:\d+|\d+(?=\s*(?:日|時間?|分|秒))/g, '…').replaceAll(/(?:…\s*)+/g, '… ');
