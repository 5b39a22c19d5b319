import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type OpsWorld, openWorld, type Said, type TerminalSetting } from './world.ts';

export const header = 'merchant,merchant_name,contacts,features,mall,shop_code,shop_name,import_from,rate';
export const keyHeader = 'mall,shop_code,service_secret,license_key';

/** A good line. */
export const lineOf = (merchant: string, code: string, more = ''): string =>
  `${merchant},${merchant}商店,tencho@${merchant}.example,import,rms,${code},${code}店,2026-11-20,${more}`;

/** A world with a folder for lists, new for each test of a file. */
export interface ImportWorld extends OpsWorld {
  readonly folder: string;
  readonly keysPath: string;
  /** Opens shops at the mall, and tells their keys as a list has them. */
  keysAtMall(codes: readonly string[]): string[];
  /** Writes a file that only its owner may read. */
  write(name: string, lines: readonly string[] | Buffer): string;
  /** Imports `merchants.csv` over four shards. */
  importing(words: readonly string[], setting?: TerminalSetting): Promise<Said>;
  /** Two merchants with three shops, in lists, with their keys. */
  threeShops(): string[];
  /** The ids and the codes there are. */
  stored(): { merchants: string[]; shops: string[] };
}

/** Gives each test of a file a world of its own. */
export function useImportWorld(): () => ImportWorld {
  let world: ImportWorld;
  beforeEach(() => {
    world = openImportWorld(mkdtempSync(join(tmpdir(), 'tsunagi-import-')));
  });
  afterEach(() => rmSync(world.folder, { recursive: true }));
  return () => world;
}

export function openImportWorld(folder: string): ImportWorld {
  const world = openWorld();
  const keysAtMall = (codes: readonly string[]): string[] =>
    codes.map((shopUrl) => {
      const { serviceSecret, licenseKey } = world.rms.control.addShop({ shopUrl });
      return `rms,${shopUrl},${serviceSecret},${licenseKey}`;
    });
  const write = (name: string, lines: readonly string[] | Buffer): string => {
    const path = join(folder, name);
    writeFileSync(path, lines instanceof Buffer ? lines : `${lines.join('\r\n')}\r\n`);
    chmodSync(path, 0o600);
    return path;
  };
  return {
    ...world,
    folder,
    keysPath: join(folder, 'keys.csv'),
    keysAtMall,
    write,
    importing: (words, setting = {}) =>
      world.ops(['merchants', 'import', '--file', join(folder, 'merchants.csv'), ...words], { shards: 4, ...setting }),
    threeShops() {
      const lines = [lineOf('kado', 'kado-a'), lineOf('kado', 'kado-b', '2'), lineOf('sakura', 'sakura-a')];
      write('merchants.csv', [header, ...lines]);
      const keys = keysAtMall(['kado-a', 'kado-b', 'sakura-a']);
      write('keys.csv', [keyHeader, ...keys]);
      return keys;
    },
    stored: () => ({
      merchants: [...world.store.merchantsById.keys()].sort(),
      shops: [...world.store.shopsByKey.values()].map(({ code }) => code).sort(),
    }),
  };
}
