import { type Mall, openMall } from './mall.ts';

/** The functions that change one order, as a test calls them. */
export const status = (mall: Mall, id: string, value: string, more = '', pointFix = 'false') =>
  mall.change('orderStatusChange', id, `<Order><OrderStatus>${value}</OrderStatus>${more}</Order>`, pointFix);
export const ship = (mall: Mall, id: string, fields: Record<string, string>, pointFix = 'true') => {
  const elements = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
  return mall.change('orderShipStatusChange', id, `<Order><Ship>${elements.join('')}</Ship></Order>`, pointFix);
};
export const pay = (mall: Mall, id: string, fields: string) =>
  mall.change('orderPayStatusChange', id, `<Order><Pay>${fields}</Pay></Order>`);
export const edit = (mall: Mall, id: string, fields: string) =>
  mall.change('orderChange', id, `<Order>${fields}</Order>`);
export const reason = (code: string, detail = '') =>
  `<CancelReason>${code}</CancelReason>${detail === '' ? '' : `<CancelReasonDetail>${detail}</CancelReasonDetail>`}`;

export const RICE = [{ itemCode: 'kome-0005', units: 3 }];

/** A shop with one order of rice that its buyer can cancel no more. */
export function withRice(options: Parameters<typeof openMall>[0] = {}, more = {}) {
  const mall = openMall(options);
  const [id = ''] = mall.addSettled(1, { lines: RICE, ...more });
  return { mall, id, truth: () => mall.control.order(id) };
}
