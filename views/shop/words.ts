import { jstText } from '../../core/kernel/index.ts';
import type { ImportTrouble } from '../../core/model/index.ts';
import { t } from '../../language/language.ts';
import { durationText, enumerated } from '../../language/phrases.ts';
import type { Column, Look, Shown } from '../part.ts';
import { causeWord } from '../pause/index.ts';
import { label } from '../words.ts';
import type { ShopStanding, ShopState } from './facts.ts';

/** A shop's state in a word or two. */
export function stateText(state: ShopState): string {
  switch (state.kind) {
    case 'well':
      return t`well`;
    case 'behind':
      return t`behind`;
    case 'ahead':
      return t`cursor ahead of the clock`;
    case 'waiting':
      return t`starts ${jstText(state.importFrom)}`;
    case 'paused':
      return state.pause.rampStep === undefined
        ? t`paused: ${causeWord(state.pause.cause)}`
        : t`paused: ${causeWord(state.pause.cause)}, its turn comes`;
  }
}

/** How a state looks: a shop that is to start later, or that a person or a mall holds, is not broken. */
export function stateLook({ kind }: ShopState): Look | undefined {
  switch (kind) {
    case 'well':
      return 'good';
    case 'behind':
    case 'ahead':
      return 'bad';
    case 'paused':
      return 'warn';
    case 'waiting':
      return undefined;
  }
}

/** Why an import waits, or goes on slower, though the mall answers. */
export const troubleWords = (): Readonly<Record<ImportTrouble['kind'], string>> => ({
  refused: t`all orders refused`,
  'total-wrong': t`orders counted wrongly`,
  'numbers-only': t`order numbers listed only`,
});

/** How far the cursor lies back. */
export function lagText(state: ShopState): string {
  return state.kind === 'waiting' || state.kind === 'ahead' ? '' : durationText(state.lagMs);
}

/** The shops in a status: the lag says what the cursor would. */
export const standingColumns = (): Column<ShopStanding>[] => [
  { title: label.shop(), of: ({ shop }) => shop.key },
  { title: label.name(), long: true, of: ({ shop }) => shop.name },
  ...stateColumns(),
];

/** The same in a page: a shop by its name. */
export const shopPageColumns = (): Column<ShopStanding>[] => [
  { title: label.shop(), of: ({ shop }) => [{ text: shop.name, to: ['shops', shop.key] }, shop.key] },
  ...stateColumns(),
];

const stateColumns = (): Column<ShopStanding>[] => [
  { title: label.state(), long: true, of: troubleText },
  { title: label.cursor(), only: 'wide', of: ({ shop }) => jstText(shop.cursor) },
  { title: label.lag(), right: true, of: ({ state }) => lagText(state) },
  { title: t`problems`, right: true, of: ({ problems }) => problems },
];

function troubleText({ shop, state }: ShopStanding): Shown {
  const troubles = [
    stateText(state),
    ...(shop.importTrouble ? [troubleWords()[shop.importTrouble.kind]] : []),
    ...(shop.lostSpan ? [t`span lost`] : []),
  ];
  return { text: enumerated(troubles), look: troubles.length > 1 ? 'bad' : stateLook(state) };
}
