/**
 * The seed that caught each planted bug last, which is played first. Only a hint: where it catches the bug no more, all the others
 * are played.
 */
export const mutantHints: Readonly<Record<string, number>> = {};
