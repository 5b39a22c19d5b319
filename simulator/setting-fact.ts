/**
 * How sure the default of a setting is.
 * `documented`: copies of the mall's own text agree. `observed`: seen on the live API, or several clients agree.
 * `assumed`: no public proof; the default is a guess, and a client must work with the other values too.
 */
export type Confidence = 'documented' | 'observed' | 'assumed';

export interface SettingFact {
  confidence: Confidence;
  what: string;
}

/** What every setting of a mall means, and how sure its default is. */
export type SettingFacts<Settings> = {
  [Group in keyof Settings]: { [Name in keyof Settings[Group]]: SettingFact };
};

export const documented = (what: string): SettingFact => ({ confidence: 'documented', what });
export const observed = (what: string): SettingFact => ({ confidence: 'observed', what });
export const assumed = (what: string): SettingFact => ({ confidence: 'assumed', what });
