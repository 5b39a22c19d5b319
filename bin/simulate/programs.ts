import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eachLimited } from '../../core/kernel/index.ts';
import type { SimulateOptions } from './options.ts';

type Say = (line: string) => void;

/** Plays one world or scene, tells all that happens in it, and writes it down where a file is given. */
export async function writeStory({ story, write }: SimulateOptions & { kind: 'story' }, say: Say): Promise<0 | 1> {
  const [{ drawProgram }, { writeProgram }] = await Promise.all([
    import('../../proving/programs/play.ts'),
    import('../../proving/programs/program.ts'),
  ]);
  const { program, ...played } = await drawProgram(story);
  if (write !== null) writeFileSync(write, writeProgram(program, { isCompressed: write.endsWith('.br') }));
  for (const line of story.kind === 'world' ? [] : played.story) say(line);
  return sayBroken(played, say);
}

function sayBroken({ broken, unlawful }: { broken: readonly string[]; unlawful: readonly string[] }, say: Say): 0 | 1 {
  for (const line of broken) say(`broken: ${line}`);
  for (const line of unlawful) say(`unlawful: ${line}`);
  say(`${broken.length} broken, ${unlawful.length} unlawful`);
  return broken.length + unlawful.length > 0 ? 1 : 0;
}

/**
 * Plays what was written down, and where that is asked for from its seed or with the product of another checkout, too: that the ends differ is a
 * failure, whichever is right.
 */
export async function playPrograms(options: SimulateOptions & { kind: 'programs' }, say: Say): Promise<0 | 1> {
  const { path, fromSeeds, before, threads } = options;
  const [{ openPlayers }, { isDrawn, readProgram }, { differencesOf }] = await Promise.all([
    import('../../proving/programs/players.ts'),
    import('../../proving/programs/program.ts'),
    import('../../proving/worlds/compared-end.ts'),
  ]);
  const files = statSync(path).isDirectory() ? readdirSync(path).map((name) => join(path, name)) : [path];
  const atOnce = Math.min(threads, files.length);
  const players = openPlayers(atOnce);
  const others = before === null ? null : openPlayers(atOnce, before);
  const counts = { broken: 0, unlawful: 0, differing: 0 };
  await eachLimited(files, atOnce, async (file) => {
    const now = await players.play({ file, fromSeed: false, isTold: files.length === 1 });
    for (const line of now.story) say(line);
    const compared = [
      ...(fromSeeds && isDrawn(readProgram(readFileSync(file)))
        ? [{ name: 'from its seed', ...(await players.play({ file, fromSeed: true })) }]
        : []),
      ...(others === null ? [] : [{ name: 'before', ...(await others.play({ file, fromSeed: false })) }]),
    ];
    const lawsHere = new Set([...now.unlawful, ...now.known]);
    const differences = compared.map(({ name, end, broken, unlawful, known }) => ({
      lines: differencesOf(end, now.end).map((line) => `differs: ${line.replace(/before alone/, `${name} alone`)}`),
      found: [
        ...[...unlawful, ...known].filter((law) => !lawsHere.has(law)).map((law) => `${name} unlawful: ${law}`),
        ...broken.filter((one) => !now.broken.includes(one)).map((one) => `${name} broken: ${one}`),
      ],
    }));
    const own = [...now.unlawful.map((law) => `unlawful: ${law}`), ...now.broken.map((one) => `broken: ${one}`)];
    if (now.broken.length > 0) counts.broken++;
    if (now.unlawful.length > 0) counts.unlawful++;
    if (differences.some(({ lines, found }) => lines.length + found.length > 0)) counts.differing++;
    for (const line of [...own, ...differences.flatMap(({ lines, found }) => [...found, ...some(lines)])])
      say(`${file}: ${line}`);
  });
  await Promise.all([players.end(), others?.end()]);
  const compared =
    fromSeeds || before !== null
      ? `, ${files.length - counts.differing} with the same end and nothing more broken`
      : '';
  say(`${files.length} programs, ${counts.broken} broken, ${counts.unlawful} unlawful${compared}`);
  return counts.broken + counts.unlawful + counts.differing > 0 ? 1 : 0;
}

/** The first of what differs: where one thing does, much that follows from it does. */
function some(lines: readonly string[]): string[] {
  const shown = lines.slice(0, 5);
  return lines.length > shown.length ? [...shown, `differs: and in ${lines.length - shown.length} lines more`] : shown;
}
