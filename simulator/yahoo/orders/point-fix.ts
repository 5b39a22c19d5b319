import { type Element, textAt } from '../xml/read-xml.ts';

/** ポイント確定要否; null where it is missing or no boolean. */
export function readPointFix(req: Element): boolean | null {
  const text = textAt(req, 'Target/IsPointFix');
  return text === 'true' ? true : text === 'false' ? false : null;
}
