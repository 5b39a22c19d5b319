import { flag, text, type ValuesOf, withDefault } from './arguments/parameter.ts';

/** The options every command has: which installation it works on. */
export const placeOptions = {
  local: flag('work on the local instance; the default where one has left its run.json in the data folder'),
  data: withDefault(text('<folder>', 'the data folder of the local instance'), '.tsunagi'),
};

export type Place = ValuesOf<typeof placeOptions>;
