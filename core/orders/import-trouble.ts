import { TsunagiError } from '../errors.ts';
import type { ImportTrouble } from '../merchants/shop.ts';
import type { ImportRun } from './run.ts';

/** What a run met, without the moment at which it began. */
export type MetTrouble = Omit<ImportTrouble, 'since'>;

/** The trouble that an error means, where it is about the whole import of a shop; null for every other error. */
export function troubleOf(error: unknown): MetTrouble | null {
  if (!(error instanceof TsunagiError) || error.context.concerns !== 'shop') return null;
  return { kind: 'refused', note: [error.code, ...(error.context.mallCodes ?? [])].join(', ') };
}

/**
 * Notes at the shop what its import has met, or that it is over. Written, and logged, once: `ops status` and the alarm go by
 * the row, whichever process looks at it.
 */
export async function noteTrouble({ ports, shop }: ImportRun, met: MetTrouble | null): Promise<void> {
  const noted = shop.importTrouble;
  if (noted?.kind === met?.kind) return;
  if (met === null) {
    await ports.shops.noteImportTrouble(shop, null);
    ports.log.info('import.trouble-over', { shop: shop.key, trouble: noted?.kind ?? null });
    return;
  }
  await ports.shops.noteImportTrouble(shop, { ...met, since: ports.clock.now() });
  ports.log.error('import.trouble', { shop: shop.key, trouble: met.kind, note: met.note });
}
