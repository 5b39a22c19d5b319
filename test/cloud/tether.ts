/** Loaded with --import into a process that has to end with the one that started it: that one holds the other end of stdin. */
process.stdin.resume().once('end', () => process.exit());
