import { type Anchor, placeOf, type Sources } from './anchors.ts';

/**
 * A planted bug: a place of the source, read otherwise; several, where two rules keep one promise. The simulation is the judge of
 * the system, and these judge the simulation: each must be caught by some seed.
 */
export interface Mutant {
  readonly name: string;
  readonly edits: readonly (Anchor & { readonly replace: string })[];
  /**
   * Where other worlds cannot show it: the seeded days of status changes at Yahoo!ショッピング alone; or the worlds of all malls, of which
   * the usual seeds hold one in ten; or those with changes of statuses, of which they hold three in ten; or no worlds,
   * but scenes of one order, of the stock of a SKU, or of outages.
   */
  readonly judgedBy?:
    | 'days-at-yahoo'
    | 'worlds-of-all-malls'
    | 'worlds-of-changes'
    | 'scenes-of-one-order'
    | 'scenes-of-outages'
    | 'scenes-of-stock';
}

/** The files that a mutant changes, by their paths from the root, each with what it then reads. Throws an Error where it fits nowhere. */
export function plantedFiles({ name, edits }: Mutant, sources: Sources): Map<string, string> {
  const planted = new Map<string, string>();
  for (const { replace, ...anchor } of edits) {
    try {
      const { path, from, to } = placeOf(anchor, new Map([...sources, ...planted]));
      const text = planted.get(path) ?? sources.get(path) ?? '';
      planted.set(path, text.slice(0, from) + replace.trim() + text.slice(to));
    } catch (error) {
      throw new Error(`The planted bug ${name} does not fit any more: ${(error as Error).message}`);
    }
  }
  return planted;
}
