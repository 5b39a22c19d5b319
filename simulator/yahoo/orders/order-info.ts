import { composeOrder } from '../model/compose-order.ts';
import { FIELD_NAMES } from '../model/field-names.ts';
import { type Reply, xml } from '../reply.ts';
import type { Order } from '../state.ts';
import type { World } from '../world.ts';
import { textAt } from '../xml/read-xml.ts';
import { isLeaf, type Leaf, leaf, type Tree, tree } from '../xml/tree.ts';
import { writeXml } from '../xml/write-xml.ts';
import { orderError, parameterError } from './order-errors.ts';
import { orderFunction } from './order-function.ts';
import { orderOfTarget } from './own-order.ts';
import { readFields } from './read-fields.ts';

/** 注文詳細: one order, with the fields that were asked for. */
export const orderInfo = orderFunction('orderInfo', { write: false }, (call) => {
  const { world, req } = call;
  const problems: string[] = [];
  const fields = readFields(world, textAt(req, 'Target/Field'), FIELD_NAMES, problems);
  const found = orderOfTarget(call);
  if (problems.length > 0) return parameterError(world, problems.join(' '));
  if (found.refusal) return found.refusal;
  const { order } = found;
  if (world.hidden.has(order.orderId)) return orderError(world, 404, 'od91801', 'No such order.');
  return shown(world, order, chosen(composeOrder(world, order), fields));
});

/** What of an order was asked for. A part of it is shown where anything inside it is. */
function chosen(model: Tree, fields: ReadonlySet<string>): Tree {
  const parts = model.parts.flatMap((part): (Leaf | Tree)[] => {
    if (isLeaf(part)) return fields.has(part.name) ? [part] : [];
    const inner = part.parts.filter((one) => fields.has(one.name));
    return inner.length > 0 ? [tree(part.name, inner)] : [];
  });
  return tree(model.name, parts);
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
      return xml(200, envelope(datedIn2099(model)));
    case 'missing-field':
      return xml(
        200,
        envelope(
          tree(
            model.name,
            model.parts.filter((part) => !MISSING.includes(part.name)),
          ),
        ),
      );
    case 'wrong-type':
      return xml(
        200,
        envelope(
          tree(
            model.name,
            model.parts.map((part) => (part.name === 'OrderStatus' ? leaf('OrderStatus', '処理中') : part)),
          ),
        ),
      );
  }
}

/** A model with the year of every named moment replaced by 2099. */
function datedIn2099(model: Tree): Tree {
  const parts = model.parts.map((part) =>
    isLeaf(part) && DATED.includes(part.name) ? leaf(part.name, part.text.replace(/^\d{4}/, '2099')) : part,
  );
  return tree(model.name, parts);
}

const DATED = ['OrderTime', 'PublicationTime'];
const MISSING = ['OrderTime', 'Item'];

function envelope(model: Tree): Tree {
  const counted = { totalResultsAvailable: 1, totalResultsReturned: 1, firstResultPosition: 1 };
  return tree('ResultSet', [tree('Result', [leaf('Status', 'OK'), model])], counted);
}
