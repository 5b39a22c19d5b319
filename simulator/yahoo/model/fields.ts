import type { Order } from '../state.ts';
import type { World } from '../world.ts';
import { isLeaf, type Leaf, type Tree } from '../xml/tree.ts';
import { composeOrder } from './compose-order.ts';

/** An order's fields as orderList picks from them: those of its parts in one list, and those of each Item. */
export function leavesOf(world: World, order: Order): { flat: Leaf[]; items: (Leaf | Tree)[][] } {
  const flat: Leaf[] = [];
  const items: (Leaf | Tree)[][] = [];
  for (const part of composeOrder(world, order).parts) {
    if (isLeaf(part)) flat.push(part);
    else if (part.name === 'Item') items.push([...part.parts]);
    else flat.push(...part.parts.filter(isLeaf));
  }
  return { flat, items };
}
