import type { ImportWorld } from '../import-world.ts';
import { header, keyHeader, lineOf, openImportWorld } from '../import-world.ts';
import { openWorld } from '../world.ts';
import { type Act, act, type Step, wide } from './scene.ts';
import { fail, openTown } from './town.ts';

const threeShops: Step<ImportWorld> = ({ threeShops: write }) => void write();
const importing =
  (more: string): Step<ImportWorld> =>
  ({ folder, keysPath }) => ({
    words: `merchants import --file ${folder}/merchants.csv --keys ${keysPath}${more}`,
    setting: { shards: 4 },
  });

/** One good line among lines with everything that can be wrong. */
const wrongLines: Step<ImportWorld> = ({ write, keysAtMall }) => {
  const bad = [
    'Kado 1,,tencho＠kado.example,mail,amazon,,,tomorrow,0',
    'kado,別の名,-,import,rms,kado-b,角の店,2026-11-20,',
  ];
  write('merchants.csv', [header, lineOf('kado', 'kado-a'), ...bad]);
  write('keys.csv', [keyHeader, ...keysAtMall(['kado-a'])]);
};

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
    act(openImportWorld, threeShops, importing(' --dry-run'), importing(''), importing('')),
    act(openImportWorld, wrongLines, importing(''), importing(' --partial')),
  ],
};
