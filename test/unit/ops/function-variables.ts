/** The environment of a deployed function, complete. */
export const functionVariables = {
  STAGE: 'local',
  SHARDS: '1',
  ORDERS_TABLE: 'orders',
  REVISIONS_TABLE: 'revisions',
  STOCK_TABLE: 'stock',
  SHOPS_TABLE: 'shops',
  CONTROL_TABLE: 'control',
  PUSHES_TABLE: 'pushes',
  STATUS_QUEUE_URL: 'http://127.0.0.1:9/status',
  EVENT_BUS: 'bus',
  DATA_KEY_ID: 'key',
  RMS_BASE_URL: 'http://127.0.0.1:9',
  RMS_RATE_PER_SECOND: '2',
  OVERLAP_MINUTES: '15',
  RETENTION_DAYS: '180',
};
