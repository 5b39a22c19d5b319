import { openWorld } from '../world.ts';
import { type Act, act, type Call, quietly, wide } from './scene.ts';
import {
  addMaintenance,
  audit,
  fail,
  failBriefly,
  mailNames,
  mailVariables,
  openTown,
  recover,
  relapse,
  sendMails,
} from './town.ts';

const addRunning =
  'maintenance add --mall rms --capabilities import,stock --from "2026-11-24 15:40" --to "2026-11-24 20:00" --note 臨時 --by sakura';
const note = 'incidents note latest --by hanako --text RMSに電話で確認済み';
/** Stored over the one that the mall refuses, without asking it. */
const anotherKey: Call = {
  words: 'shops key --shop sakura-kitchen --keys-from - --unchecked',
  setting: { stdin: 'licenseKey=SL1' },
  isQuiet: true,
};
const sending = { variables: mailVariables };

/** What is asked about outages, maintenance and pauses of whole malls, and about mails. */
export const scenesOfMalls: Readonly<Record<string, readonly Act[]>> = {
  pauses: [
    act(openWorld, 'pauses'),
    act(openTown, 'pauses', fail, 'pauses', recover, quietly(addRunning), 'pauses', relapse, 'pauses'),
    act(openTown, anotherKey, 'pauses'),
  ],
  pause: [
    act(
      openTown,
      'pause --mall rms --note RMSの仕様変更 --by sakura',
      'pause --mall rms --capability stock --note RMSの仕様変更 --by sakura',
      'pause --shop kado-outlet --note 移転 --by sakura',
      'pause --note x --by sakura',
    ),
  ],
  resume: [
    act(
      openTown,
      quietly('pause --mall rms --note RMSの仕様変更 --by sakura'),
      quietly('pause --mall rms --capability stock --note x --by sakura'),
      'resume --mall rms --capability stock',
      'resume --mall rms',
      'resume --mall rms',
    ),
  ],
  'maintenance add': [
    act(
      openTown,
      addMaintenance,
      addMaintenance,
      addMaintenance.replace('08:00', '01:00'),
      addMaintenance.replace('import,stock', 'import,all'),
    ),
  ],
  'maintenance list': [
    act(openWorld, 'maintenance list'),
    act(openTown, quietly(addMaintenance), quietly(addRunning), 'maintenance list'),
  ],
  'maintenance remove': [
    act(
      openTown,
      quietly(addMaintenance),
      quietly(addRunning),
      'maintenance remove --mall rms --id 20261129-0200',
      'maintenance remove --mall rms --id 20261124-1540',
      'maintenance remove --mall rms --id x',
    ),
  ],
  'incidents list': [act(openWorld, 'incidents list'), act(openTown, fail, audit, 'incidents list')],
  'incidents show': [
    act(openTown, fail, audit, 'incidents show latest', 'incidents show rms-20261101-020000', 'incidents show rms-1'),
    act(openTown, failBriefly, 'incidents show latest'),
  ],
  'incidents note': [
    act(
      openTown,
      fail,
      note,
      { words: `${note} --send`, setting: { ...sending, typed: 'no\n' } },
      { words: `${note} --send`, setting: { ...sending, typed: 'yes\n' } },
      `${note} --send --yes`,
    ),
  ],
  'mail list': [
    act(openWorld, 'mail list'),
    act(
      openTown,
      sendMails,
      'mail list',
      wide('mail list'),
      'mail list --merchant kado --last 1',
      `mail list --merchant kado --before ${mailNames.bounced}`,
      'mail list --merchant nobody',
    ),
  ],
  'mail show': [
    act(
      openTown,
      sendMails,
      `mail show ${mailNames.bounced}`,
      `mail show ${mailNames.lost}`,
      'mail show latest',
      'mail show 1-kado-outage-opened',
      'mail show x',
    ),
  ],
  'mail preview': [
    act(
      openTown,
      fail,
      { words: 'mail preview outage-opened', setting: sending },
      { words: 'mail preview outage-opened --incident latest --merchant hanamori', setting: sending },
      'mail preview maintenance-ahead',
    ),
  ],
};
