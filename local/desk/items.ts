import * as adapters from '../../malls/adapters.ts';

/** The item of a row of the simulated RMS, as listings name it. */
export const rmsItem = (row: { readonly manageNumber: string; readonly variantId: string }): string =>
  adapters.rms.traits.stock.normalItem(`${row.manageNumber}/${row.variantId}`);

/** The same of the simulated Yahoo!ショッピング. */
export const yahooItem = (itemCode: string, subCode: string): string =>
  adapters.yahoo.traits.stock.normalItem(`${itemCode}:${subCode}`);
