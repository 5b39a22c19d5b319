import { missesRow } from '../../world.ts';
import { FIELD_NAMES } from '../field-names.ts';
import { type Reply, resultSet, xml } from '../operation.ts';
import { composeOrder } from '../order-model.ts';
import type { Order, World } from '../state.ts';
import { isLeaf, type Leaf, leaf, type Tree, textAt, tree, writeXml } from '../xml.ts';
import { orderError, orderFunction, orderOfTarget, parameterError, readFields } from './request.ts';

/** 注文詳細: one order, with the fields that were asked for. */
export const orderInfo = orderFunction('orderInfo', { write: false }, (call) => {
  const { world, req } = call;
  const problems: string[] = [];
  const fields = readFields(world, textAt(req, 'Target/Field'), FIELD_NAMES, problems);
  const found = orderOfTarget(call);
  if (problems.length > 0) return parameterError(world, problems.join(' '));
  if (found.refusal) return found.refusal;
  const { order } = found;
  if (world.hidden.has(order.orderId) || missesRow(world, order.orderId))
    return orderError(world, 404, 'od91801', 'No such order.');
  return shown(world, order, chosen(composeOrder(world, order), fields));
});

/** What of an order was asked for. A part of it is shown where anything inside it is. */
function chosen(model: Tree, fields: ReadonlySet<string>): Tree {
  return changed(model, (part) => {
    if (isLeaf(part)) return fields.has(part.name) ? [part] : [];
    const inner = part.parts.filter((one) => fields.has(one.name));
    return inner.length > 0 ? [tree(part.name, inner)] : [];
  });
}

/** The answer; that of a spoilt order is unreadable, or wrong, in the way it was spoilt. */
function shown(world: World, order: Order, model: Tree): Reply {
  const how = world.spoilt.get(order.orderId);
  switch (how) {
    case undefined:
      return xml(200, envelope(model));
    case 'server-error':
      return orderError(world, 500, 'od91001', 'システムエラーが発生しました。');
    case 'broken-xml': {
      const text = writeXml(envelope(model), world.settings.answers);
      return { status: 200, body: text.slice(0, -40) };
    }
    case 'bare-ampersand': {
      const text = writeXml(envelope(model), world.settings.answers);
      return { status: 200, body: text.replace('</OrderInfo>', '<Remark>A&B商店 &nbsp; AT&T</Remark></OrderInfo>') };
    }
    case 'future-date':
      return xml(200, envelope(changed(model, datedIn2099)));
    case 'missing-field':
      return xml(200, envelope(changed(model, (part) => (MISSING.includes(part.name) ? [] : [part]))));
    case 'wrong-type':
      return xml(
        200,
        envelope(changed(model, (part) => [part.name === 'OrderStatus' ? leaf('OrderStatus', '処理中') : part])),
      );
  }
}

const DATED = ['OrderTime', 'PublicationTime'];
const MISSING = ['OrderTime', 'Item'];

/** A part with the year of a named moment replaced by 2099. */
const datedIn2099 = (part: Leaf | Tree): (Leaf | Tree)[] => [
  isLeaf(part) && DATED.includes(part.name) ? leaf(part.name, part.text.replace(/^\d{4}/, '2099')) : part,
];

/** A model with something else in the place of each of its parts. */
const changed = ({ name, parts }: Tree, partsFor: (part: Leaf | Tree) => (Leaf | Tree)[]): Tree =>
  tree(name, parts.flatMap(partsFor));

const envelope = (model: Tree): Tree => resultSet([tree('Result', [leaf('Status', 'OK'), model])]);
