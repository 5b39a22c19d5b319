/** Exit codes of the command; scripts and schedulers depend on them. */
export const exit = { ok: 0, failed: 1, wrongUsage: 2, refused: 3 } as const;
export type ExitCode = (typeof exit)[keyof typeof exit];

/** The codes as help shows them. */
export const exitHelp = `Exit codes:
  0  done
  1  failed: what happened and what to do is on stderr
  2  wrong usage: every problem of the arguments is on stderr
  3  refused: a pause holds the shop`;

/** The same in a line, for the help of one command. */
export const exitHelpShort = 'Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused by a pause.';
