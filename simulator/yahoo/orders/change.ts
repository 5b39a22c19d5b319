import { touch } from '../lifecycle.ts';
import { allAt, textAt } from '../xml.ts';
import { changed, changeFunction, parameterError, transitionRefusal } from './request.ts';

/** Bytes of 社内メモ, as the page has it; of which encoding it does not say. */
const NOTES_BYTES = 1500;

/**
 * 注文内容変更, as far as it is played: 閲覧済み, which never becomes 未閲覧 again, and 社内メモ. What is not sent stays, and whatever is changed makes
 * the order 閲覧済み.
 */
export const orderChange = changeFunction('orderChange', ({ world, req }, order) => {
  const sent = (allAt(req, 'Order')[0]?.children ?? []).map(({ name }) => name);
  const isSeen = textAt(req, 'Order/IsSeen');
  const notes = sent.includes('Notes') ? (textAt(req, 'Order/Notes') ?? '') : null;
  const problems = sent.filter((name) => name !== 'IsSeen' && name !== 'Notes').map((name) => `${name} is invalid.`);
  if (sent.length === 0) problems.push('Order is required.');
  if (sent.includes('IsSeen') && isSeen !== 'true') problems.push('IsSeen is invalid.');
  if (notes !== null && Buffer.byteLength(notes) > NOTES_BYTES) problems.push('Notes is invalid.');
  if (problems.length > 0) return parameterError(world, problems.join(' '));
  const refusal = transitionRefusal(world, order, 'OrderInfo');
  if (refusal) return refusal;
  return changed([], () => {
    if (notes !== null) order.notes = notes;
    touch(world, order);
    if (isSeen === 'true') order.isSeen = true;
  });
});
