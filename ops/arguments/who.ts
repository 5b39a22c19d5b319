import { userInfo } from 'node:os';
import { optional, type Parameter, text } from './parameter.ts';

/** Who does something that others will ask about, as an option. */
export function byOption(help: string): Parameter<string | undefined> {
  return optional(text('<who>', `${help} (default: your user name here)`));
}

/** The name that is written down: the one given, else that of the user who runs this. */
export function whoDoes(by: string | undefined): string {
  if (by !== undefined) return by;
  try {
    return userInfo().username;
  } catch {
    // A container may run as a user that has no name.
    return 'ops';
  }
}
