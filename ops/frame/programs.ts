import type { Example } from './command.ts';

/** Programs with options of their own that `ops` only starts; they say themselves what they take, with `--help`. */
export const programNames = ['drill', 'simulator'] as const;
export type ProgramName = (typeof programNames)[number];

export interface StartedProgram {
  readonly name: ProgramName;
  readonly summary: string;
  readonly examples: readonly Example[];
}

/** Neither works on an installation: both simulate, and touch nothing else. */
export const programs: readonly StartedProgram[] = [
  {
    name: 'drill',
    summary: 'Replays an outage of a known day in virtual time, as a story with its figures',
    examples: [
      ['drill --list', 'the days that can be replayed'],
      ['drill 2020-02-10 --shops 10 --json', 'one of them, as one line of figures'],
    ],
  },
  {
    name: 'simulator',
    summary: 'Serves a simulated mall on this machine, with a door to break and mend it',
    examples: [
      ['simulator --port 0 --json', 'RMS, at any free port'],
      ['simulator --mall yahoo --shops 3', 'Yahoo!ショッピング with three shops'],
    ],
  },
];
