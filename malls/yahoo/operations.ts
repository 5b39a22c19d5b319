/** The functions of ストアクリエイターPro's API that we call. */
export type YahooOperation = 'orderList' | 'orderInfo' | 'getStock' | 'setStock';

/** Which of the two APIs a function belongs to: they differ in their bodies, and in what a caller must show. */
export function apiOf(operation: YahooOperation): 'order' | 'stock' {
  switch (operation) {
    case 'orderList':
    case 'orderInfo':
      return 'order';
    case 'getStock':
    case 'setStock':
      return 'stock';
  }
}

/** What a merchant finds each under in Yahoo's documents. */
export const apiName: Readonly<Record<YahooOperation, string>> = {
  orderList: '注文API (orderList)',
  orderInfo: '注文API (orderInfo)',
  getStock: '在庫API (getStock)',
  setStock: '在庫API (setStock)',
};

/** Where each function lives below the base URL. */
export function pathOf(operation: YahooOperation): string {
  return `/ShoppingWebService/V1/${operation}`;
}
