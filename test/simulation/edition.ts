/**
 * How worlds are made of their seeds. The second edition has shorter storms and stock in fewer worlds, so that a hundred of them are
 * played in the time of seventy. What a world of the first one has shown is still played as it was then (`seeds.test.ts`).
 */
export type Edition = 1 | 2;

/** The one that seeds are played in when nobody says otherwise. */
export const newestEdition: Edition = 2;
