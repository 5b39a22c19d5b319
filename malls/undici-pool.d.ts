/** undici's Pool by itself loads in half the time of the whole package, which a cold start waits for. */
declare module 'undici/lib/dispatcher/pool.js' {
  import type { Pool } from 'undici';

  const pool: typeof Pool;
  export default pool;
}
