/** What one shard is to manage: 57,000 shops are twelve of these. */
export const shopsPerShard = 4_750;
