import { flag, optional, text, type ValuesOf, withDefault } from '../arguments/parameter.ts';

/** The options every command has: which installation it works on. */
export const placeOptions = {
  local: flag('work on the local instance; the default where one has left its run.json in the data folder'),
  data: withDefault(text('<folder>', 'the data folder of the local instance'), '.tsunagi'),
  stage: optional(text('<stage>', 'work on the stage deployed to AWS; TSUNAGI_STAGE where no local instance is')),
  region: optional(text('<region>', 'where the stage is; AWS_REGION or the profile’s when absent')),
  profile: optional(text('<profile>', 'whose AWS credentials to use; the AWS SDK’s usual choice when absent')),
};

export type Place = ValuesOf<typeof placeOptions>;

/** Options that contradict each other, by what was really typed. */
export function problemsOfPlace(typed: Readonly<Record<string, string>>): string[] {
  const local = ['local', 'data'].filter((name) => typed[name] !== undefined);
  const deployed = ['stage', 'region', 'profile'].filter((name) => typed[name] !== undefined);
  if (local.length === 0 || deployed.length === 0) return [];
  const named = (names: readonly string[]): string => names.map((name) => `--${name}`).join(' and ');
  return [
    `${named(local)} ${local.length === 1 ? 'means' : 'mean'} the instance on this machine, ${named(deployed)} a stage on AWS: give one or the other.`,
  ];
}
