/**
 * The process that holds the tables: dynalite on LevelDB. It runs apart because dynalite ends its process when the disk refuses
 * a write. Usage: node process.ts <folder>, with the access key id that it lets in as AWS_ACCESS_KEY_ID: other users of the machine see
 * arguments, and not the environment. It tells its port to the parent, and ends with it.
 */
import type { AddressInfo } from 'node:net';
import { callService } from '../wire/call.ts';
import { guardServer, signedBy } from '../wire/guard.ts';
import { openDynalite } from './mended-dynalite.ts';

const [path] = process.argv.slice(2);
const { AWS_ACCESS_KEY_ID: accessKeyId } = process.env;
if (path === undefined || accessKeyId === undefined || process.send === undefined)
  throw new Error('Started by the local cloud only, with a folder and an access key id.');

const closeIdleEveryMs = 20;
const longestEndMs = 4_000;
/** So that what was erased is gone from the files a day later, and from those of an earlier start soon. */
const compactEveryMs = 86_400_000;

const { server, compact } = openDynalite({ path, createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
guardServer(server, signedBy(accessKeyId));
let compacting: NodeJS.Timeout | undefined;
process.once('disconnect', endWhenWritten);
process.once('message', endWhenWritten);
server.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // The database opens with the first call: only an answer shows that it is ours.
  void callService({ url, accessKeyId }, 'DynamoDB_20120810.ListTables', {}).then(() => {
    process.send?.({ url });
    compactNow();
    compacting = setInterval(compactNow, compactEveryMs);
  });
});

/** Fails when the tables end meanwhile. Any other hindrance, a full disk say, hinders the next write too, which reports it. */
function compactNow(): void {
  compact().catch(() => undefined);
}

/**
 * Ends when every call that came has its answer: dynalite writes a row after its places in the indexes, so a row that is written in part is
 * found in an index twice, or never again.
 */
function endWhenWritten(): void {
  clearInterval(compacting);
  server.close(() => process.exit(0));
  // What is only kept open is closed as it comes to rest. A start waits for some seconds for the files.
  setInterval(() => server.closeIdleConnections(), closeIdleEveryMs);
  // An exit would wait for the database, which may be merging its files. What was answered is in them.
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), longestEndMs);
}
