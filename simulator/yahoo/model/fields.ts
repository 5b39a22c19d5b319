import type { Order } from '../state.ts';
import type { World } from '../world.ts';
import { isLeaf, type Leaf, type Tree } from '../xml/tree.ts';
import { composeHead, composeOrder } from './compose-order.ts';

/**
 * An order's fields as orderList picks from them: those of its parts in one list, and those of each Item. Where only fields of its head
 * are `asked` for, as pollers do, nothing else is made.
 */
export function leavesOf(
  world: World,
  order: Order,
  asked: ReadonlySet<string>,
): { flat: Leaf[]; items: (Leaf | Tree)[][] } {
  const flat: Leaf[] = [];
  const items: (Leaf | Tree)[][] = [];
  const head = composeHead(world, order);
  if (asked.size <= head.length && head.filter(({ name }) => asked.has(name)).length === asked.size) {
    return { flat: head, items };
  }
  for (const part of composeOrder(world, order).parts) {
    if (isLeaf(part)) flat.push(part);
    else if (part.name === 'Item') items.push([...part.parts]);
    else flat.push(...part.parts.filter(isLeaf));
  }
  return { flat, items };
}
