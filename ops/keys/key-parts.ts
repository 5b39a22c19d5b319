import type { EpochMs } from '../../core/kernel/index.ts';
import type { MallName } from '../../core/model/index.ts';
import type { Credential } from '../../core/ports/index.ts';
import { t, translated } from '../../language/index.ts';
import type { KeyPart } from '../../malls/mall.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { momentOf, when } from '../arguments/parameter.ts';

export const keyPartsOf = (mall: MallName): readonly KeyPart[] => mallDesks.of(mall).keyParts;

export const allParts = (mall: MallName): string[] => keyPartsOf(mall).map(({ name }) => name);

/** What is asked for on the terminal when a shop's keys are replaced: what ends first at its mall. The rest comes from a file. */
export const endingParts = (mall: MallName): string[] =>
  keyPartsOf(mall).flatMap(({ name, endsFirst }) => (endsFirst === true ? [name] : []));

/** Whether a text may be a part. A text that is not is never repeated. */
export const isRight = ({ form }: KeyPart, text: string): boolean =>
  form === 'moment' ? 'value' in when('').read(text) : form(text) !== null;

/** The given parts of a key, by name; each is valid by itself. */
export type GivenKeys = Readonly<Record<string, string>>;

/** The given credential over the stored one, which has to be there where not everything is given. Notes what keeps them from being one. */
export function credentialOf(
  mall: MallName,
  given: GivenKeys,
  standing: Credential | null,
  now: EpochMs,
  problems: string[],
): Credential | null {
  const parts = keyPartsOf(mall);
  const missing = parts.filter(({ name }) => !(name in given) && standing?.[name] === undefined);
  const alone = parts.flatMap((part) =>
    part.name in given ? (part.bringsAlong ?? []).filter((name) => !(name in given)) : [],
  );
  for (const name of new Set([...missing.map(({ name }) => name), ...alone])) problems.push(t`${name}: is missing.`);
  const readPart = ({ name, form, wanted }: KeyPart): string | number => {
    const text = given[name];
    if (text === undefined) return standing?.[name] ?? '';
    if (form !== 'moment') {
      const value = form(text);
      if (value === null) problems.push(t`${name}: expected ${translated(wanted)}, got something else.`);
      return value ?? '';
    }
    const reading = when('').read(text);
    const moment = 'value' in reading ? momentOf(reading.value, now) : now;
    if (moment > now) problems.push(t`${name}: lies in the future.`);
    return moment;
  };
  const read = Object.fromEntries(parts.map((part) => [part.name, readPart(part)]));
  return problems.length === 0 ? mallDesks.of(mall).credentialOf(read) : null;
}
