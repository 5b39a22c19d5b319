import type { Operation, ShopCall } from '../operation.ts';
import type { Reply } from '../reply.ts';
import type { World } from '../world.ts';
import { type Element, readXml, textAt } from '../xml/read-xml.ts';
import { orderError, parameterError } from './order-errors.ts';

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
      if (sellerId !== shop.sellerId) {
        return orderError(world, 400, world.settings.assumed.foreignSellerOrder, 'SellerId is invalid.');
      }
      return perform({ ...call, req });
    },
  };
}
