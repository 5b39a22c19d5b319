import { isReadOnly } from '../lifecycle.ts';
import { codeError, type Operation, type Reply, type ShopCall, xml } from '../operation.ts';
import type { Order, World } from '../state.ts';
import { type Element, leaf, readXml, textAt, tree } from '../xml.ts';

/** What every function of the order API is given: the `<Req>` of its body. */
export interface OrderCall extends ShopCall {
  req: Element;
}

/** A function of the order API. `refuse` writes its refusals where they have an envelope of their own. */
export function orderFunction(
  name: string,
  options: { write: boolean; refuse?: (world: World, message: string) => Reply },
  perform: (call: OrderCall) => Reply,
): Operation {
  const refuse = options.refuse ?? parameterError;
  return {
    name,
    api: 'order',
    write: options.write,
    perform: (call) => {
      const { world, shop, request } = call;
      const req = readXml(request.body);
      if (req?.name !== 'Req') return refuse(world, 'The request is not an XML document of Req.');
      const sellerId = textAt(req, 'SellerId');
      if (sellerId === null) return refuse(world, 'SellerId is required.');
      if (sellerId !== shop.code) {
        return orderError(world, 400, world.settings.assumed.foreignSellerOrder, 'SellerId is invalid.');
      }
      return perform({ ...call, req });
    },
  };
}

type Found = { order: Order; refusal?: never } | { order?: never; refusal: Reply };

/** The order that `Target/OrderId` names, or the refusal. Another shop's is as little there as one that never was. */
export function orderOfTarget({ world, shop, req }: OrderCall): Found {
  const orderId = textAt(req, 'Target/OrderId');
  if (orderId === null) return { refusal: parameterError(world, 'OrderId is required.') };
  const order = world.orders.get(orderId);
  if (order?.shop !== shop) return { refusal: orderError(world, 404, 'od91801', 'No such order.') };
  return { order };
}

/** The same for a function that changes the order: not while its buyer may still cancel. */
function changeableOrder(call: OrderCall): Found {
  const found = orderOfTarget(call);
  if (!found.order || !isReadOnly(call.world, found.order)) return found;
  const { readOnly } = call.world.settings.assumed;
  return { refusal: orderError(call.world, 400, readOnly, 'Cannot Be Operated : ReadOnly') };
}

/** A function that changes one order. */
export const changeFunction = (name: string, perform: (call: OrderCall, order: Order) => Reply): Operation =>
  orderFunction(name, { write: true }, (call) => {
    const { order, refusal } = changeableOrder(call);
    return refusal ?? perform(call, order);
  });

/** Nothing can be done to a cancelled order. */
export function transitionRefusal(world: World, order: Order, field: string): Reply | null {
  if (order.orderStatus !== 4) return null;
  return cannotBeOperated(world, `CancelOrder ${field}`);
}

/** The order's status does not allow the change. */
export function cannotBeOperated(world: World, what: string): Reply {
  return orderError(world, 400, world.settings.assumed.transition, `Cannot Be Operated : ${what}`);
}

/** A warning in an answer of success: the change has been made all the same. */
export interface Warning {
  code: string;
  detail: string;
}

/** The answer of a function that changed an order. The samples leave the words of a warning empty. */
export function changed(warnings: readonly Warning[], apply: () => void): Reply {
  const shown = warnings.map(({ code, detail }) =>
    tree('Warning', [leaf('Code', code), leaf('Message', ''), leaf('Detail', detail)]),
  );
  return xml(200, tree('ResultSet', [tree('Result', [leaf('Status', 'OK'), ...shown])], counts(1)), apply);
}

/** An order function refuses. In which envelope is a setting: no sample of the mall shows a refusal of these functions. */
export function orderError(world: World, status: number, code: string, message: string): Reply {
  if (world.settings.answers.orderError === 'error') return codeError(status, code, message);
  const result = tree('Result', [leaf('Status', 'NG'), tree('Error', [leaf('Code', code), leaf('Message', message)])]);
  return xml(status, tree('ResultSet', [result], counts(0)));
}

/** orderList says NG in its own envelope. */
export function listError(world: World, message: string): Reply {
  const { listErrorStatus, orderParameter } = world.settings.assumed;
  const error = tree('Error', [leaf('Code', orderParameter), leaf('Message', message)]);
  return xml(listErrorStatus, tree('Result', [leaf('Status', 'NG'), error]));
}

export function parameterError(world: World, message: string): Reply {
  return orderError(world, 400, world.settings.assumed.orderParameter, message);
}

/** The attributes of a ResultSet about one order. */
export function counts(ok: 0 | 1): Record<string, number> {
  return { totalResultsAvailable: 1, totalResultsReturned: 1, ok, ng: 1 - ok };
}

/** The names of a `Field` element that are `known`. It must be there; what becomes of a name that is none is a setting. */
export function readFields(
  world: World,
  text: string | null,
  known: ReadonlySet<string>,
  problems: string[],
): ReadonlySet<string> {
  const names = (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  if (names.length === 0) problems.push('Field is required.');
  if (world.settings.list.unknownField === 'error') {
    for (const name of names) if (!known.has(name)) problems.push(`${name} is no field.`);
  }
  return new Set(names.filter((name) => known.has(name)));
}
