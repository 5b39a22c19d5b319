import { pauseCommand } from '../outages/pause-command.ts';

/** `ops shops pause`: the same as `ops pause`, among what is done with shops. */
export const shopsPause = pauseCommand('shops pause', [
  ['shops pause --shop kado-no-mise --note "棚卸しのため"', 'one shop; several are separated by commas'],
  ['shops pause --merchant kado --note "移転作業" --by sakura', 'every shop of a merchant'],
  ['shops pause --mall rms --note "RMSの仕様変更を確認中"', 'every shop of a mall'],
]);
