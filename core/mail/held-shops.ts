import type { Capability } from '../health/capability.ts';
import { type Line, sentence } from './letter.ts';
import { oneLine } from './one-line.ts';
import { capabilitiesText } from './words.ts';

/** A shop, and what of its work something else holds as well: a person, or a key that the mall refuses. */
export interface HeldShop {
  readonly name: string;
  /** Absent, or empty: nothing else holds it. */
  readonly heldApart?: readonly Capability[];
}

/** True when nothing of this capability goes on by itself once the mall is well again. */
export function allHeld(shops: readonly HeldShop[], capability: Capability): boolean {
  return shops.length > 0 && shops.every(({ heldApart = [] }) => heldApart.includes(capability));
}

/**
 * That there is nothing to do, and what goes on by itself: of a shop that is held for another reason as well, it is not promised.
 *
 * @param end when the rest goes on: `復旧後`
 */
export function nothingToDo(shops: readonly HeldShop[], capabilities: readonly Capability[], end: string): Line[] {
  const held = shops.filter(({ heldApart = [] }) => heldApart.length > 0);
  if (held.length === 0) return [sentence(`特にございません。${end}、自動で再開いたします。`)];
  const names = held.map(({ name, heldApart = [] }) =>
    heldApart.length < capabilities.length ? `${oneLine(name)}(${capabilitiesText(heldApart)})` : oneLine(name),
  );
  const isAll = capabilities.every((capability) => allHeld(shops, capability));
  return [
    sentence(
      isAll
        ? 'この件での作業は、特にございません。'
        : `この件での作業は、特にございません。${end}、自動で再開いたします(次に記載のものを除きます)。`,
    ),
    sentence(`${names.join('、')}は、別の理由で停止中です。${end}も、その停止が解除されるまで再開いたしません。`),
  ];
}
