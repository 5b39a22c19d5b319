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
    'Kado 1,,tencho＠kado.example,mail,amazon,,,someday,0',
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

/** What is asked about merchants, and their lists. */
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
      'merchants change hanamori --contacts -',
      'merchants change hanamori --name 花森',
      'merchants change hanamori --contacts tencho＠x --features mail',
    ),
  ],
  'merchants import': [
    act(openImportWorld, threeShops, importing(' --dry-run', 140), importing(), importing(), otherFacts, importing()),
    act(openImportWorld, wrongLines, importing(), importing(' --partial')),
  ],
};
