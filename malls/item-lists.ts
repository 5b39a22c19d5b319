import { listRmsItems } from './rms/item-list.ts';
import { walkItems } from './yahoo/item-walk.ts';

/** How each mall's items are listed. Handed in where people ask for it, so that the bundles of functions do not carry it. */
export interface ItemLists {
  readonly rms: typeof listRmsItems;
  readonly yahoo: typeof walkItems;
}

export const itemLists: ItemLists = { rms: listRmsItems, yahoo: walkItems };
