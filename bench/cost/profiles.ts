/** How much a stage watches: the values of the parameter `profile` (`lib/alarms.ts`), which `test/infra/standing-parts.test.ts` compares. */
export const profiles = ['full', 'essential', 'minimal'] as const;
export type Profile = (typeof profiles)[number];
