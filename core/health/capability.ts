/** What a mall can do for us, each healthy or not by itself: reads of orders, writes of their statuses, stock. */
export const capabilities = ['import', 'status', 'stock'] as const;
export type Capability = (typeof capabilities)[number];
