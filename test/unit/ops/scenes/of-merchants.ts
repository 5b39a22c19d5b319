import { dayMs, hourMs } from '../../../../core/kernel/time.ts';
import { chatInTrouble } from '../../../../core/model/merchant.ts';
import { issueApiKey } from '../../../../core/tenants/api-keys.ts';
import { setChat } from '../../../../core/tenants/change-merchant.ts';
import { header, type ImportWorld, keyHeader, lineOf, openImportWorld } from '../import-world.ts';
import { openWorld } from '../world.ts';
import { type Act, act, type Call, wide } from './scene.ts';
import { fail, openTown } from './town.ts';

const threeShops = (world: ImportWorld): void => void world.threeShops();
const importing = (more = '', columns = 80): Call => ({
  words: `merchants import --file <folder>/merchants.csv --keys <folder>/keys.csv${more}`,
  setting: { shards: 4, columns },
});

/** Lines with everything that can be wrong with one, and two that contradict each other. */
function wrongLines({ write, keysAtMall }: ImportWorld): void {
  const bad = [
    'Kado 1,,tencho＠kado.example,mail,nowhere,,,someday,0',
    'kado,別の名,-,import,rms,kado-b,角の店,2026-11-20,',
  ];
  write('merchants.csv', [header, lineOf('kado', 'kado-a'), ...bad]);
  write('keys.csv', [keyHeader, ...keysAtMall(['kado-a'])]);
}

/** The list says something else of a merchant that is there. */
function otherFacts({ write }: ImportWorld): void {
  const lines = ['kado-a', 'kado-b'].map((code) => lineOf('kado', code).replace('tencho@', 'jimu@'));
  write('merchants.csv', [header, ...lines]);
}

const chatVariables = { CHAT_KEY_ID: 'key', MAIL_FROM_NAME: '角田システム' };
const chat = (words: string, stdin = ''): Call => ({
  words,
  setting: { stdin, columns: 80, variables: chatVariables },
});
const slack = 'https://hooks.slack.com/services/T0000/B0000/abcdefghWXYZ';
const teams = 'https://prod-00.japaneast.logic.azure.com/workflows/0a1b2c/triggers/manual/paths/invoke?sig=secretsig9';

/** A chat, and then another one, which refuses a notice. */
async function replaceChat(town: Awaited<ReturnType<typeof openTown>>): Promise<void> {
  const { ports, now } = town;
  await setChat(ports, 'hanamori', { address: slack, kind: 'slack' });
  const { chat: set } = await setChat(ports, 'hanamori', { address: teams, kind: 'teams' });
  await ports.chats.put(chatInTrouble(set, { kind: 'refused', since: now(), reason: 'HTTP 400' }));
}

/** A key of a merchant that was used, and one of all whose time is over. */
async function makeKeys({ apiKeys, now }: Awaited<ReturnType<typeof openTown>>): Promise<void> {
  const made = { createdAt: now() - 90 * dayMs, by: 'sakura' };
  const own = { ...made, merchant: 'kado', scopes: ['orders:read', 'stock:write'] as const, name: '倉庫連携' };
  const { key } = await issueApiKey({ apiKeys }, { ...own, endsAt: now() + 275 * dayMs }, new Uint8Array(26).fill(1));
  await apiKeys.noteUse(key.id, now() - hourMs);
  const all = { ...made, merchant: null, scopes: ['ops'] as const, name: '基幹システム', endsAt: now() - dayMs };
  await issueApiKey({ apiKeys }, all, new Uint8Array(26).fill(2));
}

/** What is asked about merchants, their chats and their lists. */
export const scenesOfMerchants: Readonly<Record<string, readonly Act[]>> = {
  'merchants list': [
    act(openWorld, 'merchants list'),
    act(openTown, 'merchants list', wide('merchants list --show-contacts'), fail, 'merchants list'),
  ],
  'merchants show': [
    act(openTown, 'merchants show hanamori', 'merchants show hanamori --show-contacts', 'merchants show hanamor'),
  ],
  'merchants change': [
    act(
      openTown,
      'merchants change hanamori --features "status; import" --name 花森',
      'merchants change hanamori --contacts shacho@hanamori.example',
      'merchants change hanamori --digest on',
      'merchants change hanamori --contacts -',
      'merchants change hanamori --digest none',
      'merchants change hanamori --name 花森',
      'merchants change hanamori --contacts tencho＠x --features mail',
    ),
  ],
  'chat set': [
    act(
      openTown,
      chat('chat set hanamori --address-from -', slack),
      chat('chat set hanamori --address-from -', slack),
      chat('chat set hanamori --address-from -', teams),
      chat('chat set hanamori --address-from -', 'http://hooks.slack.com/services/T0000/B0000/abcdefgh'),
      'chat set hanamori',
    ),
  ],
  'chat show': [act(openTown, 'chat show', replaceChat, chat('chat show'), chat('chat show hanamori'))],
  'chat remove': [
    act(openTown, 'chat remove hanamori --yes', replaceChat, 'chat remove hanamori', 'chat remove hanamori --yes'),
  ],
  'api-keys list': [act(openTown, 'api-keys list', makeKeys, 'api-keys list', wide('api-keys list --ended'))],
  'api-keys end': [
    act(
      openTown,
      makeKeys,
      'api-keys end 010101010101',
      'api-keys end 010101010101 --by sakura --yes',
      'api-keys end 010101010101 --yes',
      'api-keys end 111111111111',
      wide('api-keys list --ended'),
    ),
  ],
  'merchants import': [
    act(openImportWorld, threeShops, importing(' --dry-run', 140), importing(), importing(), otherFacts, importing()),
    act(openImportWorld, wrongLines, importing(), importing(' --partial')),
  ],
};
