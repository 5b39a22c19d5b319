import { eachLimited } from '../../core/kernel/index.ts';
import { callWorkers, decideFacts } from '../../core/stock/index.ts';
import type { LineNote } from '../files/line-note.ts';
import type { OpsContext } from '../frame/command.ts';
import type { JudgedListing } from './judge-listings.ts';
import type { ListingField } from './listing-fields.ts';

const writesAtOnce = 16;

/** Writes listings of a file, and tells the workers which shops have some that are due. Gives back those at which others were faster. */
export async function writeListings(
  { ports, terminal }: Pick<OpsContext, 'ports' | 'terminal'>,
  listings: readonly JudgedListing[],
  onDone: (done: number) => void,
): Promise<readonly LineNote<ListingField>[]> {
  const writer = ports.chance.word();
  const left: LineNote<ListingField>[] = [];
  const due = new Set<JudgedListing['facts']['shop']>();
  let done = listings.filter(({ step }) => step === 'same').length;
  const changing = listings.filter(({ step }) => step !== 'same');
  try {
    await eachLimited(changing, writesAtOnce, async ({ line, facts }) => {
      const outcome = await decideFacts(ports, facts, writer);
      if (outcome === 'overtaken')
        left.push({ line, field: null, text: 'it was changed concurrently: run this again.' });
      else due.add(facts.shop);
      onDone(++done);
    });
  } finally {
    await callDue({ ports, terminal }, [...due]);
  }
  return left;
}

/** Tells the workers that some shops have listings to be looked at. */
export async function callDue(
  { ports, terminal }: Pick<OpsContext, 'ports' | 'terminal'>,
  shops: readonly JudgedListing['facts']['shop'][],
): Promise<void> {
  if (shops.length === 0 || (await callWorkers(ports, { shops }))) return;
  terminal.say('The workers could not be told at once: the malls follow within a few minutes.');
}
