import { pauseCommand } from './pause-command.ts';

/** `ops pause`: holds a mall, a merchant or a shop. */
export const pause = pauseCommand('pause', [
  ['pause --mall rms --note "RMSの仕様変更を確認中"', 'everything at a mall'],
  ['pause --mall rms --capability stock --note "在庫APIを確認中"', 'only what goes out to the stock API'],
  ['pause --shop kado-no-mise --note "棚卸しのため"', 'one shop; several are separated by commas'],
]);
