/** What one shard is to manage, also while every shop has an order in every minute: 57,000 shops are twenty of these. */
export const shopsPerShard = 2_850;
